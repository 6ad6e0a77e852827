/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "bar.h"
#include "calm-page.h"
#include "document-page.h"
#include "end-sheet.h"
#include "help-sheet.h"
#include "home.h"
#include "limit-page.h"
#include "print-sheet.h"
#include "question-page.h"
#include "received-banner.h"
#include "time-note.h"
#include "time-sheet.h"
#include "tray-page.h"

/**
 * GuichetWindow: the one window: the curtain, or the bar above what is looked at. It arranges; the
 * shell (shell.h) decides. Template ui/window.ui.
 *
 * Signal "first-input": once after each guichet_window_show_home(): somebody is there.
 */
#define GUICHET_TYPE_WINDOW (guichet_window_get_type ())
G_DECLARE_FINAL_TYPE (GuichetWindow, guichet_window, GUICHET, WINDOW, GtkWindow)

/** @text_scale: 2 doubles the text, else 1. */
GuichetWindow *guichet_window_new (guint text_scale);
/** Does ahead, unmapped, what the first frame would have to wait for. */
void guichet_window_prepare (GuichetWindow *self);

void guichet_window_show_curtain (GuichetWindow *self);
/** On the curtain, until home is shown: the visit before has pages in the printer. */
void guichet_window_tell_take_pages (GuichetWindow *self);
void guichet_window_show_home (GuichetWindow *self);
/** Puts the end sheet over everything, or takes it away. */
void guichet_window_set_confirming (GuichetWindow *self, gboolean confirming);

/* Borrowed parts, for the shell. */
GuichetBar *guichet_window_get_bar (GuichetWindow *self);
GuichetHome *guichet_window_get_home (GuichetWindow *self);
GuichetLimitPage *guichet_window_get_limit (GuichetWindow *self);
GuichetCalmPage *guichet_window_get_closed (GuichetWindow *self);
/** The question takes the place of all else; the curtain or home takes its place. */
void guichet_window_show_question (GuichetWindow *self);
GuichetQuestionPage *guichet_window_get_question (GuichetWindow *self);
GuichetEndSheet *guichet_window_get_end_sheet (GuichetWindow *self);
/** All three show and hide themselves. */
GuichetTimeSheet *guichet_window_get_time_sheet (GuichetWindow *self);
GuichetTimeNote *guichet_window_get_time_note (GuichetWindow *self);
GuichetHelpSheet *guichet_window_get_help_sheet (GuichetWindow *self);
GuichetReceivedBanner *guichet_window_get_banner (GuichetWindow *self);
GuichetTrayPage *guichet_window_get_tray_page (GuichetWindow *self);
GuichetDocumentPage *guichet_window_get_document_page (GuichetWindow *self);
/** Shows and hides itself; nothing below it can be reached meanwhile. */
GuichetPrintSheet *guichet_window_get_print_sheet (GuichetWindow *self);

/** Page views are added once and stay until they are removed: switching never reloads one. */
void guichet_window_add_view (GuichetWindow *self, GtkWidget *view);
void guichet_window_remove_view (GuichetWindow *self, GtkWidget *view);
/** Shows @view: an added one, or one of the parts home, limit and closed. */
void guichet_window_set_view (GuichetWindow *self, GtkWidget *view);
GtkWidget *guichet_window_get_view (GuichetWindow *self);
