/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document.h"
#include "scanner.h"

/**
 * GuichetScanPage: from paper to a document, one thing to do at a time: what, place it, see it
 * come, another page or finished. Template ui/scan-page.ui.
 *
 * Signals:
 *  "finished" (GuichetDocument *document): what the resident made, a PDF;
 *  "closed" (): left without one.
 * After either the page is as before guichet_scan_page_begin().
 */
#define GUICHET_TYPE_SCAN_PAGE (guichet_scan_page_get_type ())
G_DECLARE_FINAL_TYPE (GuichetScanPage, guichet_scan_page, GUICHET, SCAN_PAGE, GtkWidget)

/** What the document is for: the words of the last button. */
typedef enum {
  GUICHET_SCAN_TO_KEEP,   /* in the tray */
  GUICHET_SCAN_TO_ATTACH, /* to the form that waits */
  GUICHET_SCAN_TO_COPY,   /* on paper, at once: photocopy */
  GUICHET_SCAN_N_PURPOSES
} GuichetScanPurpose;

/** @scanner is kept. */
GuichetScanPage *guichet_scan_page_new (GuichetScanner *scanner);

/** Starts a new document, and the scanner; or goes on with the one that was left in the middle.
 * @limit: bytes that the service takes; 0: unknown. */
void guichet_scan_page_begin (GuichetScanPage *self, GuichetScanPurpose purpose, guint64 limit);
/** Gives up whatever is in progress; lets go of the scanner. "closed" is not emitted. */
void guichet_scan_page_stop (GuichetScanPage *self);
/** One step back, as the bar's button means it: FALSE at the first screen, which is to be left. */
gboolean guichet_scan_page_go_back (GuichetScanPage *self);
/** The button of the thing to do next. */
void guichet_scan_page_focus (GuichetScanPage *self);
/** Whether there are pages that would be lost. */
gboolean guichet_scan_page_has_pages (GuichetScanPage *self);
/** Whether a page is being scanned. */
gboolean guichet_scan_page_is_scanning (GuichetScanPage *self);
