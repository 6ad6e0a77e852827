/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-assets.h"

#include <glib/gi18n.h>
#include <langinfo.h>

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
  g_assert_cmpstr (_ ("Back"), ==, "Retour");
  g_assert_null (g_getenv ("LOCPATH"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/language/dates", test_dates);
  return g_test_run ();
}
