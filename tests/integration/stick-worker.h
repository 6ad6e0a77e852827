/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workers.h"

/** StickWorker: starts guichet-stick in the sandbox of the supervisor's own table, where files that
 *  stand for sticks count too. A GuichetWorkers for tests. */
#define STICK_TYPE_WORKER (stick_worker_get_type ())
G_DECLARE_FINAL_TYPE (StickWorker, stick_worker, STICK, WORKER, GObject)

/** @dir: where guichet-stick stands; borrowed. */
StickWorker *stick_worker_new (const char *dir);
/** Starts one; the world's end of its channel, the caller's. */
int stick_worker_start (StickWorker *self);
/** Sends a signal to the worker, as at the end of a visit, and waits for its end. */
void stick_worker_end (StickWorker *self, int signal_number);
/** The read end of its status pipe, borrowed; does not block. */
int stick_worker_get_status (StickWorker *self);
