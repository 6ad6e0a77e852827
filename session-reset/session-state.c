/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-state.h"

/* Worlds that fail to start, or are lost as soon as they are shown, before reception is called. */
#define MAX_START_FAILURES 3
#define QUICK_LOSS_S       10
/* A spare that waited this long did start well: what it fails of then is another matter. */
#define PROVEN_S      60
#define FIRST_RETRY_S 1
#define LAST_RETRY_S  60
/* Out of order since worlds do not start: tried again after this long, then ever later. */
#define FIRST_REPAIR_S 30
#define LAST_REPAIR_S  600

typedef enum { SPARE_NONE, SPARE_STARTING, SPARE_WAITING, SPARE_READY } Spare;

struct _GuichetSessionState {
  /* Borrowed */
  GuichetVisitClock clock;
  gpointer clock_data;

  /* Owned */
  GuichetVisitTime *time;

  /* State */
  GuichetSessionPhase phase;
  Spare spare;
  guint n_start_failures;
  guint n_quick_losses;
  guint n_repairs; /* tries since the terminal went out of order */
  gint64 ready_at; /* of the spare, by the clock */
  gint64 home_at;  /* when the tiles were shown */
  gint64 began;    /* of the visit */
  gint64 duration;
  const char *ending;
  gboolean has_front;   /* a world is or was in front and is not proved gone */
  gboolean is_wiping;   /* WIPE was asked for and not answered */
  gboolean has_curtain; /* the next world is in front, behind its curtain */
  gboolean asks_curtain;
  gboolean asks_home;
  gboolean wipe_failed;
  gboolean is_refused; /* no sandbox for pages: no service */
};

GuichetSessionState *
guichet_session_state_new (const GuichetVisitRules *rules, GuichetVisitClock clock,
                           gpointer user_data)
{
  GuichetSessionState *self = g_new0 (GuichetSessionState, 1);

  self->time = guichet_visit_time_new (rules, clock, user_data);
  self->clock = clock;
  self->clock_data = user_data;
  return self;
}

void
guichet_session_state_free (GuichetSessionState *self)
{
  guichet_visit_time_free (self->time);
  g_free (self);
}

static guint
start_spare (GuichetSessionState *self)
{
  if (self->spare != SPARE_NONE)
    return GUICHET_SESSION_ACTION_NONE;
  self->spare = SPARE_STARTING;
  return GUICHET_SESSION_ACTION_START_SPARE;
}

static guint
show_curtain (GuichetSessionState *self)
{
  self->asks_curtain = TRUE;
  return GUICHET_SESSION_ACTION_SHOW_CURTAIN;
}

static guint
wipe (GuichetSessionState *self)
{
  if (!self->has_front || self->is_wiping)
    return GUICHET_SESSION_ACTION_NONE;
  self->is_wiping = TRUE;
  return GUICHET_SESSION_ACTION_WIPE;
}

/* The one door to the tiles. */
static guint
show_home_if_clean (GuichetSessionState *self)
{
  if (!self->has_curtain || self->has_front || self->is_wiping || self->wipe_failed ||
      self->is_refused || self->asks_home)
    return GUICHET_SESSION_ACTION_NONE;
  self->asks_home = TRUE;
  return GUICHET_SESSION_ACTION_SHOW_HOME;
}

/* Leads on whatever the next thing is: a spare, its curtain, the tiles. */
static guint
move_on (GuichetSessionState *self)
{
  if (self->has_curtain)
    return show_home_if_clean (self);
  if (self->asks_curtain)
    return GUICHET_SESSION_ACTION_NONE;
  if (self->spare == SPARE_READY)
    return show_curtain (self);
  return start_spare (self);
}

/* A wipe that failed and a missing sandbox are for people to look at; worlds that do not start may
 * do so later. */
static gboolean
is_repairable (const GuichetSessionState *self)
{
  return self->phase == GUICHET_SESSION_OUT_OF_ORDER && !self->has_front && !self->is_refused;
}

static guint
go_out_of_order (GuichetSessionState *self)
{
  guint actions = GUICHET_SESSION_ACTION_SHOW_NOTICE;

  self->phase = GUICHET_SESSION_OUT_OF_ORDER;
  if (self->spare != SPARE_NONE || self->has_curtain)
    actions |= GUICHET_SESSION_ACTION_DROP_SPARE;
  self->spare = SPARE_NONE;
  self->has_curtain = self->asks_curtain = self->asks_home = FALSE;
  return actions | (is_repairable (self) ? GUICHET_SESSION_ACTION_START_LATER : 0);
}

static gboolean
is_open (const GuichetSessionState *self)
{
  return self->phase == GUICHET_SESSION_HOME || self->phase == GUICHET_SESSION_VISITING;
}

static guint
end_visit (GuichetSessionState *self, const char *ending)
{
  gboolean was_visiting = self->phase == GUICHET_SESSION_VISITING;

  self->ending = was_visiting ? ending : NULL;
  self->duration = was_visiting ? self->clock (self->clock_data) - self->began : 0;
  guichet_visit_time_end (self->time);
  if (is_open (self) && self->clock (self->clock_data) - self->home_at >= PROVEN_S)
    self->n_repairs = self->n_quick_losses = 0;
  self->phase = GUICHET_SESSION_ENDING;
  /* With a spare the resident sees its curtain first; without, the old world must not stay in
   * sight while one starts. */
  if (self->spare == SPARE_READY)
    return show_curtain (self);
  /* Somebody waits for it now: no more waiting before the next try. */
  if (self->spare == SPARE_WAITING)
    self->spare = SPARE_NONE;
  return wipe (self) | start_spare (self);
}

static guint
on_spare_ready (GuichetSessionState *self)
{
  if (self->spare != SPARE_STARTING)
    return GUICHET_SESSION_ACTION_NONE;
  self->spare = SPARE_READY;
  self->ready_at = self->clock (self->clock_data);
  if (self->phase == GUICHET_SESSION_STARTING || self->phase == GUICHET_SESSION_ENDING)
    return move_on (self);
  return GUICHET_SESSION_ACTION_NONE;
}

static guint
count_start_failure (GuichetSessionState *self)
{
  if (self->spare == SPARE_READY && self->clock (self->clock_data) - self->ready_at >= PROVEN_S)
    self->n_start_failures = 0;
  self->has_curtain = self->asks_curtain = self->asks_home = FALSE;
  self->spare = SPARE_WAITING;
  self->n_start_failures++;
  return GUICHET_SESSION_ACTION_START_LATER;
}

/* The world that was to show the tiles is lost. It may have shown them, and somebody may have
 * touched one: it must be proved gone, as any that was in front. */
static guint
on_home_lost (GuichetSessionState *self)
{
  guint actions = count_start_failure (self);

  self->has_front = TRUE;
  self->ending = NULL;
  self->phase = GUICHET_SESSION_ENDING;
  return actions | wipe (self);
}

/* The spare, or the world behind the curtain, is lost. */
static guint
on_spare_failed (GuichetSessionState *self)
{
  gboolean was_curtain = self->has_curtain || self->asks_curtain;
  guint actions;

  if (self->phase == GUICHET_SESSION_OUT_OF_ORDER || (self->spare == SPARE_NONE && !was_curtain))
    return GUICHET_SESSION_ACTION_NONE;
  if (self->asks_home)
    return on_home_lost (self);
  actions = GUICHET_SESSION_ACTION_DROP_SPARE | count_start_failure (self);
  if (self->n_start_failures >= MAX_START_FAILURES &&
      (self->phase == GUICHET_SESSION_STARTING ||
       (self->phase == GUICHET_SESSION_ENDING && !self->has_front)))
    return go_out_of_order (self);
  return actions | (self->phase == GUICHET_SESSION_ENDING ? wipe (self) : 0);
}

static guint
on_retry_due (GuichetSessionState *self)
{
  if (is_repairable (self)) {
    self->n_repairs++;
    /* One more failure is enough to be out of order again. */
    self->n_start_failures = self->n_quick_losses = MAX_START_FAILURES - 1;
    self->phase = GUICHET_SESSION_STARTING;
    return move_on (self);
  }
  if (self->spare != SPARE_WAITING)
    return GUICHET_SESSION_ACTION_NONE;
  self->spare = SPARE_NONE;
  return start_spare (self);
}

static guint
on_curtain_shown (GuichetSessionState *self)
{
  if (!self->asks_curtain)
    return GUICHET_SESSION_ACTION_NONE;
  self->asks_curtain = FALSE;
  self->has_curtain = TRUE;
  self->spare = SPARE_NONE;
  return wipe (self) | show_home_if_clean (self);
}

static guint
on_home_shown (GuichetSessionState *self)
{
  if (!self->asks_home)
    return GUICHET_SESSION_ACTION_NONE;
  self->asks_home = FALSE;
  self->has_curtain = FALSE;
  self->has_front = TRUE;
  self->phase = GUICHET_SESSION_HOME;
  self->n_start_failures = 0;
  self->home_at = self->clock (self->clock_data);
  if (self->is_refused)
    return end_visit (self, NULL);
  return GUICHET_SESSION_ACTION_HIDE_NOTICE | start_spare (self);
}

static guint
on_visit_began (GuichetSessionState *self)
{
  if (self->phase != GUICHET_SESSION_HOME)
    return GUICHET_SESSION_ACTION_NONE;
  self->phase = GUICHET_SESSION_VISITING;
  self->began = self->clock (self->clock_data);
  guichet_visit_time_begin (self->time);
  return GUICHET_SESSION_ACTION_NONE;
}

static guint
on_done (GuichetSessionState *self)
{
  if (self->phase != GUICHET_SESSION_VISITING)
    return GUICHET_SESSION_ACTION_NONE;
  self->n_quick_losses = 0;
  return end_visit (self, "done");
}

static guint
on_wipe_verified (GuichetSessionState *self)
{
  guint actions = GUICHET_SESSION_ACTION_NONE;

  if (!self->is_wiping)
    return actions;
  self->is_wiping = self->has_front = self->wipe_failed = FALSE;
  if (self->phase == GUICHET_SESSION_OUT_OF_ORDER)
    self->phase = GUICHET_SESSION_ENDING;
  actions |= GUICHET_SESSION_ACTION_WRITE_VISIT;
  if (self->is_refused || self->n_quick_losses >= MAX_START_FAILURES ||
      (self->spare == SPARE_WAITING && self->n_start_failures >= MAX_START_FAILURES))
    return actions | go_out_of_order (self);
  return actions | (self->spare == SPARE_WAITING ? 0 : move_on (self));
}

static guint
on_wipe_failed (GuichetSessionState *self)
{
  if (!self->is_wiping)
    return GUICHET_SESSION_ACTION_NONE;
  self->is_wiping = FALSE;
  self->wipe_failed = TRUE;
  return GUICHET_SESSION_ACTION_WRITE_VISIT | go_out_of_order (self);
}

static guint
on_tick (GuichetSessionState *self)
{
  GuichetTimeVerdict verdict = guichet_visit_time_tick (self->time);

  if (self->phase != GUICHET_SESSION_VISITING || verdict == GUICHET_TIME_GOES_ON)
    return GUICHET_SESSION_ACTION_NONE;
  self->n_quick_losses = 0;
  return end_visit (self, verdict == GUICHET_TIME_IDLE ? "idle" : "time-limit");
}

static guint
on_input (GuichetSessionState *self)
{
  guichet_visit_time_take_input (self->time);
  return on_tick (self);
}

static guint
on_reset (GuichetSessionState *self, const char *ending)
{
  switch (self->phase) {
  case GUICHET_SESSION_OUT_OF_ORDER:
    self->n_start_failures = self->n_quick_losses = self->n_repairs = 0;
    self->is_refused = FALSE;
    self->ending = NULL;
    if (self->has_front)
      return wipe (self);
    self->phase = GUICHET_SESSION_STARTING;
    return move_on (self);
  case GUICHET_SESSION_HOME:
  case GUICHET_SESSION_VISITING:
    return end_visit (self, ending);
  case GUICHET_SESSION_STARTING:
  case GUICHET_SESSION_ENDING:
  default:
    return GUICHET_SESSION_ACTION_NONE;
  }
}

/* A supervisor before this one died in the middle: what it left is proved gone first. */
static guint
on_start_dirty (GuichetSessionState *self)
{
  if (self->phase != GUICHET_SESSION_STARTING || self->has_front)
    return GUICHET_SESSION_ACTION_NONE;
  self->has_front = TRUE;
  return end_visit (self, NULL);
}

static guint
on_front_lost (GuichetSessionState *self, const char *ending)
{
  if (!is_open (self))
    return GUICHET_SESSION_ACTION_NONE;
  if (self->clock (self->clock_data) - self->home_at < QUICK_LOSS_S)
    self->n_quick_losses++;
  else
    self->n_quick_losses = 0;
  return end_visit (self, ending);
}

static guint
on_sandbox_bad (GuichetSessionState *self)
{
  self->is_refused = TRUE;
  if (is_open (self))
    return end_visit (self, "sandbox");
  /* A world that is in front, or that is showing its tiles, is proved gone first. */
  if (self->phase == GUICHET_SESSION_OUT_OF_ORDER || self->has_front || self->asks_home)
    return GUICHET_SESSION_ACTION_NONE;
  return go_out_of_order (self);
}

guint
guichet_session_state_handle (GuichetSessionState *self, GuichetSessionEvent event)
{
  switch (event) {
  case GUICHET_SESSION_EVENT_START:
    return self->phase == GUICHET_SESSION_STARTING ? start_spare (self) : 0;
  case GUICHET_SESSION_EVENT_START_DIRTY:
    return on_start_dirty (self);
  case GUICHET_SESSION_EVENT_SPARE_READY:
    return on_spare_ready (self);
  case GUICHET_SESSION_EVENT_SPARE_FAILED:
  case GUICHET_SESSION_EVENT_CURTAIN_FAILED:
  case GUICHET_SESSION_EVENT_HOME_FAILED:
    return on_spare_failed (self);
  case GUICHET_SESSION_EVENT_CURTAIN_SHOWN:
    return on_curtain_shown (self);
  case GUICHET_SESSION_EVENT_HOME_SHOWN:
    return on_home_shown (self);
  case GUICHET_SESSION_EVENT_VISIT_BEGAN:
    return on_visit_began (self);
  case GUICHET_SESSION_EVENT_DONE:
    return on_done (self);
  case GUICHET_SESSION_EVENT_RESET:
    return on_reset (self, "reset");
  case GUICHET_SESSION_EVENT_STAFF:
    return on_reset (self, "staff");
  case GUICHET_SESSION_EVENT_INPUT:
    return on_input (self);
  case GUICHET_SESSION_EVENT_TICK:
    return on_tick (self);
  case GUICHET_SESSION_EVENT_SHELL_DIED:
    return on_front_lost (self, "shell-died");
  case GUICHET_SESSION_EVENT_HEARTBEAT:
    return on_front_lost (self, "heartbeat");
  case GUICHET_SESSION_EVENT_SANDBOX_BAD:
    return on_sandbox_bad (self);
  case GUICHET_SESSION_EVENT_WIPE_VERIFIED:
    return on_wipe_verified (self);
  case GUICHET_SESSION_EVENT_WIPE_FAILED:
    return on_wipe_failed (self);
  case GUICHET_SESSION_EVENT_RETRY_DUE:
    return on_retry_due (self);
  case GUICHET_SESSION_N_EVENTS:
  default:
    return GUICHET_SESSION_ACTION_NONE;
  }
}

GuichetVisitTime *
guichet_session_state_get_time (GuichetSessionState *self)
{
  return self->time;
}

GuichetSessionPhase
guichet_session_state_get_phase (const GuichetSessionState *self)
{
  return self->phase;
}

const char *
guichet_session_phase_to_string (GuichetSessionPhase phase)
{
  static const char *const names[] = { "starting", "home", "visiting", "ending", "out-of-order" };

  g_return_val_if_fail ((gsize)phase < G_N_ELEMENTS (names), "out-of-order");
  return names[phase];
}

const char *
guichet_session_state_take_ending (GuichetSessionState *self)
{
  return g_steal_pointer (&self->ending);
}

gint64
guichet_session_state_get_duration (const GuichetSessionState *self)
{
  return self->duration;
}

static guint
double_up_to (guint seconds, guint times, guint most)
{
  for (guint i = 0; i < times && seconds < most; i++)
    seconds *= 2;
  return MIN (seconds, most);
}

guint
guichet_session_state_get_retry_seconds (const GuichetSessionState *self)
{
  if (self->phase == GUICHET_SESSION_OUT_OF_ORDER)
    return double_up_to (FIRST_REPAIR_S, self->n_repairs, LAST_REPAIR_S);
  /* The first failure may be a chance, and somebody may be waiting. */
  if (self->n_start_failures <= 1)
    return 0;
  return double_up_to (FIRST_RETRY_S, self->n_start_failures - 2, LAST_RETRY_S);
}

gboolean
guichet_session_state_is_start_failure (const GuichetSessionState *self)
{
  return self->phase == GUICHET_SESSION_OUT_OF_ORDER && !self->has_front;
}
