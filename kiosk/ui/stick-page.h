/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document-child.h"
#include "document.h"
#include "workers.h"

/**
 * GuichetStickPage: takes documents from a USB stick, or puts one on it, and says when it may be
 * pulled out. Has a stick worker only while it is on the screen. Template ui/stick-page.ui.
 *
 * Signals:
 *  "finished" (GuichetDocument *document): one that was taken; several may follow each other;
 *  "closed": it has nothing more to show.
 */
#define GUICHET_TYPE_STICK_PAGE (guichet_stick_page_get_type ())
G_DECLARE_FINAL_TYPE (GuichetStickPage, guichet_stick_page, GUICHET, STICK_PAGE, GtkWidget)

/** @workers is kept; @opener is borrowed and must outlive it. */
GuichetStickPage *guichet_stick_page_new (GuichetWorkers *workers,
                                          const GuichetDocumentOpener *opener);
void guichet_stick_page_import (GuichetStickPage *self);
/** A reference to @document is kept until it is done. */
void guichet_stick_page_save (GuichetStickPage *self, GuichetDocument *document);
/** Ends the worker and forgets everything; "closed" is not emitted. */
void guichet_stick_page_stop (GuichetStickPage *self);
/** FALSE while a document is being written: that is not left half done by a slip. */
gboolean guichet_stick_page_can_leave (GuichetStickPage *self);
