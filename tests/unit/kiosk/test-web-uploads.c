/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-uploads.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *dir;
  GuichetWebUploads *uploads;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *below = NULL;

  fixture->dir = g_dir_make_tmp ("guichet-uploads-XXXXXX", NULL);
  below = g_build_filename (fixture->dir, "uploads", NULL);
  fixture->uploads = guichet_web_uploads_new (below);
}

/* Nothing may be left but the empty directory. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *below = g_build_filename (fixture->dir, "uploads", NULL);

  g_assert_finalize_object (fixture->uploads);
  g_rmdir (below);
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->dir);
}

static int
make_source (const char *text)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp (NULL, &path, NULL);

  g_assert_cmpint (write (fd, text, strlen (text)), ==, (ssize_t)strlen (text));
  g_unlink (path);
  return fd;
}

static GStrv
give (Fixture *fixture, const char *text)
{
  char *names[] = { (char *)"a.pdf", (char *)"a.pdf" };
  int fds[] = { make_source (text), make_source ("second") };
  g_autoptr (GError) error = NULL;
  GStrv paths = guichet_web_uploads_write (fixture->uploads, fds, names, 2, &error);

  g_assert_no_error (error);
  close (fds[0]);
  close (fds[1]);
  return paths;
}

static void
test_write (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) paths = give (fixture, "first");
  g_autofree char *text = NULL;
  GStatBuf info;

  g_assert_cmpuint (g_strv_length (paths), ==, 2);
  g_assert_true (g_str_has_suffix (paths[0], "/a.pdf"));
  g_assert_cmpstr (paths[0], !=, paths[1]);
  g_assert_true (g_file_get_contents (paths[0], &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "first");
  g_assert_cmpint (g_stat (paths[0], &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

static void
test_goes_with_the_second_page (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) paths = give (fixture, "first");
  char byte;
  int held = open (paths[0], O_RDONLY);

  guichet_web_uploads_page_changed (fixture->uploads);
  g_assert_cmpuint (guichet_web_uploads_get_n_files (fixture->uploads), ==, 2);
  guichet_web_uploads_page_changed (fixture->uploads);
  g_assert_cmpuint (guichet_web_uploads_get_n_files (fixture->uploads), ==, 0);
  g_assert_false (g_file_test (paths[0], G_FILE_TEST_EXISTS));
  /* Who still holds it open reads nothing. */
  g_assert_cmpint (read (held, &byte, 1), ==, 0);
  close (held);
}

static void
test_all_or_nothing (Fixture *fixture, gconstpointer data)
{
  char *names[] = { (char *)"a.pdf", (char *)"b.pdf" };
  int fds[] = { make_source ("first"), -1 };
  g_autoptr (GError) error = NULL;

  g_assert_null (guichet_web_uploads_write (fixture->uploads, fds, names, 2, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (guichet_web_uploads_get_n_files (fixture->uploads), ==, 0);
  close (fds[0]);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/kiosk/web-uploads/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("write", test_write);
  ADD ("goes-with-the-second-page", test_goes_with_the_second_page);
  ADD ("all-or-nothing", test_all_or_nothing);
  return g_test_run ();
}
