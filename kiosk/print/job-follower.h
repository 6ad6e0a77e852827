/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cups-queue.h"

#include <gio/gio.h>

/** Told after every look. FALSE: stop following. */
typedef gboolean (*GuichetFollowedFunc) (GuichetPrintState state, GuichetPrintReason reason,
                                         gpointer user_data);

/**
 * Looks after job @id of @queue until it is over, or @cancellable is cancelled (then CANCELLED; the
 * job itself is left alone). Where CUPS knows nothing, the device is asked. Blocks; any thread.
 */
void guichet_job_follower_run (GuichetCupsQueue *queue, guint id, GCancellable *cancellable,
                               GuichetFollowedFunc followed, gpointer user_data,
                               GuichetPrintState *state, GuichetPrintReason *reason);
