/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "authorities.h"

#include <glib/gstdio.h>
#include <string.h>

#include "demo-certificate.h"
#include "fresh-dir.h"

typedef struct {
  /* Owned */
  char *dir;
  char *system;
  char *good;
  char *empty;
  char *text;
  char *missing;
  char *bundle;
} Files;

static void
set_up (Files *files, gconstpointer data)
{
  files->dir = fresh_dir_new ();
  files->system = fresh_dir_write (files->dir, "system.crt", "the system's\n");
  files->good = fresh_dir_write (files->dir, "good.pem", DEMO_CERTIFICATE);
  files->empty = fresh_dir_write (files->dir, "empty.pem", "");
  files->text = fresh_dir_write (files->dir, "text.pem", "no certificate\n");
  files->missing = g_build_filename (files->dir, "missing.pem", NULL);
  files->bundle = g_build_filename (files->dir, "bundle.pem", NULL);
}

static void
tear_down (Files *files, gconstpointer data)
{
  fresh_dir_free (files->dir);
  g_free (files->system);
  g_free (files->good);
  g_free (files->empty);
  g_free (files->text);
  g_free (files->missing);
  g_free (files->bundle);
}

static void
test_good (Files *files, gconstpointer data)
{
  const char *const extra[] = { files->good, files->good, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GStatBuf info;

  g_assert_true (guichet_authorities_write (files->system, extra, files->bundle, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (files->bundle, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "the system's\n" DEMO_CERTIFICATE "\n" DEMO_CERTIFICATE "\n");
  g_assert_no_errno (g_stat (files->bundle, &info));
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
assert_refused (Files *files, const char *system, const char *file, const char *named)
{
  const char *const extra[] = { files->good, file, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (guichet_authorities_write (system, extra, files->bundle, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, named));
  g_assert_false (g_file_test (files->bundle, G_FILE_TEST_EXISTS));
}

static void
test_bad (Files *files, gconstpointer data)
{
  assert_refused (files, files->system, files->missing, "missing.pem");
  assert_refused (files, files->system, files->empty, "empty.pem");
  assert_refused (files, files->system, files->text, "text.pem");
  assert_refused (files, files->missing, NULL, "missing.pem");
}

/* What was there before a failure stays whole. */
static void
test_keeps_the_last (Files *files, gconstpointer data)
{
  const char *const good[] = { files->good, NULL };
  const char *const bad[] = { files->good, files->missing, NULL };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_true (guichet_authorities_write (files->system, good, files->bundle, NULL));
  g_assert_true (g_file_get_contents (files->bundle, &before, NULL, NULL));
  g_assert_false (guichet_authorities_write (files->system, bad, files->bundle, NULL));
  g_assert_true (g_file_get_contents (files->bundle, &after, NULL, NULL));
  g_assert_cmpstr (before, ==, after);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/session-reset/authorities/good", Files, NULL, set_up, test_good, tear_down);
  g_test_add ("/session-reset/authorities/bad", Files, NULL, set_up, test_bad, tear_down);
  g_test_add ("/session-reset/authorities/last", Files, NULL, set_up, test_keeps_the_last,
              tear_down);
  return g_test_run ();
}
