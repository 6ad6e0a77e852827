/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wipe.h"

typedef struct _GuichetSettings GuichetSettings;

/**
 * GuichetWorkerDesk: the workers of the visit in progress, one of a kind at most. Main thread only.
 *
 * Signals:
 *  "counted" (metric, label, n);
 *  "busy" (): guichet_worker_desk_is_busy() may have changed.
 */
#define GUICHET_TYPE_WORKER_DESK (guichet_worker_desk_get_type ())
G_DECLARE_FINAL_TYPE (GuichetWorkerDesk, guichet_worker_desk, GUICHET, WORKER_DESK, GObject)

/** Programs stand in @program_dir; notes go below @runtime_dir. */
GuichetWorkerDesk *guichet_worker_desk_new (const char *program_dir, const char *runtime_dir,
                                            GuichetSettings *settings, GuichetWorldRoster *roster);
/**
 * Starts a worker of the kind named @kind, which a world chose: hostile. One of the kind that still
 * lives is ended first.
 */
void guichet_worker_desk_open_async (GuichetWorkerDesk *self, const char *kind,
                                     GAsyncReadyCallback callback, gpointer user_data);
/** The world's end of its channel, owned by the caller; -1 when there is none to be had: an unknown
 *  name, no such program, one asked for already, too many in one visit, or a visit that ends. */
int guichet_worker_desk_open_finish (GuichetWorkerDesk *self, GAsyncResult *result);
/** The word that stands for the visit in progress, or the last one; NULL: no worker was started in
 *  any. Borrowed. */
const char *guichet_worker_desk_get_mark (GuichetWorkerDesk *self);
/** Ends the worker of that kind, if there is one: SIGTERM, then SIGKILL. */
void guichet_worker_desk_close (GuichetWorkerDesk *self, const char *kind);
/** Whether a worker is at work: such a visit is not idle. */
gboolean guichet_worker_desk_is_busy (GuichetWorkerDesk *self);

/** Ends all workers and waits until they are proved gone (at most some seconds). Until this
 *  finished no other is started. May be called again after a failure: looks again. */
void guichet_worker_desk_end_async (GuichetWorkerDesk *self, GAsyncReadyCallback callback,
                                    gpointer user_data);
/** While they end: with less patience. */
void guichet_worker_desk_hurry (GuichetWorkerDesk *self);
/** A GuichetWipeResult. */
int guichet_worker_desk_end_finish (GuichetWorkerDesk *self, GAsyncResult *result);
