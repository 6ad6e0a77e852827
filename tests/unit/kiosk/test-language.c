/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-assets.h"

#include <glib/gi18n.h>
#include <langinfo.h>
#include <locale.h>

static void
assert_june (const char *name)
{
  g_autoptr (GDateTime) june = g_date_time_new_utc (2026, 6, 1, 0, 0, 0);
  g_autofree char *written = g_date_time_format (june, "%OB");

  g_assert_cmpstr (written, ==, name);
}

static void
test_dates (void)
{
  const char *dir = g_getenv ("GUICHET_LOCALE_DIR");

  guichet_ui_assets_prepare ();
  /* Without them there are still words. */
  guichet_ui_assets_set_language ("fr", "/nonexistent");
  assert_june ("June");
  guichet_ui_assets_set_language ("fr", dir);
  /* There is no display here: what GTK does to the locale comes before it looks for one. */
  (void)gtk_init_check ();
  assert_june ("juin");
  /* 2: on a Monday. */
  g_assert_cmpint (*nl_langinfo (_NL_TIME_FIRST_WEEKDAY), ==, 2);
  g_assert_null (g_getenv ("LOCPATH"));
}

/* The C library of Debian 13 knows no LANGUAGE in C.UTF-8, the only locale that every Debian has.
 */
static void
test_words (void)
{
  const char *dir = g_getenv ("GUICHET_LOCALE_DIR");

  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  guichet_ui_assets_set_language ("fr", dir);
  g_assert_cmpstr (setlocale (LC_MESSAGES, NULL), ==, "fr_FR.UTF-8");
  g_assert_cmpstr (setlocale (LC_CTYPE, NULL), ==, "C.UTF-8");
  g_assert_cmpstr (_ ("Back"), ==, "Retour");
  guichet_ui_assets_set_language ("en", dir);
  g_assert_cmpstr (_ ("Back"), ==, "Back");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/language/dates", test_dates);
  g_test_add_func ("/kiosk/language/words", test_words);
  return g_test_run ();
}
