/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printing.h"
#include "scanner.h"

/**
 * Stand-ins for the processes that open documents, scan and print, driven by hand: for looking at
 * their screens. A document has as many pages as was said last, all alike; a scanner waits for the
 * gallery; a printer is asked and never answers.
 */

/** 0xffRRGGBB, @width x @height of them, owned by the caller: lines of grey under a heading. */
guint32 *gallery_paper_draw (guint width, guint height);
/** Of every document that is opened from now on. */
void gallery_documents_set_n_pages (guint n_pages);

/** No worker of it ever starts; owned by the caller. */
GuichetWorkers *gallery_workers_new (void);

/** @n_percent of the page that is being scanned has come. */
void gallery_scanner_send (GuichetScanner *self, guint n_percent);
/** The page is over: whole with GUICHET_SCAN_N_FAILURES, else for that reason. */
void gallery_scanner_end (GuichetScanner *self, GuichetScanFailure failure);
