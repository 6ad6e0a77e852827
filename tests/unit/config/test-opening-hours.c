/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opening-hours.h"

static gboolean
is_open (const GuichetOpeningHours *hours, guint day, guint hour, guint minute)
{
  return guichet_opening_hours_is_open (hours, day, hour * 60 + minute);
}

static void
test_nothing_said (void)
{
  g_autoptr (GuichetOpeningHours) hours = guichet_opening_hours_new ();

  for (guint day = 1; day <= 7; day++)
    for (guint minute = 0; minute < 24 * 60; minute++)
      g_assert_true (guichet_opening_hours_is_open (hours, day, minute));
}

static void
test_week (void)
{
  g_autoptr (GuichetOpeningHours) hours = guichet_opening_hours_new ();
  const char *const monday[] = { "8:30-12:00", "13:30-18:00", NULL };
  const char *const night[] = { "00:00-24:00", NULL };
  const char *const none[] = { NULL };

  g_assert_true (guichet_opening_hours_set_day (hours, 1, monday));
  g_assert_true (guichet_opening_hours_set_day (hours, 3, night));
  g_assert_true (guichet_opening_hours_set_day (hours, 4, none));
  g_assert_false (is_open (hours, 1, 8, 29));
  g_assert_true (is_open (hours, 1, 8, 30));
  g_assert_true (is_open (hours, 1, 11, 59));
  g_assert_false (is_open (hours, 1, 12, 0));
  g_assert_true (is_open (hours, 1, 17, 59));
  g_assert_false (is_open (hours, 1, 18, 0));
  g_assert_false (is_open (hours, 2, 10, 0));
  g_assert_true (is_open (hours, 3, 0, 0));
  g_assert_true (is_open (hours, 3, 23, 59));
  g_assert_false (is_open (hours, 4, 10, 0));
}

static void
test_mistakes (void)
{
  static const char *const bad[] = {
    "8h30-12h",     "08:30",  "08:30-", "12:00-08:30",  "08:30-08:30", "08:60-09:00", "24:01-25:00",
    "08:30-12:00 ", "-08:30", "",       "008:30-12:00", "08:30–12:00"
  };
  const char *const good[] = { "09:00-10:00", NULL };
  const char *const mixed_up[] = { "13:00-18:00", "08:00-12:00", NULL };
  const char *const crossed[] = { "08:00-12:00", "11:00-18:00", NULL };
  g_autoptr (GuichetOpeningHours) hours = guichet_opening_hours_new ();

  g_assert_true (guichet_opening_hours_set_day (hours, 1, good));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    const char *const ranges[] = { bad[i], NULL };

    g_test_message ("“%s”", bad[i]);
    g_assert_false (guichet_opening_hours_set_day (hours, 1, ranges));
  }
  g_assert_false (guichet_opening_hours_set_day (hours, 1, mixed_up));
  g_assert_false (guichet_opening_hours_set_day (hours, 1, crossed));
  g_assert_true (is_open (hours, 1, 9, 30));
}

static void
test_closed_days (void)
{
  static const char *const good[] = { "2026-05-14", "2026-12-21/2027-01-03", "12-25", "02-29" };
  static const char *const bad[] = { "",
                                     "25-12",
                                     "12-32",
                                     "2026-13-01",
                                     "2026-02-29",
                                     "2026-5-14",
                                     "2026-05-14 ",
                                     "2026/05/14",
                                     "2027-01-03/2026-12-21",
                                     "12-21/01-03",
                                     "0000-01-01",
                                     "2026-05-14/",
                                     "2026-05-14/16",
                                     "Noël" };
  static const struct {
    guint year, month, day;
    gboolean is_closed;
  } days[] = {
    { 2026, 5, 14, TRUE },   { 2026, 5, 13, FALSE },  { 2027, 5, 14, FALSE },
    { 2026, 12, 20, FALSE }, { 2026, 12, 21, TRUE },  { 2026, 12, 31, TRUE },
    { 2027, 1, 1, TRUE },    { 2027, 1, 3, TRUE },    { 2027, 1, 4, FALSE },
    { 2031, 12, 25, TRUE },  { 2031, 12, 24, FALSE }, { 2028, 2, 29, TRUE },
  };
  g_autoptr (GuichetOpeningHours) hours = guichet_opening_hours_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (guichet_opening_hours_add_closed (hours, good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_test_message ("“%s”", bad[i]);
    g_assert_false (guichet_opening_hours_add_closed (hours, bad[i]));
  }
  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    g_assert_cmpint (
        guichet_opening_hours_is_closed_day (hours, days[i].year, days[i].month, days[i].day), ==,
        days[i].is_closed);
  /* They say nothing of the other days. */
  g_assert_true (guichet_opening_hours_is_open (hours, 1, 600));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/opening-hours/nothing-said", test_nothing_said);
  g_test_add_func ("/config/opening-hours/week", test_week);
  g_test_add_func ("/config/opening-hours/mistakes", test_mistakes);
  g_test_add_func ("/config/opening-hours/closed-days", test_closed_days);
  return g_test_run ();
}
