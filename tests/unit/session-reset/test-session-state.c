/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-state.h"

#define MAX_SCRIPT 16

/* Short names, so that the tables can be read. */
enum {
  START = GUICHET_SESSION_EVENT_START,
  DIRTY = GUICHET_SESSION_EVENT_START_DIRTY,
  READY = GUICHET_SESSION_EVENT_SPARE_READY,
  LOST = GUICHET_SESSION_EVENT_SPARE_FAILED,
  CURTAIN = GUICHET_SESSION_EVENT_CURTAIN_SHOWN,
  NO_CURTAIN = GUICHET_SESSION_EVENT_CURTAIN_FAILED,
  HOME_SHOWN = GUICHET_SESSION_EVENT_HOME_SHOWN,
  NO_HOME = GUICHET_SESSION_EVENT_HOME_FAILED,
  BEGAN = GUICHET_SESSION_EVENT_VISIT_BEGAN,
  DONE = GUICHET_SESSION_EVENT_DONE,
  RESET = GUICHET_SESSION_EVENT_RESET,
  STAFF = GUICHET_SESSION_EVENT_STAFF,
  INPUT = GUICHET_SESSION_EVENT_INPUT,
  TICK = GUICHET_SESSION_EVENT_TICK,
  DIED = GUICHET_SESSION_EVENT_SHELL_DIED,
  HUNG = GUICHET_SESSION_EVENT_HEARTBEAT,
  BAD = GUICHET_SESSION_EVENT_SANDBOX_BAD,
  CLEAN = GUICHET_SESSION_EVENT_WIPE_VERIFIED,
  UNCLEAN = GUICHET_SESSION_EVENT_WIPE_FAILED,
  RETRY = GUICHET_SESSION_EVENT_RETRY_DUE,
  END = GUICHET_SESSION_N_EVENTS,
  /* Not events: time that goes by, with its ticks. */
  UNTIL_WARNED,
  UNTIL_OVER,
};

enum {
  drop_spare = GUICHET_SESSION_ACTION_DROP_SPARE,
  start_spare = GUICHET_SESSION_ACTION_START_SPARE,
  start_later = GUICHET_SESSION_ACTION_START_LATER,
  show_curtain = GUICHET_SESSION_ACTION_SHOW_CURTAIN,
  wipe = GUICHET_SESSION_ACTION_WIPE,
  write_visit = GUICHET_SESSION_ACTION_WRITE_VISIT,
  show_home = GUICHET_SESSION_ACTION_SHOW_HOME,
  show_notice = GUICHET_SESSION_ACTION_SHOW_NOTICE,
  hide_notice = GUICHET_SESSION_ACTION_HIDE_NOTICE,
};

enum {
  STARTING = GUICHET_SESSION_STARTING,
  HOME = GUICHET_SESSION_HOME,
  VISITING = GUICHET_SESSION_VISITING,
  ENDING = GUICHET_SESSION_ENDING,
  OUT = GUICHET_SESSION_OUT_OF_ORDER,
};

static const GuichetVisitRules rules = {
  .idle = 300, .held = 900, .countdown = 60, .pause = 1800, .extension = 600, .n_extensions = 1
};
/* The same, with a limit. */
static const GuichetVisitRules limited = {
  .idle = 300,
  .held = 900,
  .countdown = 60,
  .pause = 1800,
  .extension = 600,
  .n_extensions = 1,
  .limit = 700,
};
/* Without input for so long, nobody has their hands on the machine. */
#define HANDS_OFF_S 5

static gint64 now;

static gint64
read_clock (gpointer user_data)
{
  return now;
}

static void
pass (GuichetSessionState *state, guint seconds)
{
  for (guint i = 0; i < seconds; i++) {
    guichet_session_state_handle (state, GUICHET_SESSION_EVENT_TICK);
    now++;
  }
}

static GuichetSessionState *
play (const int *script)
{
  GuichetSessionState *state = guichet_session_state_new (&rules, read_clock, NULL);

  for (gsize i = 0; i < MAX_SCRIPT && script[i] != END; i++)
    if (script[i] == UNTIL_WARNED || script[i] == UNTIL_OVER)
      pass (state, script[i] == UNTIL_WARNED ? rules.idle + 1 : rules.countdown - 1);
    else
      guichet_session_state_handle (state, (GuichetSessionEvent)script[i]);
  return state;
}

/* --- every event in every situation --- */

/* A situation and what each event does in it. An event that is not named does nothing at all. */
static const struct {
  const char *name;
  int script[MAX_SCRIPT];
  int phase;
  struct {
    int event;
    guint actions;
    int phase;
  } answers[12];
} situations[] = {
  { "new",
    { END },
    STARTING,
    { { START, start_spare, STARTING },
      { DIRTY, wipe | start_spare, ENDING },
      { BAD, show_notice, OUT },
      { END } } },
  { "starting",
    { START, END },
    STARTING,
    { { DIRTY, wipe, ENDING },
      { READY, show_curtain, STARTING },
      { LOST, drop_spare | start_later, STARTING },
      { NO_CURTAIN, drop_spare | start_later, STARTING },
      { NO_HOME, drop_spare | start_later, STARTING },
      { BAD, drop_spare | show_notice, OUT },
      { END } } },
  { "starting, the first try failed",
    { START, LOST, END },
    STARTING,
    { { RETRY, start_spare, STARTING },
      { DIRTY, wipe | start_spare, ENDING },
      { LOST, drop_spare | start_later, STARTING },
      { NO_CURTAIN, drop_spare | start_later, STARTING },
      { NO_HOME, drop_spare | start_later, STARTING },
      { BAD, drop_spare | show_notice, OUT },
      { END } } },
  { "starting, curtain asked for",
    { START, READY, END },
    STARTING,
    { { CURTAIN, show_home, STARTING },
      { DIRTY, show_curtain, ENDING },
      { LOST, drop_spare | start_later, STARTING },
      { NO_CURTAIN, drop_spare | start_later, STARTING },
      { NO_HOME, drop_spare | start_later, STARTING },
      { BAD, drop_spare | show_notice, OUT },
      { END } } },
  { "starting, home asked for",
    { START, READY, CURTAIN, END },
    STARTING,
    { { HOME_SHOWN, start_spare | hide_notice, HOME },
      { START, start_spare, STARTING },
      { DIRTY, wipe | start_spare, ENDING },
      { LOST, start_later | wipe, ENDING },
      { NO_CURTAIN, start_later | wipe, ENDING },
      { NO_HOME, start_later | wipe, ENDING },
      { END } } },
  { "home, no spare yet",
    { START, READY, CURTAIN, HOME_SHOWN, END },
    HOME,
    { { BEGAN, 0, VISITING },
      { LOST, drop_spare | start_later, HOME },
      { NO_CURTAIN, drop_spare | start_later, HOME },
      { NO_HOME, drop_spare | start_later, HOME },
      { RESET, wipe, ENDING },
      { STAFF, wipe, ENDING },
      { DIED, wipe, ENDING },
      { HUNG, wipe, ENDING },
      { BAD, wipe, ENDING },
      { END } } },
  { "visiting, no spare yet",
    { START, READY, CURTAIN, HOME_SHOWN, BEGAN, END },
    VISITING,
    { { LOST, drop_spare | start_later, VISITING },
      { NO_CURTAIN, drop_spare | start_later, VISITING },
      { NO_HOME, drop_spare | start_later, VISITING },
      { DONE, wipe, ENDING },
      { RESET, wipe, ENDING },
      { STAFF, wipe, ENDING },
      { DIED, wipe, ENDING },
      { HUNG, wipe, ENDING },
      { BAD, wipe, ENDING },
      { END } } },
  { "visiting, the spare was lost",
    { START, READY, CURTAIN, HOME_SHOWN, BEGAN, LOST, END },
    VISITING,
    { { RETRY, start_spare, VISITING },
      { LOST, drop_spare | start_later, VISITING },
      { NO_CURTAIN, drop_spare | start_later, VISITING },
      { NO_HOME, drop_spare | start_later, VISITING },
      { DONE, wipe | start_spare, ENDING },
      { RESET, wipe | start_spare, ENDING },
      { STAFF, wipe | start_spare, ENDING },
      { DIED, wipe | start_spare, ENDING },
      { HUNG, wipe | start_spare, ENDING },
      { BAD, wipe | start_spare, ENDING },
      { END } } },
  { "visiting, with a spare",
    { START, READY, CURTAIN, HOME_SHOWN, BEGAN, READY, END },
    VISITING,
    { { LOST, drop_spare | start_later, VISITING },
      { NO_CURTAIN, drop_spare | start_later, VISITING },
      { NO_HOME, drop_spare | start_later, VISITING },
      { DONE, show_curtain, ENDING },
      { RESET, show_curtain, ENDING },
      { STAFF, show_curtain, ENDING },
      { DIED, show_curtain, ENDING },
      { HUNG, show_curtain, ENDING },
      { BAD, show_curtain, ENDING },
      { END } } },
  { "visiting, asked whether somebody is there",
    { START, READY, CURTAIN, HOME_SHOWN, BEGAN, READY, UNTIL_WARNED, END },
    VISITING,
    { { LOST, drop_spare | start_later, VISITING },
      { NO_CURTAIN, drop_spare | start_later, VISITING },
      { NO_HOME, drop_spare | start_later, VISITING },
      { DONE, show_curtain, ENDING },
      { RESET, show_curtain, ENDING },
      { STAFF, show_curtain, ENDING },
      { DIED, show_curtain, ENDING },
      { HUNG, show_curtain, ENDING },
      { BAD, show_curtain, ENDING },
      { END } } },
  { "visiting, nobody answered",
    { START, READY, CURTAIN, HOME_SHOWN, BEGAN, READY, UNTIL_WARNED, UNTIL_OVER, END },
    VISITING,
    { { TICK, show_curtain, ENDING },
      { LOST, drop_spare | start_later, VISITING },
      { NO_CURTAIN, drop_spare | start_later, VISITING },
      { NO_HOME, drop_spare | start_later, VISITING },
      { DONE, show_curtain, ENDING },
      { RESET, show_curtain, ENDING },
      { STAFF, show_curtain, ENDING },
      { DIED, show_curtain, ENDING },
      { HUNG, show_curtain, ENDING },
      { BAD, show_curtain, ENDING },
      { END } } },
  { "ending, curtain asked for",
    { START, READY, CURTAIN, HOME_SHOWN, BEGAN, READY, DONE, END },
    ENDING,
    { { CURTAIN, wipe, ENDING },
      { LOST, drop_spare | start_later | wipe, ENDING },
      { NO_CURTAIN, drop_spare | start_later | wipe, ENDING },
      { NO_HOME, drop_spare | start_later | wipe, ENDING },
      { END } } },
  { "ending, wiping behind the curtain",
    { START, READY, CURTAIN, HOME_SHOWN, BEGAN, READY, DONE, CURTAIN, END },
    ENDING,
    { { CLEAN, write_visit | show_home, ENDING },
      { UNCLEAN, write_visit | drop_spare | show_notice, OUT },
      { LOST, drop_spare | start_later, ENDING },
      { NO_CURTAIN, drop_spare | start_later, ENDING },
      { NO_HOME, drop_spare | start_later, ENDING },
      { END } } },
  { "ending, wiping without a curtain",
    { START, READY, CURTAIN, HOME_SHOWN, BEGAN, DONE, END },
    ENDING,
    { { CLEAN, write_visit, ENDING },
      { UNCLEAN, write_visit | drop_spare | show_notice, OUT },
      { READY, show_curtain, ENDING },
      { LOST, drop_spare | start_later, ENDING },
      { NO_CURTAIN, drop_spare | start_later, ENDING },
      { NO_HOME, drop_spare | start_later, ENDING },
      { END } } },
  { "ending, home asked for",
    { START, READY, CURTAIN, HOME_SHOWN, BEGAN, READY, DONE, CURTAIN, CLEAN, END },
    ENDING,
    { { HOME_SHOWN, start_spare | hide_notice, HOME },
      { LOST, start_later | wipe, ENDING },
      { NO_CURTAIN, start_later | wipe, ENDING },
      { NO_HOME, start_later | wipe, ENDING },
      { END } } },
  { "ending, home asked for, no sandbox",
    { START, READY, CURTAIN, HOME_SHOWN, BEGAN, READY, DONE, CURTAIN, CLEAN, BAD, END },
    ENDING,
    { { HOME_SHOWN, wipe | start_spare, ENDING },
      { LOST, start_later | wipe, ENDING },
      { NO_CURTAIN, start_later | wipe, ENDING },
      { NO_HOME, start_later | wipe, ENDING },
      { END } } },
  { "ending, clean, no spare yet",
    { START, READY, CURTAIN, HOME_SHOWN, BEGAN, DONE, CLEAN, END },
    ENDING,
    { { READY, show_curtain, ENDING },
      { LOST, drop_spare | start_later, ENDING },
      { NO_CURTAIN, drop_spare | start_later, ENDING },
      { NO_HOME, drop_spare | start_later, ENDING },
      { BAD, drop_spare | show_notice, OUT },
      { END } } },
  { "out of order after a wipe",
    { START, READY, CURTAIN, HOME_SHOWN, BEGAN, READY, DONE, CURTAIN, UNCLEAN, END },
    OUT,
    { { RESET, wipe, OUT }, { STAFF, wipe, OUT }, { END } } },
  { "out of order, wiping again",
    { START, READY, CURTAIN, HOME_SHOWN, BEGAN, READY, DONE, CURTAIN, UNCLEAN, RESET, END },
    OUT,
    { { CLEAN, write_visit | start_spare, ENDING },
      { UNCLEAN, write_visit | show_notice, OUT },
      { END } } },
  { "out of order, no start",
    { START, LOST, RETRY, LOST, RETRY, LOST, END },
    OUT,
    { { RESET, start_spare, STARTING },
      { STAFF, start_spare, STARTING },
      { RETRY, start_spare, STARTING },
      { END } } },
  { "remains of another supervisor",
    { DIRTY, END },
    ENDING,
    { { CLEAN, write_visit, ENDING },
      { UNCLEAN, write_visit | drop_spare | show_notice, OUT },
      { READY, show_curtain, ENDING },
      { LOST, drop_spare | start_later, ENDING },
      { NO_CURTAIN, drop_spare | start_later, ENDING },
      { NO_HOME, drop_spare | start_later, ENDING },
      { END } } },
};

static void
check_pair (gsize situation, int event)
{
  g_autoptr (GuichetSessionState) state = play (situations[situation].script);
  guint actions = 0;
  int phase = situations[situation].phase;

  g_assert_cmpint (guichet_session_state_get_phase (state), ==, phase);
  for (gsize i = 0; i < G_N_ELEMENTS (situations->answers); i++) {
    if (situations[situation].answers[i].event == END)
      break;
    if (situations[situation].answers[i].event == event) {
      actions = situations[situation].answers[i].actions;
      phase = situations[situation].answers[i].phase;
    }
  }
  g_test_message ("%s: event %d", situations[situation].name, event);
  g_assert_cmphex (guichet_session_state_handle (state, (GuichetSessionEvent)event), ==, actions);
  g_assert_cmpint (guichet_session_state_get_phase (state), ==, phase);
}

static void
test_pairs (void)
{
  now = 1000;
  for (gsize i = 0; i < G_N_ELEMENTS (situations); i++)
    for (int event = 0; event < GUICHET_SESSION_N_EVENTS; event++)
      check_pair (i, event);
}

/* --- endings --- */

static void
test_endings (void)
{
  static const struct {
    int event;
    const char *ending;
  } cases[] = {
    { DONE, "done" },       { RESET, "reset" },    { STAFF, "staff" },
    { DIED, "shell-died" }, { HUNG, "heartbeat" }, { BAD, "sandbox" },
  };
  static const int visit[] = { START, READY, CURTAIN, HOME_SHOWN, READY, BEGAN, END };
  static const int no_visit[] = { START, READY, CURTAIN, HOME_SHOWN, READY, END };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GuichetSessionState) state = play (visit);
    g_autoptr (GuichetSessionState) idle = play (no_visit);

    now += 61;
    guichet_session_state_handle (state, (GuichetSessionEvent)cases[i].event);
    guichet_session_state_handle (idle, (GuichetSessionEvent)cases[i].event);
    g_assert_cmpint (guichet_session_state_get_duration (state), ==, 61);
    g_assert_cmpstr (guichet_session_state_take_ending (state), ==, cases[i].ending);
    g_assert_null (guichet_session_state_take_ending (state));
    g_assert_null (guichet_session_state_take_ending (idle));
    g_assert_cmpint (guichet_session_state_get_duration (idle), ==, 0);
  }
}

/* --- what never works leads to reception --- */

/* Plays @round until out of order, at most @n_max times. */
static guint
count_rounds (GuichetSessionState *state, const int *round, guint n_max)
{
  guint n = 0;

  while (n < n_max && guichet_session_state_get_phase (state) != GUICHET_SESSION_OUT_OF_ORDER) {
    for (gsize i = 0;
         round[i] != END && guichet_session_state_get_phase (state) != GUICHET_SESSION_OUT_OF_ORDER;
         i++)
      guichet_session_state_handle (state, (GuichetSessionEvent)round[i]);
    n++;
  }
  return n;
}

static void
test_hopeless (void)
{
  static const struct {
    const char *name;
    int round[MAX_SCRIPT];
  } cases[] = {
    { "does not start", { LOST, RETRY, END } },
    { "shows no curtain", { READY, NO_CURTAIN, RETRY, END } },
    { "shows no home", { READY, CURTAIN, NO_HOME, CLEAN, RETRY, END } },
    { "dies at home", { READY, CURTAIN, HOME_SHOWN, DIED, CLEAN, END } },
    { "hangs at home", { READY, CURTAIN, HOME_SHOWN, HUNG, CLEAN, END } },
    { "dies at home, with a spare",
      { READY, CURTAIN, HOME_SHOWN, READY, DIED, CURTAIN, CLEAN, END } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GuichetSessionState) state = guichet_session_state_new (&rules, read_clock, NULL);

    g_test_message ("%s", cases[i].name);
    guichet_session_state_handle (state, GUICHET_SESSION_EVENT_START);
    g_assert_cmpuint (count_rounds (state, cases[i].round, 20), <=, 4);
    g_assert_cmpint (guichet_session_state_get_phase (state), ==, OUT);
    g_assert_true (guichet_session_state_is_start_failure (state));
    g_assert_cmphex (guichet_session_state_handle (state, GUICHET_SESSION_EVENT_RESET), ==,
                     start_spare);
  }
}

static void
test_no_sandbox_is_no_service (void)
{
  static const int script[] = { START, READY, CURTAIN, HOME_SHOWN, READY, BAD, CURTAIN, END };
  g_autoptr (GuichetSessionState) state = play (script);

  g_assert_cmphex (guichet_session_state_handle (state, GUICHET_SESSION_EVENT_WIPE_VERIFIED), ==,
                   write_visit | drop_spare | show_notice);
  g_assert_cmpint (guichet_session_state_get_phase (state), ==, OUT);
}

/* Losses that are far apart do not add up. */
static void
test_rare_losses (void)
{
  static const int round[] = { READY, CURTAIN, CLEAN, HOME_SHOWN, END };
  g_autoptr (GuichetSessionState) state = guichet_session_state_new (&rules, read_clock, NULL);

  guichet_session_state_handle (state, GUICHET_SESSION_EVENT_START);
  for (guint i = 0; i < 10; i++) {
    g_assert_cmpuint (count_rounds (state, round, 1), ==, 1);
    g_assert_cmpint (guichet_session_state_get_phase (state), ==, HOME);
    now += 3600;
    guichet_session_state_handle (state, GUICHET_SESSION_EVENT_SHELL_DIED);
  }
}

static void
test_spare_losses (void)
{
  static const int script[] = { START, READY, CURTAIN, HOME_SHOWN, END };
  g_autoptr (GuichetSessionState) state = play (script);
  guint last = 0;

  /* In a row: each wait is longer, up to a minute. */
  for (guint i = 0; i < 12; i++) {
    guichet_session_state_handle (state, GUICHET_SESSION_EVENT_SPARE_READY);
    guichet_session_state_handle (state, GUICHET_SESSION_EVENT_SPARE_FAILED);
    g_assert_cmpuint (guichet_session_state_get_retry_seconds (state), >=, last);
    last = guichet_session_state_get_retry_seconds (state);
    guichet_session_state_handle (state, GUICHET_SESSION_EVENT_RETRY_DUE);
  }
  g_assert_cmpuint (last, ==, 60);
  /* One that had been well for long is started again at once. */
  guichet_session_state_handle (state, GUICHET_SESSION_EVENT_SPARE_READY);
  now += 3600;
  guichet_session_state_handle (state, GUICHET_SESSION_EVENT_SPARE_FAILED);
  g_assert_cmpuint (guichet_session_state_get_retry_seconds (state), ==, 0);
  g_assert_cmpint (guichet_session_state_get_phase (state), ==, HOME);
}

/* --- any order of events --- */

/* A supervisor that does what it is told, and to which everything happens. */
typedef struct {
  GuichetSessionState *state;
  GRand *rand;
  enum { NOTHING, BEING_STARTED, WAITS } spare;
  gboolean has_front;
  gboolean has_old;
  gboolean old_failed;
  gboolean asks_curtain;
  gboolean asks_home;
  gboolean has_curtain;
  gboolean is_wiping;
  gboolean is_retrying;
  gboolean is_visiting;
  const GuichetVisitRules *rules;
  gint64 input_at;
  guint n_begun;
  guint n_ended;
} World;

static void
take_wipe_action (World *world)
{
  g_assert_false (world->is_wiping);
  world->is_wiping = TRUE;
  if (world->has_old)
    return;
  world->has_old = TRUE;
  if (world->has_front) {
    world->has_front = FALSE;
  } else {
    /* The one that failed to show home. */
    g_assert_true (world->has_curtain);
    world->spare = NOTHING;
    world->has_curtain = world->asks_home = FALSE;
  }
}

static void
take_actions (World *world, guint actions)
{
  if (actions & drop_spare) {
    world->spare = NOTHING;
    world->asks_curtain = world->asks_home = world->has_curtain = FALSE;
  }
  if (actions & start_spare) {
    g_assert_cmpint (world->spare, ==, NOTHING);
    world->spare = BEING_STARTED;
  }
  if (actions & start_later)
    world->is_retrying = TRUE;
  if (actions & show_curtain) {
    g_assert_cmpint (world->spare, ==, WAITS);
    g_assert_false (world->asks_curtain || world->has_curtain);
    world->asks_curtain = TRUE;
  }
  if (actions & wipe)
    take_wipe_action (world);
  if (actions & write_visit) {
    gboolean has_ending = guichet_session_state_take_ending (world->state) != NULL;

    g_assert_cmpint (has_ending, ==, world->is_visiting);
    world->n_ended += has_ending;
    world->is_visiting = FALSE;
  }
  if (actions & show_home) {
    g_assert_true (world->has_curtain);
    g_assert_false (world->has_front || world->has_old || world->old_failed || world->asks_home);
    world->asks_home = TRUE;
  }
}

/* What the event means for the world itself, before the state machine hears of it. */
static void
let_happen (World *world, int event)
{
  switch (event) {
  case INPUT:
    world->input_at = now;
    break;
  case READY:
    world->spare = WAITS;
    break;
  case CURTAIN:
    world->asks_curtain = FALSE;
    world->has_curtain = TRUE;
    break;
  case HOME_SHOWN:
    world->asks_home = world->has_curtain = FALSE;
    world->spare = NOTHING;
    world->has_front = TRUE;
    break;
  case BEGAN:
    if (guichet_session_state_get_phase (world->state) == GUICHET_SESSION_HOME) {
      world->is_visiting = TRUE;
      world->input_at = now;
      world->n_begun++;
    }
    break;
  case CLEAN:
    world->is_wiping = world->has_old = world->old_failed = FALSE;
    break;
  case UNCLEAN:
    world->is_wiping = FALSE;
    world->old_failed = TRUE;
    break;
  case RETRY:
    world->is_retrying = FALSE;
    break;
  default:
    break;
  }
}

/* Whether the event can come now: an answer only to what was asked. */
static gboolean
is_possible (const World *world, int event)
{
  switch (event) {
  case START:
  case DIRTY:
    return FALSE;
  case READY:
    return world->spare == BEING_STARTED;
  case LOST:
    return world->spare != NOTHING;
  case CURTAIN:
  case NO_CURTAIN:
    return world->asks_curtain;
  case HOME_SHOWN:
  case NO_HOME:
    return world->asks_home;
  case BEGAN:
  case DONE:
  case DIED:
  case HUNG:
    return world->has_front;
  case CLEAN:
  case UNCLEAN:
    return world->is_wiping;
  case RETRY:
    return world->is_retrying;
  default:
    return TRUE;
  }
}

/* First property: no visit ends while input arrives. By itself a visit ends for want of input, its
 * warning up for its whole time, or at its limit, once hands are off. */
static void
assert_nobody_put_out (const World *world, GuichetSessionPhase before, GuichetSessionPhase after,
                       int event)
{
  gint64 quiet = now - world->input_at;

  if (before != GUICHET_SESSION_VISITING || after == before || (event != TICK && event != INPUT))
    return;
  g_assert_cmpint (event, !=, INPUT);
  g_assert_cmpint (quiet, >=,
                   world->rules->limit == 0 ? world->rules->idle + world->rules->countdown
                                            : HANDS_OFF_S);
}

/* Second property: no tiles before a verified wipe. (SHOW_HOME is looked at in take_actions().) */
static void
assert_tiles_are_clean (const World *world, GuichetSessionPhase after)
{
  if (world->old_failed)
    g_assert_cmpint (after, ==, GUICHET_SESSION_OUT_OF_ORDER);
  if (after == GUICHET_SESSION_HOME || after == GUICHET_SESSION_VISITING)
    g_assert_true (world->has_front && !world->has_old && !world->is_wiping);
}

/* Third property: no visit without an end, with one way of ending, written. */
static void
assert_all_ended (const World *world)
{
  g_assert_false (world->is_visiting);
  g_assert_cmpuint (world->n_begun, ==, world->n_ended);
}

static void
send (World *world, int event)
{
  GuichetSessionPhase before = guichet_session_state_get_phase (world->state);
  gboolean is_start_failure = guichet_session_state_is_start_failure (world->state);
  GuichetSessionPhase after;
  guint actions;

  let_happen (world, event);
  actions = guichet_session_state_handle (world->state, (GuichetSessionEvent)event);
  take_actions (world, actions);
  after = guichet_session_state_get_phase (world->state);
  assert_nobody_put_out (world, before, after, event);
  assert_tiles_are_clean (world, after);
  if (before == GUICHET_SESSION_OUT_OF_ORDER && after != before)
    g_assert_true (event == CLEAN ||
                   ((event == RESET || event == STAFF || event == RETRY) && is_start_failure));
  g_assert_cmpint (after == GUICHET_SESSION_OUT_OF_ORDER && before != after, <=,
                   (actions & show_notice) != 0);
  g_assert_cmpint (after == GUICHET_SESSION_HOME && before != after, ==,
                   (actions & hide_notice) != 0);
  /* Somebody must owe us an answer, or nothing would ever happen again. */
  if (after == GUICHET_SESSION_STARTING || after == GUICHET_SESSION_ENDING)
    g_assert_true (world->spare == BEING_STARTED || world->asks_curtain || world->asks_home ||
                   world->is_wiping || world->is_retrying);
}

/* From anywhere, good answers and one reset lead home. */
static void
lead_home (World *world)
{
  static const int good[] = { CLEAN, READY, CURTAIN, HOME_SHOWN, RETRY };

  for (guint i = 0; i < 40; i++) {
    GuichetSessionPhase phase = guichet_session_state_get_phase (world->state);

    if (phase == GUICHET_SESSION_HOME || phase == GUICHET_SESSION_VISITING)
      break;
    if (phase == GUICHET_SESSION_OUT_OF_ORDER && !world->is_wiping) {
      send (world, RESET);
      continue;
    }
    for (gsize j = 0; j < G_N_ELEMENTS (good); j++)
      if (is_possible (world, good[j])) {
        send (world, good[j]);
        break;
      }
  }
  g_assert_true (world->has_front);
}

/* A visit that nobody touches any more ends, whatever is held or paused. */
static void
leave_alone (World *world)
{
  guint longest = guichet_visit_rules_get_longest_wait (world->rules);

  for (guint i = 0; i <= longest && world->is_visiting; i += 15) {
    now += 15;
    send (world, TICK);
    lead_home (world);
  }
}

/* What else is said to the visit's time: work that goes on, pauses, more of it. */
static void
hold_or_pause (World *world)
{
  GuichetVisitTime *time = guichet_session_state_get_time (world->state);
  gboolean is_on = g_rand_boolean (world->rand);

  switch (g_rand_int_range (world->rand, 0, 5)) {
  case 0:
    guichet_visit_time_set_paused (time, is_on);
    break;
  case 1:
    guichet_visit_time_extend (time);
    break;
  case 2:
    guichet_visit_time_set_others_wait (time, is_on);
    break;
  case 3:
    guichet_visit_time_add (time, 300);
    break;
  default:
    guichet_visit_time_set_hold (
        time, (GuichetHold)g_rand_int_range (world->rand, 0, GUICHET_N_HOLDS), is_on);
    break;
  }
  send (world, TICK);
}

static void
play_any (guint32 seed, gboolean is_dirty)
{
  const GuichetVisitRules *own = seed % 3 == 0 ? &limited : &rules;
  World world = { .state = guichet_session_state_new (own, read_clock, NULL),
                  .rules = own,
                  .rand = g_rand_new_with_seed (seed) };
  int n_events = g_rand_int_range (world.rand, 5, 80);

  now = 1000;
  world.has_front = is_dirty;
  send (&world, is_dirty ? DIRTY : START);
  for (int i = 0; i < n_events; i++) {
    int event = g_rand_int_range (world.rand, 0, GUICHET_SESSION_N_EVENTS);

    /* Without a sandbox nothing else is seen; not in every sequence. */
    if (event == BAD && (seed % 4 != 0 || g_rand_int_range (world.rand, 0, 4) != 0))
      continue;
    now += g_rand_int_range (world.rand, 0, i % 4 == 0 ? 400 : 40);
    if (i % 8 == 5)
      hold_or_pause (&world);
    if (is_possible (&world, event))
      send (&world, event);
  }
  lead_home (&world);
  leave_alone (&world);
  assert_all_ended (&world);
  guichet_session_state_free (world.state);
  g_rand_free (world.rand);
}

static void
test_any_order (void)
{
  for (guint32 seed = 1; seed <= 100000; seed++) {
    /* A failure names its seed. */
    if (seed % 10000 == 0)
      g_test_message ("seed %u", seed);
    play_any (seed, seed % 7 == 0);
  }
}

/* Answers to what was never asked change nothing: a late one of a world that is gone. */
static void
test_unasked (void)
{
  static const int answers[] = { READY, CURTAIN, HOME_SHOWN, CLEAN, UNCLEAN, RETRY };

  for (guint32 seed = 1; seed <= 2000; seed++) {
    World world = { .state = guichet_session_state_new (&rules, read_clock, NULL),
                    .rules = &rules,
                    .rand = g_rand_new_with_seed (seed) };

    send (&world, START);
    for (guint i = 0; i < 60; i++) {
      int event = g_rand_int_range (world.rand, READY, BAD);
      int answer = answers[g_rand_int_range (world.rand, 0, G_N_ELEMENTS (answers))];

      if (is_possible (&world, event))
        send (&world, event);
      if (!is_possible (&world, answer)) {
        GuichetSessionPhase phase = guichet_session_state_get_phase (world.state);

        g_assert_cmphex (guichet_session_state_handle (world.state, (GuichetSessionEvent)answer),
                         ==, 0);
        g_assert_cmpint (guichet_session_state_get_phase (world.state), ==, phase);
      }
    }
    guichet_session_state_free (world.state);
    g_rand_free (world.rand);
  }
}

static void
test_names (void)
{
  g_assert_cmpstr (guichet_session_phase_to_string (GUICHET_SESSION_STARTING), ==, "starting");
  g_assert_cmpstr (guichet_session_phase_to_string (GUICHET_SESSION_HOME), ==, "home");
  g_assert_cmpstr (guichet_session_phase_to_string (GUICHET_SESSION_VISITING), ==, "visiting");
  g_assert_cmpstr (guichet_session_phase_to_string (GUICHET_SESSION_ENDING), ==, "ending");
  g_assert_cmpstr (guichet_session_phase_to_string (GUICHET_SESSION_OUT_OF_ORDER), ==,
                   "out-of-order");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/session-state/pairs", test_pairs);
  g_test_add_func ("/session-reset/session-state/endings", test_endings);
  g_test_add_func ("/session-reset/session-state/hopeless", test_hopeless);
  g_test_add_func ("/session-reset/session-state/no-sandbox", test_no_sandbox_is_no_service);
  g_test_add_func ("/session-reset/session-state/rare-losses", test_rare_losses);
  g_test_add_func ("/session-reset/session-state/spare-losses", test_spare_losses);
  g_test_add_func ("/session-reset/session-state/any-order", test_any_order);
  g_test_add_func ("/session-reset/session-state/unasked", test_unasked);
  g_test_add_func ("/session-reset/session-state/names", test_names);
  return g_test_run ();
}
