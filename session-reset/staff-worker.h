/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "staff-place.h"
#include "worker-kind.h"

/**
 * GuichetStaffWorker: a worker that staff use, outside any visit: what it prints or writes is the
 * terminal's own and is not counted. Main thread only.
 */
#define GUICHET_TYPE_STAFF_WORKER (guichet_staff_worker_get_type ())
G_DECLARE_FINAL_TYPE (GuichetStaffWorker, guichet_staff_worker, GUICHET, STAFF_WORKER, GObject)

/** Starts one of @kind. Its end, also before it could be spoken to, is an error of the call. */
void guichet_staff_worker_open_async (const GuichetStaffPlace *place, const GuichetWorkerKind *kind,
                                      GAsyncReadyCallback callback, gpointer user_data);
/** Owned; to be closed. */
GuichetStaffWorker *guichet_staff_worker_open_finish (GAsyncResult *result, GError **error);
/** Of peer-to-peer D-Bus, closed when the worker ended. Borrowed. */
GDBusConnection *guichet_staff_worker_get_connection (GuichetStaffWorker *self);
/** Ends the worker and drops the caller's reference; it is looked for until proved gone. */
void guichet_staff_worker_close (GuichetStaffWorker *self);
/** Ends all that are at work; they leave @place->workers once they are proved gone. */
void guichet_staff_worker_stop_all (const GuichetStaffPlace *place);

/** A memory file that nobody can change any more; -1 and @error. */
int guichet_staff_worker_make_memory (GBytes *bytes, GError **error);
