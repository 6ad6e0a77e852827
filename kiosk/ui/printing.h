/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document-child.h"
#include "document.h"
#include "print-options.h"
#include "printer-settings.h"
#include "workers.h"

/**
 * GuichetPrinting: the printer as one visit sees it: what the centre allows, the worker (started
 * with the first print), and how much was printed. One print at a time. Main thread only.
 *
 * Signals:
 *  "changed" (int GuichetPrintState, int GuichetPrintReason): of the print in progress.
 */
#define GUICHET_TYPE_PRINTING (guichet_printing_get_type ())
G_DECLARE_FINAL_TYPE (GuichetPrinting, guichet_printing, GUICHET, PRINTING, GObject)

/** @settings and @opener are borrowed and must outlive it. */
GuichetPrinting *guichet_printing_new (GuichetWorkers *workers,
                                       const GuichetPrinterSettings *settings,
                                       const GuichetDocumentOpener *opener);
/** FALSE: this terminal has no printer; nothing offers to print then. */
gboolean guichet_printing_is_possible (GuichetPrinting *self);
/** Borrowed. */
const GuichetPrinterSettings *guichet_printing_get_settings (GuichetPrinting *self);
/** Borrowed. */
const GuichetDocumentOpener *guichet_printing_get_opener (GuichetPrinting *self);
/** How many sides may still be sent in this visit; the worker holds the same limit. */
guint guichet_printing_get_n_left (GuichetPrinting *self);
/** Sides printed in this visit so far: what the free ones are counted by. */
guint guichet_printing_get_n_sides (GuichetPrinting *self);

/** Prints @document, a PDF. @n_sides: sides that get ink, for the count above. Not while another
 *  print is not over. "changed" follows, also when it fails at once. */
void guichet_printing_start (GuichetPrinting *self, GuichetDocument *document,
                             const GuichetPrintOptions *options, guint n_sides);
void guichet_printing_cancel (GuichetPrinting *self);
