/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document.h"
#include "scan-sheet.h"

/**
 * GuichetScanJob: the pages of one document that is being scanned, in order. Main thread only.
 *
 * Signal "changed" (): pages were added, taken away or moved.
 */
#define GUICHET_TYPE_SCAN_JOB (guichet_scan_job_get_type ())
G_DECLARE_FINAL_TYPE (GuichetScanJob, guichet_scan_job, GUICHET, SCAN_JOB, GObject)

/** Enough for a contract; the tray's own limits come after it. */
#define GUICHET_SCAN_JOB_MAX_SHEETS 40
/** When the service says nothing: what most of them take. */
#define GUICHET_SCAN_JOB_USUAL_LIMIT 5000000

GuichetScanJob *guichet_scan_job_new (void);

guint guichet_scan_job_get_n_sheets (GuichetScanJob *self);
/** Borrowed. */
GuichetScanSheet *guichet_scan_job_get_sheet (GuichetScanJob *self, guint i);
/** Bytes, as it was scanned: before anything is made smaller. */
guint64 guichet_scan_job_get_size (GuichetScanJob *self);
/** At the end; a reference is taken. */
void guichet_scan_job_add (GuichetScanJob *self, GuichetScanSheet *sheet);
void guichet_scan_job_remove (GuichetScanJob *self, guint i);
/** In the place of the one at @i: scanned again. */
void guichet_scan_job_replace (GuichetScanJob *self, guint i, GuichetScanSheet *sheet);
void guichet_scan_job_move (GuichetScanJob *self, guint from, guint to);

/**
 * Makes the PDF, no larger than @limit bytes (0: GUICHET_SCAN_JOB_USUAL_LIMIT) if that can be read:
 * compressed more, then 150 dots per inch, then grey, step by step, never below. @name: words for
 * people. In a thread; the sheets must not change meanwhile.
 */
void guichet_scan_job_finish_async (GuichetScanJob *self, guint64 limit, const char *name,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
/** Owned by the caller; its pages and first picture are set. It may still be larger than the limit:
 *  its size tells. */
GuichetDocument *guichet_scan_job_finish_finish (GuichetScanJob *self, GAsyncResult *result,
                                                 GError **error);
