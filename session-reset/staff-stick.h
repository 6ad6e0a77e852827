/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "staff-place.h"
#include "worker-kind.h"

/** A file of the terminal's own. */
typedef struct {
  /* Owned */
  char *name;
  GBytes *bytes;
} GuichetStaffFile;

/** Takes over neither. */
GuichetStaffFile *guichet_staff_file_new (const char *name, GBytes *bytes);
void guichet_staff_file_free (GuichetStaffFile *self);

/**
 * Puts @files (element type GuichetStaffFile, referenced) on the one USB stick that is there, in
 * place of what has their names. @kind: guichet_worker_kind_staff_stick, or a test's own; static.
 */
void guichet_staff_stick_put_async (const GuichetStaffPlace *place, const GuichetWorkerKind *kind,
                                    GPtrArray *files, GAsyncReadyCallback callback,
                                    gpointer user_data);
/** "saved": all are on it for good, and it may be taken out; "no-stick", "several-sticks",
 *  "unreadable", "gone", "full", "read-only", "failed". Static. */
const char *guichet_staff_stick_put_finish (GAsyncResult *result);
