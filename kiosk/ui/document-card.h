/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document.h"

/** GuichetDocumentCard: one document of the tray: first page, name, pages and size. A button.
 *  Template ui/document-card.ui. */
#define GUICHET_TYPE_DOCUMENT_CARD (guichet_document_card_get_type ())
G_DECLARE_FINAL_TYPE (GuichetDocumentCard, guichet_document_card, GUICHET, DOCUMENT_CARD, GtkButton)

/** Keeps @document. @refusal: why it cannot be chosen here, shown in place of the details; NULL. */
GtkWidget *guichet_document_card_new (GuichetDocument *document, const char *refusal);
GuichetDocument *guichet_document_card_get_document (GuichetDocumentCard *self);
/** For a choice of several. */
void guichet_document_card_set_chosen (GuichetDocumentCard *self, gboolean chosen);
gboolean guichet_document_card_get_chosen (GuichetDocumentCard *self);
