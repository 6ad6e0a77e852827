/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input-flood.h"

#define BUSY_SECONDS 120
#define BUSY_KEYS    60
#define BUSY_POINTER 200

gboolean
guichet_input_flood_take (GuichetInputFlood *self, GuichetInputKind kind, gint64 now_ms)
{
  gint64 second = now_ms / 1000;
  guint busy = kind == GUICHET_INPUT_KEY ? BUSY_KEYS : BUSY_POINTER;

  if (second != self->second) {
    gboolean was_busy = second == self->second + 1 && self->n_events >= busy;

    self->n_busy = was_busy ? self->n_busy + 1 : 0;
    self->is_flooding = self->n_busy >= BUSY_SECONDS;
    self->second = second;
    self->n_events = 0;
  }
  self->n_events++;
  return !self->is_flooding;
}
