/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan-failure.h"
#include "workers.h"

/**
 * GuichetScanner: the scanner as the shell sees it. Starts the worker when it is needed, takes rows
 * as they come, and gives a worker up that does not obey. All it gets is checked: drivers are
 * hostile. Main thread only; nothing blocks.
 *
 * Signals, while a page is scanned:
 *  "begun" (guint width, guint height, guint channels, guint resolution): its size in dots; height
 * is what the scanner says, at most GUICHET_SCANNER_MAX_ROWS, and 0 when it does not know; "rows"
 * (gpointer bytes, guint n_rows): whole rows, in order; borrowed for the call.
 */
#define GUICHET_TYPE_SCANNER (guichet_scanner_get_type ())
G_DECLARE_FINAL_TYPE (GuichetScanner, guichet_scanner, GUICHET, SCANNER, GObject)

/** An A4 page at 300 dots per inch is 2480 x 3508. */
#define GUICHET_SCANNER_MAX_WIDTH 5200
#define GUICHET_SCANNER_MAX_ROWS  7300

/** What it can do, once opened. */
typedef struct {
  gboolean has_glass;
  gboolean has_feeder;
  gboolean has_colour;
} GuichetScannerAbilities;

GuichetScanner *guichet_scanner_new (GuichetWorkers *workers);

/** Starts the worker and opens the device; may take as long as the device does. */
void guichet_scanner_open_async (GuichetScanner *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean guichet_scanner_open_finish (GuichetScanner *self, GAsyncResult *result,
                                      GuichetScannerAbilities *abilities, GError **error);

/**
 * Scans one page of A4, of the glass, or the next sheet of the feeder. Opens first if need be. One
 * at a time. Ends with TRUE after the last row, or with a GUICHET_SCAN_ERROR: EMPTY after the last
 * sheet. Cancelling it ends it within some seconds, whatever the scanner does.
 */
void guichet_scanner_scan_async (GuichetScanner *self, gboolean is_feeder, gboolean colour,
                                 guint resolution, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
/** @resolution: what was given, dots per inch. */
gboolean guichet_scanner_scan_finish (GuichetScanner *self, GAsyncResult *result, guint *resolution,
                                      GError **error);
/** Lets the feeder go in the middle of a series. */
void guichet_scanner_end_series (GuichetScanner *self);
/** Ends the worker: the scanner is free for others. It is started again when needed. */
void guichet_scanner_close (GuichetScanner *self);
