/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document-child.h"
#include "tray.h"
#include "web-page.h"
#include "window.h"

/**
 * GuichetDesk: what is done with documents during the visit: the tray and what is opened from it,
 * downloads, and the answer to a form's file button. It shows itself in place of the page; where it
 * stands among the other things on the screen is decided by the shell.
 *
 * Signals:
 *  "changed": get_view() answers differently, or the number of documents.
 *  "count" (const char *metric, const char *label).
 *  "hold" (gboolean is_held): a document comes, or goes to a form: who waits for it touches
 * nothing. "print" (GuichetDocument *document): the resident wants it on paper. "copy": a photocopy
 * is wanted. "scan", "stick": a paper, or documents from a stick, are wanted; what comes of it goes
 * to guichet_desk_add(). "save" (GuichetDocument *document): on a stick.
 */
#define GUICHET_TYPE_DESK (guichet_desk_get_type ())
G_DECLARE_FINAL_TYPE (GuichetDesk, guichet_desk, GUICHET, DESK, GObject)

/** What the centre has for documents. */
typedef struct {
  gboolean printer;
  gboolean scanner;
  gboolean stick;
} GuichetDeskDevices;

/** All are kept; @opener is borrowed and must outlive it. */
GuichetDesk *guichet_desk_new (GuichetWindow *window, const GuichetDocumentOpener *opener);
void guichet_desk_set_devices (GuichetDesk *self, const GuichetDeskDevices *devices);

/** Borrowed. */
GuichetTray *guichet_desk_get_tray (GuichetDesk *self);
/** What is to be seen in place of the page; NULL: nothing. Borrowed. */
GtkWidget *guichet_desk_get_view (GuichetDesk *self);
/** Gives the focus to it. */
void guichet_desk_focus (GuichetDesk *self);

void guichet_desk_open_tray (GuichetDesk *self);
/** As if the tray's button to scan was touched. */
void guichet_desk_want_scan (GuichetDesk *self);
/** One step back; FALSE when nothing of it was on the screen. */
gboolean guichet_desk_go_back (GuichetDesk *self);
/** Away with it, to what lies below; a form that waits gets no document. */
void guichet_desk_close (GuichetDesk *self);
/**
 * Puts @document into the tray under a name of its own; when a form waits and takes it, it gets it.
 * FALSE, and the resident was told why, when there is no room.
 */
gboolean guichet_desk_add (GuichetDesk *self, GuichetDocument *document);
/** Whether a form waits for a document. */
gboolean guichet_desk_is_asked (GuichetDesk *self);
/** One calm sentence between the bar and the page. */
void guichet_desk_tell (GuichetDesk *self, const char *text);

/** Takes what @page gives and asks, from now on. */
void guichet_desk_watch_page (GuichetDesk *self, GuichetWebPage *page);
/** @page goes away. */
void guichet_desk_forget_page (GuichetDesk *self, GuichetWebPage *page);
/** The visit has ended: everything goes. */
void guichet_desk_clear (GuichetDesk *self);
