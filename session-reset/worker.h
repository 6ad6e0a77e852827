/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wipe.h"
#include "worker-kind.h"

/**
 * GuichetWorker: one process that has a device, outside the world, for one visit. It watches its
 * start and its silences, and ends it by SIGTERM, then SIGKILL. Main thread only.
 *
 * Signals:
 *  "counted" (metric, label, n): names of the registry;
 *  "busy" (): guichet_worker_is_busy() changed;
 *  "gone" (): it ended and was looked for: guichet_worker_get_result() says whether nothing of it
 *   is left. Emitted once; nothing is emitted after it.
 */
#define GUICHET_TYPE_WORKER (guichet_worker_get_type ())
G_DECLARE_FINAL_TYPE (GuichetWorker, guichet_worker, GUICHET, WORKER, GObject)

/**
 * Starts @command (worker-command.h) as a worker of @kind (static). @runtime_dir holds its note,
 * for a supervisor that starts after this one was killed; made here, removed once it is proved
 * gone. @silence_seconds: see worker-kind.h. Blocks for some milliseconds.
 */
GuichetWorker *guichet_worker_start (const GuichetWorkerKind *kind, const char *const *command,
                                     const char *runtime_dir, GuichetWorldRoster *roster,
                                     guint silence_seconds, GError **error);

const GuichetWorkerKind *guichet_worker_get_kind (GuichetWorker *self);
/** The world's end of its channel; the caller closes it. -1 the second time. */
int guichet_worker_take_client_fd (GuichetWorker *self);
/** What it spent of what the visit may have; all of it once it is gone. */
guint guichet_worker_get_n_spent (GuichetWorker *self);
/** TRUE from "busy" to "idle", and FALSE once it is told to stop. */
gboolean guichet_worker_is_busy (GuichetWorker *self);

/** Ends it: SIGTERM now, SIGKILL after its kind's time. May be called again. "gone" follows. */
void guichet_worker_stop (GuichetWorker *self);
/** It was stopped, and somebody waits for clean tiles: SIGKILL after half a second at most. */
void guichet_worker_hurry (GuichetWorker *self);
/** TRUE once "gone" was emitted. */
gboolean guichet_worker_is_gone (GuichetWorker *self);
/** Of one that is gone: whether it did anything but end by itself, well. */
gboolean guichet_worker_was_killed (GuichetWorker *self);
/** VERIFIED when nothing of it is left; what was found last otherwise. */
GuichetWipeResult guichet_worker_get_result (GuichetWorker *self);
/** Looks once more for what was left of one that is gone. Blocks for some milliseconds. */
GuichetWipeResult guichet_worker_look_again (GuichetWorker *self);
