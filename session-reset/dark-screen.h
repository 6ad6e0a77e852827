/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * GuichetDarkScreen: what a terminal that sleeps shows: a black window above the tiles, which takes
 * the input that wakes, and, once that is painted, no signal at all (screen-power.h). Without the
 * compositor's module it stays at the window. Main thread only.
 */
typedef struct _GuichetDarkScreen GuichetDarkScreen;

/** The screen woke by itself: there was input. In the middle of nothing that could be freed. */
typedef void (*GuichetDarkScreenFunc) (gpointer user_data);

/** @notice: program of the window; @display_socket: the compositor's. Strings are copied. */
GuichetDarkScreen *guichet_dark_screen_new (const char *notice, const char *locale_dir,
                                            const char *language, const char *display_socket,
                                            GuichetDarkScreenFunc func, gpointer user_data);
void guichet_dark_screen_free (GuichetDarkScreen *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetDarkScreen, guichet_dark_screen_free)

/** @path: socket by which the window reaches the screen. */
void guichet_dark_screen_set_display (GuichetDarkScreen *self, const char *path);
/** @may_switch_off: a window that somebody waits for draws only while the screen is on. @now:
 * seconds of a clock that never goes back. To be told every few seconds, and when something
 * changes. */
void guichet_dark_screen_update (GuichetDarkScreen *self, gboolean is_dark, gboolean may_switch_off,
                                 gint64 now);
/** A window that is to go stays as long as @is_kept: somebody holds keys that it hears. */
void guichet_dark_screen_keep (GuichetDarkScreen *self, gboolean is_kept);
gboolean guichet_dark_screen_is_dark (const GuichetDarkScreen *self);
/** Whether the compositor says that it sends no signal. */
gboolean guichet_dark_screen_is_off (const GuichetDarkScreen *self);
