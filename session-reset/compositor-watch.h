/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetCompositorWatch: whether the compositor answers. A connection of its own to the screen, on
 * which it asks for a round trip (wl_display.sync) every two seconds and reads nothing else. Weston
 * draws and answers in one thread: one that does not answer does not draw. Main thread only.
 */
typedef struct _GuichetCompositorWatch GuichetCompositorWatch;

typedef enum {
  GUICHET_COMPOSITOR_ANSWERS, /* again */
  GUICHET_COMPOSITOR_HANGS,
  GUICHET_COMPOSITOR_GONE,
} GuichetCompositorState;

typedef void (*GuichetCompositorFunc) (GuichetCompositorState state, gpointer user_data);

/** Connects to @display_socket. @func is told of changes; @patience_ms: after which one hangs. */
GuichetCompositorWatch *guichet_compositor_watch_new (const char *display_socket, guint patience_ms,
                                                      GuichetCompositorFunc func,
                                                      gpointer user_data, GError **error);
/** Asks now, when it has answered so far. */
void guichet_compositor_watch_ask (GuichetCompositorWatch *self);
/** Whether it owes an answer for two seconds: too early to say that it hangs, not for whoever
 *  stands before it and wants clean tiles. */
gboolean guichet_compositor_watch_is_silent (const GuichetCompositorWatch *self);
void guichet_compositor_watch_free (GuichetCompositorWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetCompositorWatch, guichet_compositor_watch_free)
