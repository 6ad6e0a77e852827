/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clock.h"

static void
test_fake_moves_only_when_told (void)
{
  GuichetFakeClock *clock = guichet_fake_clock_new (40);

  g_assert_cmpint (guichet_clock_get_time (GUICHET_CLOCK (clock)), ==, 40);
  g_assert_cmpint (guichet_clock_get_time (GUICHET_CLOCK (clock)), ==, 40);
  guichet_fake_clock_advance (clock, 2);
  g_assert_cmpint (guichet_clock_get_time (GUICHET_CLOCK (clock)), ==, 42);
  g_assert_finalize_object (clock);
}

static void
test_system_is_monotonic (void)
{
  GuichetClock *clock = guichet_system_clock_new ();
  gint64 before = g_get_monotonic_time ();
  gint64 told = guichet_clock_get_time (clock);

  g_assert_cmpint (told, >=, before);
  g_assert_cmpint (guichet_clock_get_time (clock), >=, told);
  g_assert_finalize_object (clock);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/clock/fake-moves-only-when-told", test_fake_moves_only_when_told);
  g_test_add_func ("/kiosk/clock/system-is-monotonic", test_system_is_monotonic);
  return g_test_run ();
}
