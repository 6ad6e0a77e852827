/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "federation-store.h"

/**
 * Reads a folder of signed reports into the store. Everything about a report is checked before a
 * row of it is written; reports are written by batches, each in one transaction, so that whatever
 * ends the program, each report is wholly in the store or not at all. To import again is harmless.
 */
typedef enum {
  GUICHET_IMPORT_NEW,        /* first report of its month */
  GUICHET_IMPORT_REPLACED,   /* a higher revision of a month that was there */
  GUICHET_IMPORT_KNOWN,      /* these very bytes are in the store */
  GUICHET_IMPORT_SUPERSEDED, /* a higher revision came in the same import */
  GUICHET_IMPORT_REFUSED,
} GuichetImportOutcome;

#define GUICHET_N_IMPORT_OUTCOMES 5

/** @reason: for people, NULL unless refused. */
typedef void (*GuichetImportFunc) (const char *file, GuichetImportOutcome outcome,
                                   const char *reason, gpointer user_data);

/**
 * @today: YYYY-MM-DD of the federation's clock. Tells each file by @tell (may be NULL) once its
 * batch is committed. FALSE on an @error of the store or folder, not for refused files.
 */
gboolean guichet_federation_import (GuichetFederationStore *store, const char *folder,
                                    const char *today, GuichetImportFunc tell, gpointer user_data,
                                    GError **error);
