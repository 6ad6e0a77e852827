/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workers.h"

/** GuichetWorkers that starts one program itself, without a supervisor or a sandbox, and keeps what
 *  it says on its status pipe. */
#define DIRECT_TYPE_WORKERS (direct_workers_get_type ())
G_DECLARE_FINAL_TYPE (DirectWorkers, direct_workers, DIRECT, WORKERS, GObject)

/** @environment: "NAME=value", NULL-terminated, for the program beside the test's own. */
DirectWorkers *direct_workers_new (const char *program, const char *const *environment);
/** Lines so far, as one text; borrowed. */
const char *direct_workers_get_told (DirectWorkers *self);
/** How many were started. */
guint direct_workers_get_n_started (DirectWorkers *self);
/** SIGKILL to the one that lives. */
void direct_workers_kill (DirectWorkers *self);
/** Waits until the last one that was started has ended; FALSE after some seconds. */
gboolean direct_workers_wait_gone (DirectWorkers *self);
