/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-sleep.h"

#define AFTER 120

static const GuichetScreenSleep fresh = { .after = AFTER, .was_open = TRUE };

static void
test_hours (void)
{
  GuichetScreenSleep sleep = fresh;

  g_assert_false (guichet_screen_sleep_update (&sleep, TRUE, TRUE, 10000));
  /* Closing does not put anybody in the dark at once. */
  g_assert_false (guichet_screen_sleep_update (&sleep, TRUE, FALSE, 10001));
  g_assert_false (guichet_screen_sleep_update (&sleep, TRUE, FALSE, 10119));
  g_assert_true (guichet_screen_sleep_update (&sleep, TRUE, FALSE, 10120));
  /* Input wakes, and a visit goes on as long as it likes. */
  guichet_screen_sleep_take_input (&sleep, 20000);
  g_assert_false (guichet_screen_sleep_update (&sleep, TRUE, FALSE, 20000));
  g_assert_false (guichet_screen_sleep_update (&sleep, FALSE, FALSE, 20060));
  g_assert_false (guichet_screen_sleep_update (&sleep, FALSE, FALSE, 29000));
  g_assert_false (guichet_screen_sleep_update (&sleep, TRUE, FALSE, 29001));
  g_assert_true (guichet_screen_sleep_update (&sleep, TRUE, FALSE, 29200));
  /* Opening wakes. */
  g_assert_false (guichet_screen_sleep_update (&sleep, TRUE, TRUE, 50000));
}

static void
test_asked (void)
{
  GuichetScreenSleep sleep = fresh;

  g_assert_false (guichet_screen_sleep_update (&sleep, TRUE, TRUE, 10000));
  guichet_screen_sleep_ask (&sleep, 10000);
  g_assert_true (guichet_screen_sleep_update (&sleep, TRUE, TRUE, 10000));
  /* The hand that asked. */
  guichet_screen_sleep_take_input (&sleep, 10001);
  g_assert_true (guichet_screen_sleep_update (&sleep, TRUE, TRUE, 10001));
  guichet_screen_sleep_take_input (&sleep, 10010);
  g_assert_false (guichet_screen_sleep_update (&sleep, TRUE, TRUE, 10010));
  /* Until the next opening, not for ever. */
  guichet_screen_sleep_ask (&sleep, 10020);
  g_assert_true (guichet_screen_sleep_update (&sleep, TRUE, FALSE, 30000));
  g_assert_false (guichet_screen_sleep_update (&sleep, TRUE, TRUE, 50000));
  /* Nobody's visit. */
  guichet_screen_sleep_ask (&sleep, 50001);
  g_assert_false (guichet_screen_sleep_update (&sleep, FALSE, TRUE, 50001));
  g_assert_false (guichet_screen_sleep_update (&sleep, TRUE, TRUE, 50002));
}

static void
test_guard (void)
{
  /* Off until now; lit a moment ago; lit for a while, and only black. */
  g_assert_cmpuint (guichet_screen_sleep_get_guard_ms (0), ==, 3000);
  g_assert_cmpuint (guichet_screen_sleep_get_guard_ms (1), ==, 2999);
  g_assert_cmpuint (guichet_screen_sleep_get_guard_ms (2499), ==, 501);
  g_assert_cmpuint (guichet_screen_sleep_get_guard_ms (2501), ==, 500);
  g_assert_cmpuint (guichet_screen_sleep_get_guard_ms (G_MAXINT64), ==, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/screen-sleep/hours", test_hours);
  g_test_add_func ("/session-reset/screen-sleep/asked", test_asked);
  g_test_add_func ("/session-reset/screen-sleep/guard", test_guard);
  return g_test_run ();
}
