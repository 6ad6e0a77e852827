/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document-child.h"
#include "document.h"

/**
 * GuichetViewer: one document, a page at a time, with large buttons. What cannot be opened is said
 * in plain words. The document is read by a child in a sandbox, never here. Template ui/viewer.ui.
 *
 * Signals: "print": the resident wants it on paper; "back": to where they were.
 */
#define GUICHET_TYPE_VIEWER (guichet_viewer_get_type ())
G_DECLARE_FINAL_TYPE (GuichetViewer, guichet_viewer, GUICHET, VIEWER, GtkWidget)

/** @opener is borrowed and must outlive it; of @document a reference is taken. Begins to open it.
 */
GtkWidget *guichet_viewer_new (const GuichetDocumentOpener *opener, GuichetDocument *document);

/** Borrowed. */
GuichetDocument *guichet_viewer_get_document (GuichetViewer *self);
/** From 0. */
guint guichet_viewer_get_page (GuichetViewer *self);
/** Whether the page that is asked for is on the screen, sharp; or a problem is told. */
gboolean guichet_viewer_is_settled (GuichetViewer *self);
/** Where Enter goes first. */
void guichet_viewer_focus (GuichetViewer *self);
/** Printing may make no sense now (no printer): hides the button. */
void guichet_viewer_set_can_print (GuichetViewer *self, gboolean can_print);
