/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-notices.h"

#include <string.h>

#include "fresh-dir.h"

static const char *day;

typedef struct {
  char *dir;
  char *path;
  guint n_changes;
  GuichetStaffNotices *notices;
} Fixture;

static char *
get_day (void)
{
  return g_strdup (day);
}

static void
on_changed (Fixture *fixture)
{
  fixture->n_changes++;
}

/* As after the machine was switched off and on. */
static void
start (Fixture *fixture)
{
  if (fixture->notices != NULL)
    g_assert_finalize_object (fixture->notices);
  fixture->notices = guichet_staff_notices_new (fixture->path, get_day);
  fixture->n_changes = 0;
  g_signal_connect_swapped (fixture->notices, "changed", G_CALLBACK (on_changed), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  day = "2026-11-23";
  fixture->dir = fresh_dir_new ();
  fixture->path = g_build_filename (fixture->dir, "notices", NULL);
  start (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->notices);
  fresh_dir_free (fixture->dir);
  g_free (fixture->path);
}

static void
test_message (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (guichet_staff_notices_get_message (fixture->notices), ==, "");
  g_assert_true (guichet_staff_notices_set_message (fixture->notices, "  Fermé à 16 h.\t", NULL));
  g_assert_cmpstr (guichet_staff_notices_get_message (fixture->notices), ==, "Fermé à 16 h.");
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  /* It stays until it is taken away: overnight too. */
  day = "2026-11-24";
  guichet_staff_notices_expire (fixture->notices);
  start (fixture);
  g_assert_cmpstr (guichet_staff_notices_get_message (fixture->notices), ==, "Fermé à 16 h.");
  g_assert_true (guichet_staff_notices_set_message (fixture->notices, "", NULL));
  start (fixture);
  g_assert_cmpstr (guichet_staff_notices_get_message (fixture->notices), ==, "");
}

static void
test_bounds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) longest = g_string_new (NULL);
  static const char *const bad[] = { "two\nlines", "bell\a", "\033[2J", "\377", "a\xe2\x80\xae" };

  for (guint i = 0; i < GUICHET_STAFF_MESSAGE_MAX; i++)
    g_string_append (longest, "é");
  g_assert_true (guichet_staff_notices_set_message (fixture->notices, longest->str, NULL));
  g_string_append (longest, "é");
  for (gsize i = 0; i <= G_N_ELEMENTS (bad); i++) {
    const char *text = i < G_N_ELEMENTS (bad) ? bad[i] : longest->str;
    g_autoptr (GError) error = NULL;

    g_assert_false (guichet_staff_notices_set_message (fixture->notices, text, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    g_clear_error (&error);
    g_assert_false (guichet_staff_notices_hide (fixture->notices, "caf", text, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }
  g_assert_null (guichet_staff_notices_get_words (fixture->notices, "caf"));
  g_assert_cmpuint (fixture->n_changes, ==, 1);
}

static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  g_assert_true (guichet_staff_notices_hide (fixture->notices, "caf", "", NULL));
  g_assert_true (guichet_staff_notices_hide (fixture->notices, "ameli", "En panne.", NULL));
  start (fixture);
  g_assert_cmpstr (guichet_staff_notices_get_words (fixture->notices, "caf"), ==, "");
  g_assert_cmpstr (guichet_staff_notices_get_words (fixture->notices, "ameli"), ==, "En panne.");
  g_assert_true (guichet_staff_notices_show (fixture->notices, "caf", NULL));
  g_assert_true (guichet_staff_notices_show (fixture->notices, "never", NULL));
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  start (fixture);
  g_assert_null (guichet_staff_notices_get_words (fixture->notices, "caf"));
  g_assert_nonnull (guichet_staff_notices_get_words (fixture->notices, "ameli"));
}

/* Until the end of the day, whether the terminal runs on or is switched off. */
static void
test_day (Fixture *fixture, gconstpointer data)
{
  g_assert_true (guichet_staff_notices_hide (fixture->notices, "caf", "", NULL));
  guichet_staff_notices_expire (fixture->notices);
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  day = "2026-11-24";
  guichet_staff_notices_expire (fixture->notices);
  g_assert_cmpuint (fixture->n_changes, ==, 2);
  g_assert_null (guichet_staff_notices_get_words (fixture->notices, "caf"));
  g_assert_true (guichet_staff_notices_hide (fixture->notices, "caf", "", NULL));
  day = "2026-11-25";
  start (fixture);
  g_assert_null (guichet_staff_notices_get_words (fixture->notices, "caf"));
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "", "\377\376", "[Notices]\nMessage=a\\nb\n",
                                       "[Notices]\nDay=2026-11-23\n[Hidden today]\ncaf=a\\nb\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_assert_true (g_file_set_contents (fixture->path, texts[i], -1, NULL));
    start (fixture);
    g_assert_cmpstr (guichet_staff_notices_get_message (fixture->notices), ==, "");
    g_assert_null (guichet_staff_notices_get_words (fixture->notices, "caf"));
  }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session-reset/staff-notices/message", test_message);
  ADD ("/session-reset/staff-notices/bounds", test_bounds);
  ADD ("/session-reset/staff-notices/hidden", test_hidden);
  ADD ("/session-reset/staff-notices/day", test_day);
  ADD ("/session-reset/staff-notices/damaged", test_damaged);
  return g_test_run ();
}
