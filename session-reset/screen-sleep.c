/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-sleep.h"

/* The hand that asked is still on the mouse. */
#define HAND_OFF_S 3
/* A monitor that gets a signal again shows nothing for one to three seconds. */
#define LIGHT_UP_MS 3000
/* Within which tiles are drawn, and a press that bounces is over. */
#define DRAW_MS 500

void
guichet_screen_sleep_ask (GuichetScreenSleep *self, gint64 now)
{
  self->is_asked = TRUE;
  self->asked_at = now;
}

void
guichet_screen_sleep_take_input (GuichetScreenSleep *self, gint64 now)
{
  self->quiet_since = now;
  if (now - self->asked_at >= HAND_OFF_S)
    self->is_asked = FALSE;
}

gboolean
guichet_screen_sleep_update (GuichetScreenSleep *self, gboolean is_idle, gboolean is_open,
                             gint64 now)
{
  if (!is_idle || is_open)
    self->quiet_since = now;
  if (!is_idle || (is_open && !self->was_open))
    self->is_asked = FALSE;
  self->was_open = is_open;
  return is_idle && (self->is_asked || (!is_open && now - self->quiet_since >= self->after));
}

guint
guichet_screen_sleep_get_guard_ms (gint64 lit_ms)
{
  return (guint)CLAMP (LIGHT_UP_MS - lit_ms, DRAW_MS, LIGHT_UP_MS);
}
