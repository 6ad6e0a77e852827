/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker-kind.h"

/** One line of a worker, understood. */
typedef struct {
  GuichetWorkerMeaning meaning;
  const char *metric; /* of COUNT; static */
  char label[32];     /* of COUNT: one that the registry has for @metric */
  guint n;            /* of COUNT and SPEND */
} GuichetWorkerStatus;

#define GUICHET_WORKER_LINE_MAX   64  /* bytes, without the end of line */
#define GUICHET_WORKER_NUMBER_MAX 500 /* pages of one print at most (printer-settings.c) */

/**
 * Understands @line (without its end) in the vocabulary of @kind. FALSE for anything else: workers
 * run code of device makers, and what they say is hostile.
 */
gboolean guichet_worker_status_parse (const GuichetWorkerKind *kind, const char *line,
                                      GuichetWorkerStatus *status);
