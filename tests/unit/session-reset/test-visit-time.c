/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "visit-time.h"

#define NO_LIMIT 0

static const GuichetVisitRules rules = { .idle = 300,
                                         .held = 900,
                                         .countdown = 60,
                                         .limit = NO_LIMIT,
                                         .extension = 600,
                                         .n_extensions = 2,
                                         .pause = 1800 };

static gint64 now;

static gint64
read_clock (gpointer user_data)
{
  return now;
}

static GuichetVisitTime *
begin (guint limit)
{
  GuichetVisitRules own = rules;
  GuichetVisitTime *time;

  now = 5000;
  own.limit = limit;
  time = guichet_visit_time_new (&own, read_clock, NULL);
  guichet_visit_time_begin (time);
  return time;
}

/* Lets @seconds go by, one tick each, until a verdict falls. */
static GuichetTimeVerdict
pass (GuichetVisitTime *time, guint seconds)
{
  GuichetTimeVerdict verdict = guichet_visit_time_tick (time);

  for (guint i = 0; i < seconds && verdict == GUICHET_TIME_GOES_ON; i++) {
    now++;
    verdict = guichet_visit_time_tick (time);
  }
  return verdict;
}

static void
assert_quiet (GuichetVisitTime *time, guint seconds)
{
  for (guint i = 0; i < seconds; i++) {
    g_assert_cmpint (pass (time, 1), ==, GUICHET_TIME_GOES_ON);
    g_assert_cmpstr (guichet_warning_to_string (guichet_visit_time_get_warning (time)), ==, "none");
  }
}

static void
test_idle (void)
{
  g_autoptr (GuichetVisitTime) time = begin (NO_LIMIT);

  assert_quiet (time, 299);
  g_assert_cmpint (pass (time, 1), ==, GUICHET_TIME_GOES_ON);
  g_assert_cmpint (guichet_visit_time_get_warning (time), ==, GUICHET_WARNING_IDLE);
  g_assert_cmpuint (guichet_visit_time_get_countdown (time), ==, 60);
  g_assert_cmpint (pass (time, 59), ==, GUICHET_TIME_GOES_ON);
  g_assert_cmpuint (guichet_visit_time_get_countdown (time), ==, 1);
  g_assert_cmpint (pass (time, 1), ==, GUICHET_TIME_IDLE);
  guichet_visit_time_end (time);
  g_assert_cmpint (guichet_visit_time_get_warning (time), ==, GUICHET_WARNING_NONE);
  g_assert_cmpint (pass (time, 5000), ==, GUICHET_TIME_GOES_ON);
}

/* A visit without work in progress waits for none. */
static void
test_short_idle (void)
{
  GuichetVisitRules own = rules;
  g_autoptr (GuichetVisitTime) time = NULL;

  own.idle = 10;
  now = 5000;
  time = guichet_visit_time_new (&own, read_clock, NULL);
  guichet_visit_time_begin (time);
  assert_quiet (time, 9);
  g_assert_cmpint (pass (time, 61), ==, GUICHET_TIME_IDLE);
  g_assert_cmpint (now, ==, 5000 + 70);
}

static void
test_input_goes_on (void)
{
  g_autoptr (GuichetVisitTime) time = begin (NO_LIMIT);

  for (guint i = 0; i < 50; i++) {
    g_assert_cmpint (pass (time, 359), ==, GUICHET_TIME_GOES_ON);
    g_assert_cmpint (guichet_visit_time_get_warning (time), ==, GUICHET_WARNING_IDLE);
    guichet_visit_time_take_input (time);
    guichet_visit_time_tick (time);
    g_assert_cmpint (guichet_visit_time_get_warning (time), ==, GUICHET_WARNING_NONE);
  }
}

/* A machine that slept, a main loop that hung: nobody is put out unwarned. */
static void
test_clock_jumps (void)
{
  g_autoptr (GuichetVisitTime) time = begin (3600);

  now += 100000;
  g_assert_cmpint (pass (time, 0), ==, GUICHET_TIME_GOES_ON);
  g_assert_cmpint (guichet_visit_time_get_warning (time), ==, GUICHET_WARNING_IDLE);
  g_assert_cmpint (pass (time, 59), ==, GUICHET_TIME_GOES_ON);
  g_assert_cmpint (pass (time, 1), !=, GUICHET_TIME_GOES_ON);
}

static void
test_holds (void)
{
  for (int hold = 0; hold < GUICHET_N_HOLDS; hold++) {
    g_autoptr (GuichetVisitTime) time = begin (NO_LIMIT);

    guichet_visit_time_set_hold (time, (GuichetHold)hold, TRUE);
    assert_quiet (time, 899);
    g_assert_cmpint (pass (time, 60), ==, GUICHET_TIME_GOES_ON);
    g_assert_cmpint (guichet_visit_time_get_warning (time), ==, GUICHET_WARNING_IDLE);
    g_assert_cmpint (pass (time, 1), ==, GUICHET_TIME_IDLE);
  }
}

static void
test_after_a_hold (void)
{
  g_autoptr (GuichetVisitTime) time = begin (NO_LIMIT);

  guichet_visit_time_set_hold (time, GUICHET_HOLD_WORK, TRUE);
  guichet_visit_time_set_hold (time, GUICHET_HOLD_CODE, TRUE);
  assert_quiet (time, 500);
  guichet_visit_time_set_hold (time, GUICHET_HOLD_WORK, FALSE);
  assert_quiet (time, 100);
  guichet_visit_time_set_hold (time, GUICHET_HOLD_CODE, FALSE);
  assert_quiet (time, 59);
  g_assert_cmpint (pass (time, 1), ==, GUICHET_TIME_GOES_ON);
  g_assert_cmpint (guichet_visit_time_get_warning (time), ==, GUICHET_WARNING_IDLE);
}

/* A page that starts downloads for ever, or a world that says so, keeps nothing alive. */
static void
test_holds_are_bounded (void)
{
  g_autoptr (GuichetVisitTime) time = begin (NO_LIMIT);
  guint seconds = 0;

  while (guichet_visit_time_tick (time) == GUICHET_TIME_GOES_ON) {
    guichet_visit_time_set_hold (time, GUICHET_HOLD_DOWNLOAD, seconds % 2 == 0);
    seconds++;
    now++;
  }
  g_assert_cmpuint (seconds, <=, 961);
}

static void
test_limit (void)
{
  g_autoptr (GuichetVisitTime) time = begin (1800);

  for (guint second = 1; second < 1800; second++) {
    GuichetWarning wanted = second < 1500   ? GUICHET_WARNING_NONE
                            : second < 1740 ? GUICHET_WARNING_LIMIT_SOON
                                            : GUICHET_WARNING_LIMIT_NEAR;

    guichet_visit_time_take_input (time);
    g_assert_cmpint (pass (time, 1), ==, GUICHET_TIME_GOES_ON);
    g_assert_cmpint (guichet_visit_time_get_warning (time), ==, wanted);
    g_assert_cmpint (guichet_visit_time_get_remaining (time), ==, 1800 - second);
  }
  /* Over, but not under the hands of somebody. */
  for (guint i = 0; i < 100; i++) {
    guichet_visit_time_take_input (time);
    g_assert_cmpint (pass (time, 4), ==, GUICHET_TIME_GOES_ON);
  }
  g_assert_cmpint (guichet_visit_time_get_warning (time), ==, GUICHET_WARNING_LIMIT_OVER);
  g_assert_cmpint (guichet_visit_time_get_remaining (time), ==, 0);
  g_assert_cmpint (pass (time, 1), ==, GUICHET_TIME_LIMIT);
}

/* However long: what moves the mouse may be a hand, and staff can see whose. */
static void
test_limit_without_rest (void)
{
  g_autoptr (GuichetVisitTime) time = begin (1800);

  for (guint seconds = 0; seconds < 36000; seconds++) {
    guichet_visit_time_take_input (time);
    g_assert_cmpint (pass (time, 1), ==, GUICHET_TIME_GOES_ON);
  }
  g_assert_cmpint (guichet_visit_time_get_warning (time), ==, GUICHET_WARNING_LIMIT_OVER);
  g_assert_cmpint (pass (time, 5), ==, GUICHET_TIME_LIMIT);
}

static void
test_extensions (void)
{
  g_autoptr (GuichetVisitTime) time = begin (1800);
  g_autoptr (GuichetVisitTime) endless = begin (NO_LIMIT);

  g_assert_cmpint (guichet_visit_time_extend (endless), ==, GUICHET_EXTENSION_NO_LIMIT);
  g_assert_cmpint (guichet_visit_time_extend (time), ==, GUICHET_EXTENSION_TOO_EARLY);
  now += 1500;
  guichet_visit_time_take_input (time);
  guichet_visit_time_set_others_wait (time, TRUE);
  g_assert_cmpint (guichet_visit_time_extend (time), ==, GUICHET_EXTENSION_OTHERS_WAIT);
  guichet_visit_time_set_others_wait (time, FALSE);
  g_assert_cmpint (guichet_visit_time_extend (time), ==, GUICHET_EXTENSION_GRANTED);
  g_assert_cmpint (guichet_visit_time_get_remaining (time), ==, 900);
  g_assert_cmpint (guichet_visit_time_extend (time), ==, GUICHET_EXTENSION_TOO_EARLY);
  now += 870;
  guichet_visit_time_take_input (time);
  guichet_visit_time_tick (time);
  g_assert_cmpint (guichet_visit_time_get_warning (time), ==, GUICHET_WARNING_LIMIT_NEAR);
  now += 100;
  guichet_visit_time_take_input (time);
  guichet_visit_time_tick (time);
  g_assert_cmpint (guichet_visit_time_get_warning (time), ==, GUICHET_WARNING_LIMIT_OVER);
  /* In full, also when it is asked for late. */
  g_assert_cmpint (guichet_visit_time_extend (time), ==, GUICHET_EXTENSION_GRANTED);
  g_assert_cmpint (guichet_visit_time_get_remaining (time), ==, 600);
  guichet_visit_time_tick (time);
  g_assert_cmpint (guichet_visit_time_get_warning (time), ==, GUICHET_WARNING_NONE);
  now += 500;
  guichet_visit_time_take_input (time);
  g_assert_cmpint (guichet_visit_time_extend (time), ==, GUICHET_EXTENSION_NO_MORE);
  /* Staff may always. */
  guichet_visit_time_add (time, 300);
  g_assert_cmpint (guichet_visit_time_get_remaining (time), ==, 400);
  /* The next visit begins anew, but others still wait. */
  guichet_visit_time_set_others_wait (time, TRUE);
  guichet_visit_time_begin (time);
  g_assert_true (guichet_visit_time_do_others_wait (time));
  g_assert_cmpint (guichet_visit_time_get_remaining (time), ==, 1800);
}

static void
test_pause (void)
{
  g_autoptr (GuichetVisitTime) time = begin (1800);

  now += 1000;
  guichet_visit_time_take_input (time);
  guichet_visit_time_set_paused (time, TRUE);
  g_assert_true (guichet_visit_time_is_paused (time));
  for (guint i = 0; i < 3; i++) {
    assert_quiet (time, 1700);
    guichet_visit_time_take_input (time);
  }
  g_assert_cmpint (guichet_visit_time_get_remaining (time), ==, -1);
  guichet_visit_time_set_paused (time, FALSE);
  g_assert_cmpint (guichet_visit_time_get_remaining (time), ==, 800);
  /* Forgotten: it ends by itself, and then the visit does. */
  guichet_visit_time_set_paused (time, TRUE);
  assert_quiet (time, 1799 + 300);
  g_assert_cmpint (pass (time, 100), ==, GUICHET_TIME_IDLE);
}

/* --- any order --- */

static void
play_any (guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GuichetVisitTime) time =
      begin (seed % 3 == 0 ? (guint)g_rand_int_range (rand, 70, 4000) : NO_LIMIT);
  gint64 input_at = now, warned_at = -1;
  GuichetTimeVerdict verdict = GUICHET_TIME_GOES_ON;
  guint n_steps = (guint)g_rand_int_range (rand, 1, 60);

  for (guint i = 0; i < n_steps && verdict == GUICHET_TIME_GOES_ON; i++) {
    switch (g_rand_int_range (rand, 0, 8)) {
    case 0:
      guichet_visit_time_take_input (time);
      input_at = now;
      break;
    case 1:
      guichet_visit_time_set_hold (time, (GuichetHold)g_rand_int_range (rand, 0, GUICHET_N_HOLDS),
                                   g_rand_boolean (rand));
      break;
    case 2:
      guichet_visit_time_set_paused (time, g_rand_boolean (rand));
      break;
    case 3:
      guichet_visit_time_extend (time);
      break;
    case 4:
      guichet_visit_time_set_others_wait (time, g_rand_boolean (rand));
      break;
    default:
      now += g_rand_int_range (rand, 0, g_rand_boolean (rand) ? 70 : 700);
      break;
    }
    verdict = guichet_visit_time_tick (time);
    if (guichet_visit_time_get_warning (time) != GUICHET_WARNING_IDLE)
      warned_at = -1;
    else if (warned_at < 0)
      warned_at = now;
    if (verdict == GUICHET_TIME_IDLE)
      g_assert_true (warned_at >= 0 && now - warned_at >= 60 && now - input_at >= 360);
    if (verdict == GUICHET_TIME_LIMIT)
      g_assert_cmpint (now - input_at, >=, 5);
  }
  /* From anywhere: without input it ends, whatever is held or paused. */
  if (verdict == GUICHET_TIME_GOES_ON)
    g_assert_cmpint (pass (time, guichet_visit_rules_get_longest_wait (&rules) + 1), !=,
                     GUICHET_TIME_GOES_ON);
}

static void
test_any_order (void)
{
  for (guint32 seed = 1; seed <= 20000; seed++) {
    if (seed % 5000 == 0)
      g_test_message ("seed %u", seed);
    play_any (seed);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/visit-time/idle", test_idle);
  g_test_add_func ("/session-reset/visit-time/short-idle", test_short_idle);
  g_test_add_func ("/session-reset/visit-time/input-goes-on", test_input_goes_on);
  g_test_add_func ("/session-reset/visit-time/clock-jumps", test_clock_jumps);
  g_test_add_func ("/session-reset/visit-time/holds", test_holds);
  g_test_add_func ("/session-reset/visit-time/after-a-hold", test_after_a_hold);
  g_test_add_func ("/session-reset/visit-time/holds-are-bounded", test_holds_are_bounded);
  g_test_add_func ("/session-reset/visit-time/limit", test_limit);
  g_test_add_func ("/session-reset/visit-time/limit-without-rest", test_limit_without_rest);
  g_test_add_func ("/session-reset/visit-time/extensions", test_extensions);
  g_test_add_func ("/session-reset/visit-time/pause", test_pause);
  g_test_add_func ("/session-reset/visit-time/any-order", test_any_order);
  return g_test_run ();
}
