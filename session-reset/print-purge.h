/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "printer-settings.h"

/**
 * What a visit left in CUPS, taken away and looked for. A job that is being printed may finish, for
 * as long as the centre allows; all others are cancelled. Then CUPS must name no job of ours any
 * more, and no record or document of them may lie in its spool, as far as that can be seen.
 */
typedef enum {
  GUICHET_PRINT_PURGE_VERIFIED, /* also where there is no printer */
  GUICHET_PRINT_PURGE_LEFT,     /* jobs, records or documents are there still */
  GUICHET_PRINT_PURGE_UNPROVED, /* CUPS does not answer, and something had been printed */
} GuichetPrintPurgeResult;

typedef struct {
  GuichetPrintPurgeResult result;
  guint n_finished;  /* came out after the end of the visit */
  guint n_cancelled; /* did not */
  char *device_uri;  /* of a device that did not answer, and may still have pages; owned; or NULL */
} GuichetPrintPurge;

/** Main thread: pages of the visit that ended are coming out. */
typedef void (*GuichetPrintPurgeFunc) (gpointer user_data);

/**
 * @settings are borrowed and must outlive it. @had_print: a visit had a print worker; then a CUPS
 * that does not answer proves nothing. @finish_seconds: how long a job may go on. @on_finishing:
 * called at most once, before the first wait for one. @title: of the visit's jobs, looked for in
 * the device itself; NULL: it had none. Runs in a thread; the answer comes in the main loop,
 * @finish_seconds and some 20 s later at most.
 */
void guichet_print_purge_async (const GuichetPrinterSettings *settings, gboolean had_print,
                                const char *title, guint finish_seconds,
                                GuichetPrintPurgeFunc on_finishing, gpointer finishing_data,
                                GAsyncReadyCallback callback, gpointer user_data);
/** Everybody's jobs in the queue, at once, without a visit that had any; a CUPS that does not
 * answer is UNPROVED. For staff; finished like the other. */
void guichet_print_purge_all_async (const GuichetPrinterSettings *settings,
                                    GAsyncReadyCallback callback, gpointer user_data);
/** The caller owns device_uri. */
GuichetPrintPurge guichet_print_purge_finish (GAsyncResult *result);
