/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printing.h"

#include <gtk/gtk.h>

/**
 * GuichetPrintSheet: from a document to paper, over everything else: preview and choices, then what
 * becomes of it in plain words, until it is over. Template ui/print-sheet.ui.
 *
 * Signals: "closed": the resident has finished with it; it holds nothing any more.
 */
#define GUICHET_TYPE_PRINT_SHEET (guichet_print_sheet_get_type ())
G_DECLARE_FINAL_TYPE (GuichetPrintSheet, guichet_print_sheet, GUICHET, PRINT_SHEET, GtkWidget)

/** Once, before anything else. */
void guichet_print_sheet_set_up (GuichetPrintSheet *self, GuichetPrinting *printing);
/** "One moment": a document is on its way, guichet_print_sheet_show() or _fail() will follow. */
void guichet_print_sheet_wait (GuichetPrintSheet *self);
/** Offers @document of any kind; what is no PDF is made one first. */
void guichet_print_sheet_show (GuichetPrintSheet *self, GuichetDocument *document);
/** There is no document after all. */
void guichet_print_sheet_fail (GuichetPrintSheet *self, GuichetPrintReason reason);
/** Forgets everything without a word; what is being printed goes on (the end of a visit). */
void guichet_print_sheet_forget (GuichetPrintSheet *self);
void guichet_print_sheet_focus (GuichetPrintSheet *self);
