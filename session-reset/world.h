/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "input-kind.h"

typedef struct _GuichetGate GuichetGate;
typedef struct _GuichetWorldBounds GuichetWorldBounds;
typedef struct _GuichetWorldRoster GuichetWorldRoster;

/**
 * GuichetWorld: one disposable world and the shell in it. Main thread only.
 *
 * Signals:
 *  "ready": the shell attached; it can be shown.
 *  "visit-began", "end-requested": what the resident did.
 *  "count" (const char *metric, const char *label): hostile until the registry accepted it.
 *  "sandbox-checked" (guint seccomp).
 *  "worker-wanted" (const char *kind, GDBusMethodInvocation *): hostile; a handler that returns
 *  TRUE answers by guichet_world_give_worker(); "worker-unwanted" (const char *kind).
 *  "extension-asked"; "hold-changed" (const char *kind, gboolean is_held), hostile like a count;
 *  "help-asked" (gboolean is_asked).
 *  "ended": it ended by itself, could not start, broke the protocol or did not start in time.
 *  "unresponsive": a ping was not answered in time.
 * After guichet_world_end_async() none of them is emitted any more.
 */
#define GUICHET_TYPE_WORLD (guichet_world_get_type ())
G_DECLARE_FINAL_TYPE (GuichetWorld, guichet_world, GUICHET, WORLD, GObject)

/**
 * @command (world-command.h), @display_socket (the compositor's, led to through a display gate) and
 * @runtime_dir (made here, removed
 * by the wipe; holds the world's note) are copied; @gate and @bounds are borrowed for its life.
 * Enters @roster while it is meant to live. Starts at once. NULL and @error when it cannot even be
 * tried.
 */
GuichetWorld *guichet_world_start (const char *const *command, const char *display_socket,
                                   const char *runtime_dir, GuichetGate *gate,
                                   GuichetWorldRoster *roster, GuichetWorldBounds *bounds,
                                   guint heartbeat_seconds, GError **error);

/** @func is told of what the compositor sends to the world's windows; see display-gate.h. */
void guichet_world_set_input_func (GuichetWorld *self, GuichetInputFunc func, gpointer user_data);

gboolean guichet_world_is_ready (GuichetWorld *self);
/** From guichet_world_end_async() until it finished. */
gboolean guichet_world_is_ending (GuichetWorld *self);
/** Borrowed. */
const char *guichet_world_get_runtime_dir (GuichetWorld *self);

/** Answers the "worker-wanted" that came with @invocation (taken over): @fd is the world's end of
 * the worker's channel, taken over; -1: refused. */
void guichet_world_give_worker (GuichetWorld *self, GDBusMethodInvocation *invocation, int fd);

/** Both finish when the frame was painted, or with an error after a few seconds. */
void guichet_world_show_curtain_async (GuichetWorld *self, GAsyncReadyCallback callback,
                                       gpointer user_data);
void guichet_world_show_home_async (GuichetWorld *self, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean guichet_world_show_finish (GuichetWorld *self, GAsyncResult *result, GError **error);

/** What the shell shows of the visit's time; nobody waits for an answer. @kind as in the interface;
 *  NULL: no warning any more. */
void guichet_world_tell_warning (GuichetWorld *self, const char *kind, guint countdown);
void guichet_world_tell_time (GuichetWorld *self, int minutes, const char *extension,
                              guint extension_minutes);
/** One sentence on its curtain, of those in the interface. Nothing comes back. */
void guichet_world_tell (GuichetWorld *self, const char *what);
/** What staff tell the residents; @hidden: a(ss), sunk when floating. Nothing comes back. */
void guichet_world_tell_notices (GuichetWorld *self, const char *message, GVariant *hidden);
/** Asks for a sign of life now; "unresponsive" when there is none in @timeout_ms. */
void guichet_world_ping (GuichetWorld *self, guint timeout_ms);

/** Has the world start a web process and look at its sandbox. */
void guichet_world_check_sandbox_async (GuichetWorld *self, GAsyncReadyCallback callback,
                                        gpointer user_data);
/** The "Seccomp:" value of its web process: 2 is good. */
#define GUICHET_WORLD_NO_ANSWER G_MAXUINT /* it ended, or did not answer in time */
guint guichet_world_check_sandbox_finish (GuichetWorld *self, GAsyncResult *result);

/**
 * Kills the world, waits for its end, and looks for remains until there are none or the time is
 * over (5 s). May be called again after a failure: looks again.
 */
void guichet_world_end_async (GuichetWorld *self, GAsyncReadyCallback callback, gpointer user_data);
/** A GuichetWipeResult. */
int guichet_world_end_finish (GuichetWorld *self, GAsyncResult *result);
