/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document.h"

/**
 * GuichetDocumentPage: one document of the tray, large, and what can be done with it. Template
 * ui/document-page.ui.
 *
 * Signal "action" (int, GuichetDocumentAction).
 */
#define GUICHET_TYPE_DOCUMENT_PAGE (guichet_document_page_get_type ())
G_DECLARE_FINAL_TYPE (GuichetDocumentPage, guichet_document_page, GUICHET, DOCUMENT_PAGE, GtkWidget)

typedef enum {
  GUICHET_DOCUMENT_ACTION_SEE,
  GUICHET_DOCUMENT_ACTION_PRINT,
  GUICHET_DOCUMENT_ACTION_ATTACH,
  GUICHET_DOCUMENT_ACTION_SAVE,
  GUICHET_DOCUMENT_ACTION_REMOVE, /* asked twice */
} GuichetDocumentAction;

typedef struct {
  gboolean print;
  gboolean attach;
  gboolean save;
} GuichetDocumentAbilities;

/** Shows @document (kept until another is shown) with what @abilities allow; NULL: none. */
void guichet_document_page_show (GuichetDocumentPage *self, GuichetDocument *document,
                                 const GuichetDocumentAbilities *abilities);
/** Borrowed. */
GuichetDocument *guichet_document_page_get_document (GuichetDocumentPage *self);
/** Where Enter goes first. */
void guichet_document_page_focus (GuichetDocumentPage *self);
