/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** What a started worker leaves in the hands of its supervisor. */
typedef struct {
  /* Owned */
  GSubprocess *bwrap; /* bubblewrap outside; ends with the worker */
  int status_fd;      /* the worker's lines, non-blocking */
  int info_fd;        /* bubblewrap writes the first process's number here */
  int client_fd;      /* the other end of its channel, for the world */
} GuichetWorkerLaunch;

/** Starts @command with the descriptors of worker-command.h and nothing else. Blocks for some
 *  milliseconds. */
gboolean guichet_worker_launch (const char *const *command, GuichetWorkerLaunch *launch,
                                GError **error);
/** Closes and drops what is still owned. */
void guichet_worker_launch_clear (GuichetWorkerLaunch *launch);
