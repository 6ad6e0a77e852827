/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker-kind.h"

/* Descriptors that a worker finds; nothing else is inherited. */
enum {
  GUICHET_WORKER_FD_CHANNEL = 3,
  GUICHET_WORKER_FD_STATUS = 4,
  /* Read and closed by bubblewrap itself: */
  GUICHET_WORKER_FD_INFO = 5,
};

/**
 * The bubblewrap command line of a worker of @kind, whose program stands in @program_dir
 * (absolute); NULL-terminated, owned by the caller. @n_spent: in this visit, by those before it.
 * @mark: of the visit.
 */
char **guichet_worker_command_build (const GuichetWorkerKind *kind, const char *program_dir,
                                     const GuichetSettings *settings, guint n_spent,
                                     const char *mark);
