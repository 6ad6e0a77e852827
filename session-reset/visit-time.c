/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "visit-time.h"

/* When the limit is spoken of, in seconds before it. */
#define SOON_S 300
#define NEAR_S 60
/* At the limit, the end waits for hands that are still at work. */
#define HANDS_OFF_S 5
/* Who waited for a code or a page needs a moment to see that it is there. */
#define AFTER_HOLD_S 60
#define NEVER        -1

struct _GuichetVisitTime {
  GuichetVisitRules rules;
  GuichetVisitClock clock;
  gpointer clock_data;

  /* Moments by the clock */
  gint64 began;
  gint64 input_at;
  gint64 hold_ended_at;
  gint64 pause_touched_at; /* the pause began, or there was input in it */
  gint64 pause_began;
  gint64 paused_seconds; /* of pauses that are over */
  gint64 idle_warned_at;
  gint64 near_warned_at;

  gint64 limit; /* with what was added */
  guint n_extended;
  guint holds; /* flags, by GuichetHold */
  GuichetWarning warning;
  gboolean is_visiting;
  gboolean is_paused;
  gboolean do_others_wait;
};

GuichetVisitTime *
guichet_visit_time_new (const GuichetVisitRules *rules, GuichetVisitClock clock, gpointer user_data)
{
  GuichetVisitTime *self = g_new0 (GuichetVisitTime, 1);

  self->rules = *rules;
  self->rules.held = MAX (rules->held, rules->idle);
  self->clock = clock;
  self->clock_data = user_data;
  return self;
}

void
guichet_visit_time_free (GuichetVisitTime *self)
{
  g_free (self);
}

static gint64
read_clock (const GuichetVisitTime *self)
{
  return self->clock (self->clock_data);
}

void
guichet_visit_time_end (GuichetVisitTime *self)
{
  self->is_visiting = self->is_paused = FALSE;
  self->holds = 0;
  self->warning = GUICHET_WARNING_NONE;
}

void
guichet_visit_time_begin (GuichetVisitTime *self)
{
  guichet_visit_time_end (self);
  self->is_visiting = TRUE;
  self->began = self->input_at = read_clock (self);
  self->hold_ended_at = self->began - AFTER_HOLD_S;
  self->paused_seconds = 0;
  self->idle_warned_at = self->near_warned_at = NEVER;
  self->limit = self->rules.limit;
  self->n_extended = 0;
}

void
guichet_visit_time_take_input (GuichetVisitTime *self)
{
  self->input_at = self->pause_touched_at = read_clock (self);
}

void
guichet_visit_time_set_hold (GuichetVisitTime *self, GuichetHold hold, gboolean is_held)
{
  guint before = self->holds;

  g_return_if_fail (hold < GUICHET_N_HOLDS);

  if (!self->is_visiting)
    return;
  if (is_held)
    self->holds |= 1u << hold;
  else
    self->holds &= ~(1u << hold);
  if (before != 0 && self->holds == 0)
    self->hold_ended_at = read_clock (self);
}

static void
resume (GuichetVisitTime *self)
{
  gint64 now = read_clock (self);

  self->is_paused = FALSE;
  self->paused_seconds += now - self->pause_began;
  /* Whoever accompanied has just been there. */
  self->input_at = now;
}

void
guichet_visit_time_set_paused (GuichetVisitTime *self, gboolean is_paused)
{
  if (!self->is_visiting || self->is_paused == is_paused)
    return;
  if (!is_paused) {
    resume (self);
    return;
  }
  self->is_paused = TRUE;
  self->pause_began = self->pause_touched_at = read_clock (self);
}

gboolean
guichet_visit_time_is_paused (const GuichetVisitTime *self)
{
  return self->is_paused;
}

gint64
guichet_visit_time_get_remaining (const GuichetVisitTime *self)
{
  if (!self->is_visiting || self->limit == 0 || self->is_paused)
    return -1;
  return MAX (0, self->limit - (read_clock (self) - self->began - self->paused_seconds));
}

GuichetExtension
guichet_visit_time_can_extend (const GuichetVisitTime *self)
{
  gint64 remaining = guichet_visit_time_get_remaining (self);

  if (remaining < 0)
    return GUICHET_EXTENSION_NO_LIMIT;
  if (remaining > SOON_S)
    return GUICHET_EXTENSION_TOO_EARLY;
  if (self->n_extended >= self->rules.n_extensions)
    return GUICHET_EXTENSION_NO_MORE;
  if (self->do_others_wait)
    return GUICHET_EXTENSION_OTHERS_WAIT;
  return GUICHET_EXTENSION_GRANTED;
}

void
guichet_visit_time_add (GuichetVisitTime *self, guint seconds)
{
  gint64 used = read_clock (self) - self->began - self->paused_seconds;

  if (!self->is_visiting || self->limit == 0)
    return;
  /* What was asked for is given in full, also when the limit was passed. */
  self->limit = MAX (self->limit, used) + seconds;
}

GuichetExtension
guichet_visit_time_extend (GuichetVisitTime *self)
{
  GuichetExtension answer = guichet_visit_time_can_extend (self);

  if (answer == GUICHET_EXTENSION_GRANTED) {
    self->n_extended++;
    guichet_visit_time_add (self, self->rules.extension);
  }
  return answer;
}

void
guichet_visit_time_set_others_wait (GuichetVisitTime *self, gboolean do_wait)
{
  self->do_others_wait = do_wait;
}

gboolean
guichet_visit_time_do_others_wait (const GuichetVisitTime *self)
{
  return self->do_others_wait;
}

/* The moment at which somebody is asked whether they are there. */
static gint64
get_idle_moment (const GuichetVisitTime *self)
{
  gint64 plain = self->input_at + self->rules.idle;
  gint64 held = self->input_at + self->rules.held;

  if (self->holds != 0)
    return held;
  return CLAMP (self->hold_ended_at + AFTER_HOLD_S, plain, held);
}

static GuichetWarning
find_limit_warning (GuichetVisitTime *self, gint64 now)
{
  gint64 remaining = guichet_visit_time_get_remaining (self);

  if (remaining < 0 || remaining > NEAR_S) {
    self->near_warned_at = NEVER;
    return remaining < 0 || remaining > SOON_S ? GUICHET_WARNING_NONE : GUICHET_WARNING_LIMIT_SOON;
  }
  if (self->near_warned_at == NEVER)
    self->near_warned_at = now;
  /* The warning is up for its minute, also after a clock that jumped. */
  return remaining == 0 && now - self->near_warned_at >= NEAR_S ? GUICHET_WARNING_LIMIT_OVER
                                                                : GUICHET_WARNING_LIMIT_NEAR;
}

static gboolean
is_idle_warned (GuichetVisitTime *self, gint64 now)
{
  if (now < get_idle_moment (self)) {
    self->idle_warned_at = NEVER;
    return FALSE;
  }
  if (self->idle_warned_at == NEVER)
    self->idle_warned_at = now;
  return TRUE;
}

GuichetTimeVerdict
guichet_visit_time_tick (GuichetVisitTime *self)
{
  gint64 now = read_clock (self);
  GuichetWarning limit_warning;
  gboolean is_idle;

  if (!self->is_visiting)
    return GUICHET_TIME_GOES_ON;
  if (self->is_paused && now - self->pause_touched_at >= self->rules.pause)
    resume (self);
  if (self->is_paused) {
    self->warning = GUICHET_WARNING_NONE;
    self->idle_warned_at = NEVER;
    return GUICHET_TIME_GOES_ON;
  }
  limit_warning = find_limit_warning (self, now);
  is_idle = is_idle_warned (self, now);
  self->warning =
      is_idle && limit_warning != GUICHET_WARNING_LIMIT_OVER ? GUICHET_WARNING_IDLE : limit_warning;
  if (limit_warning == GUICHET_WARNING_LIMIT_OVER && now - self->input_at >= HANDS_OFF_S)
    return GUICHET_TIME_LIMIT;
  if (is_idle && now - self->idle_warned_at >= self->rules.countdown)
    return GUICHET_TIME_IDLE;
  return GUICHET_TIME_GOES_ON;
}

GuichetWarning
guichet_visit_time_get_warning (const GuichetVisitTime *self)
{
  return self->warning;
}

const char *
guichet_warning_to_string (GuichetWarning warning)
{
  static const char *const names[] = { "none", "limit-soon", "limit-near", "idle", "limit-over" };

  g_return_val_if_fail ((gsize)warning < G_N_ELEMENTS (names), "none");
  return names[warning];
}

guint
guichet_visit_time_get_countdown (const GuichetVisitTime *self)
{
  gint64 left = self->idle_warned_at + self->rules.countdown - read_clock (self);

  return self->warning == GUICHET_WARNING_IDLE ? (guint)MAX (0, left) : 0;
}

guint
guichet_visit_rules_get_longest_wait (const GuichetVisitRules *rules)
{
  return rules->pause + MAX (rules->held, rules->idle) + rules->countdown;
}
