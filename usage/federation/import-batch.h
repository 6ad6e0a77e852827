/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "federation-import.h"
#include "report-envelope.h"

/** One file of a batch. Only for federation-import.c and import-batch.c. */
typedef struct {
  /* Owned */
  char *file;
  char *reason;
  GuichetReportEnvelope *report; /* NULL: refused */
  /* State */
  GuichetImportOutcome outcome;
  gint64 centre;
  gint64 known_revision; /* the highest in the store, 0: none */
  gint64 known_counter;
  gboolean is_known;
  gboolean is_counter_used;
  char sha256[65];
} GuichetImportItem;

void guichet_import_item_free (gpointer data);
void guichet_import_item_refuse (GuichetImportItem *self, char *reason);

/** Decides about each of @items (GuichetImportItem) and writes what is accepted, in one
 *  transaction. Sorts @items by centre, month and revision. */
gboolean guichet_import_batch_write (GuichetFederationStore *store, GPtrArray *items,
                                     const char *today, GError **error);
