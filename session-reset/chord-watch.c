/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chord-watch.h"

#define AGAIN_MS 10000
#define NEVER    G_MININT64

struct _GuichetChordWatch {
  GuichetKeyChord chord;
  gint64 hold_ms;
  gint64 since; /* all its keys are down; NEVER: they are not */
  gint64 last;  /* it was held */
  guint down;   /* flags, by place in the chord */
  gboolean is_spent;
};

GuichetChordWatch *
guichet_chord_watch_new (const GuichetKeyChord *chord, guint hold_ms)
{
  GuichetChordWatch *self = g_new0 (GuichetChordWatch, 1);

  self->chord = *chord;
  self->hold_ms = hold_ms;
  self->since = self->last = NEVER;
  return self;
}

void
guichet_chord_watch_free (GuichetChordWatch *self)
{
  g_free (self);
}

void
guichet_chord_watch_forget_keys (GuichetChordWatch *self)
{
  self->down = 0;
  self->since = NEVER;
  self->is_spent = FALSE;
}

GuichetChordEvent
guichet_chord_watch_take_key (GuichetChordWatch *self, guint key, gboolean is_pressed,
                              gint64 now_ms)
{
  guint all = (1u << self->chord.n_keys) - 1;

  for (guint i = 0; i < self->chord.n_keys; i++)
    if (self->chord.keys[i] == key)
      self->down = is_pressed ? self->down | 1u << i : self->down & ~(1u << i);
  if (self->down != all || all == 0) {
    self->since = NEVER;
    self->is_spent = self->is_spent && self->down != 0;
    return GUICHET_CHORD_NOTHING;
  }
  if (self->since != NEVER || self->is_spent)
    return GUICHET_CHORD_NOTHING;
  self->since = now_ms;
  return GUICHET_CHORD_BEGUN;
}

gint64
guichet_chord_watch_get_wait (const GuichetChordWatch *self, gint64 now_ms)
{
  if (self->since == NEVER || self->is_spent)
    return -1;
  return MAX (0, self->since + self->hold_ms - now_ms);
}

GuichetChordEvent
guichet_chord_watch_tick (GuichetChordWatch *self, gint64 now_ms)
{
  gboolean is_again;

  if (guichet_chord_watch_get_wait (self, now_ms) != 0)
    return GUICHET_CHORD_NOTHING;
  is_again = self->last != NEVER && now_ms - self->last <= AGAIN_MS;
  self->is_spent = TRUE;
  /* A third time is a first one again. */
  self->last = is_again ? NEVER : now_ms;
  return is_again ? GUICHET_CHORD_HELD_AGAIN : GUICHET_CHORD_HELD;
}
