/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rate-limit.h"

gboolean
guichet_rate_limit_take (GuichetRateLimit *self, gint64 now)
{
  g_return_val_if_fail (self->burst > 0 && self->burst <= GUICHET_RATE_LIMIT_MAX, FALSE);

  if (now < self->closed_until)
    return FALSE;
  if (self->n >= self->burst) {
    gint64 oldest = self->times[(self->n - self->burst) % GUICHET_RATE_LIMIT_MAX];

    if (now - oldest < self->window) {
      self->closed_until = now + self->pause;
      return FALSE;
    }
  }
  self->times[self->n % GUICHET_RATE_LIMIT_MAX] = now;
  self->n++;
  return TRUE;
}

void
guichet_rate_limit_reset (GuichetRateLimit *self)
{
  self->n = 0;
  self->closed_until = 0;
}
