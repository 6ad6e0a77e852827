/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * GuichetScreenSleep: when the screen is dark: outside the opening hours, or when staff asked for
 * it, but never while somebody is there. Pure; the caller reads clocks. Times in seconds of a clock
 * that never goes back.
 */
typedef struct {
  guint after; /* without input, outside the opening hours */
  /* State */
  gint64 quiet_since; /* no input, no visit, and the centre open for the last time */
  gint64 asked_at;
  gboolean is_asked; /* by staff */
  gboolean was_open;
} GuichetScreenSleep;

/** Staff send the screen to sleep; input or the next opening wakes it. */
void guichet_screen_sleep_ask (GuichetScreenSleep *self, gint64 now);
void guichet_screen_sleep_take_input (GuichetScreenSleep *self, gint64 now);
/** Whether the screen is to be dark. @is_idle: no visit goes on or ends. To be asked every few
 *  seconds and after each input. */
gboolean guichet_screen_sleep_update (GuichetScreenSleep *self, gboolean is_idle, gboolean is_open,
                                      gint64 now);
/** For how many milliseconds what is pressed when the dark ends is not meant for the tiles: they
 *  cannot be seen yet. @lit_ms: since the screen has a signal again; 0: it has none yet. */
guint guichet_screen_sleep_get_guard_ms (gint64 lit_ms);
