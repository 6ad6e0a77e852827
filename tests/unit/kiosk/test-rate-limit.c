/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rate-limit.h"

static const GuichetRateLimit three_in_ten = { 3, 10, 60 };

static void
test_burst_then_pause (void)
{
  GuichetRateLimit limit = three_in_ten;

  g_assert_true (guichet_rate_limit_take (&limit, 100));
  g_assert_true (guichet_rate_limit_take (&limit, 101));
  g_assert_true (guichet_rate_limit_take (&limit, 109));
  g_assert_false (guichet_rate_limit_take (&limit, 109));
  /* Asking in the pause does not make it longer. */
  g_assert_false (guichet_rate_limit_take (&limit, 168));
  g_assert_true (guichet_rate_limit_take (&limit, 169));
}

static void
test_slow_is_free (void)
{
  GuichetRateLimit limit = three_in_ten;

  for (gint64 now = 0; now < 1000; now += 4)
    g_assert_true (guichet_rate_limit_take (&limit, now));
}

static void
test_window_slides (void)
{
  GuichetRateLimit limit = three_in_ten;

  g_assert_true (guichet_rate_limit_take (&limit, 0));
  g_assert_true (guichet_rate_limit_take (&limit, 8));
  g_assert_true (guichet_rate_limit_take (&limit, 9));
  g_assert_true (guichet_rate_limit_take (&limit, 10));
  g_assert_false (guichet_rate_limit_take (&limit, 11));
}

static void
test_reset (void)
{
  GuichetRateLimit limit = three_in_ten;

  for (gint64 now = 0; now < 4; now++)
    guichet_rate_limit_take (&limit, now);
  guichet_rate_limit_reset (&limit);
  g_assert_true (guichet_rate_limit_take (&limit, 5));
}

static void
test_largest_burst (void)
{
  GuichetRateLimit limit = { GUICHET_RATE_LIMIT_MAX, 10, 10 };

  for (guint i = 0; i < GUICHET_RATE_LIMIT_MAX; i++)
    g_assert_true (guichet_rate_limit_take (&limit, 1));
  g_assert_false (guichet_rate_limit_take (&limit, 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/rate-limit/burst-then-pause", test_burst_then_pause);
  g_test_add_func ("/kiosk/rate-limit/slow-is-free", test_slow_is_free);
  g_test_add_func ("/kiosk/rate-limit/window-slides", test_window_slides);
  g_test_add_func ("/kiosk/rate-limit/reset", test_reset);
  g_test_add_func ("/kiosk/rate-limit/largest-burst", test_largest_burst);
  return g_test_run ();
}
