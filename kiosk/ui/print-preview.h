/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document-child.h"

#include <gtk/gtk.h>

/** GuichetPrintPreview: one page of a document at a time, and the way to the others. Template
 *  ui/print-preview.ui. */
#define GUICHET_TYPE_PRINT_PREVIEW (guichet_print_preview_get_type ())
G_DECLARE_FINAL_TYPE (GuichetPrintPreview, guichet_print_preview, GUICHET, PRINT_PREVIEW, GtkWidget)

/** @child draws the pages; kept until the next show() or forget(). */
void guichet_print_preview_show (GuichetPrintPreview *self, GuichetDocumentChild *child,
                                 guint n_pages);
/** @page: from 0. */
void guichet_print_preview_show_page (GuichetPrintPreview *self, guint page);
void guichet_print_preview_forget (GuichetPrintPreview *self);
