/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "accept-list.h"
#include "tray.h"

/**
 * GuichetTrayPage: "My documents"; or, for a form's file button, which of them to send. Template
 * ui/tray-page.ui.
 *
 * Signals:
 *  "opened" (GuichetDocument *document): touched, while nothing is asked.
 *  "picked" (GPtrArray *documents, element type GuichetDocument): chosen for the form.
 *  "scan", "copy", "stick", "back".
 */
#define GUICHET_TYPE_TRAY_PAGE (guichet_tray_page_get_type ())
G_DECLARE_FINAL_TYPE (GuichetTrayPage, guichet_tray_page, GUICHET, TRAY_PAGE, GtkWidget)

/** Keeps @tray. */
void guichet_tray_page_set_tray (GuichetTrayPage *self, GuichetTray *tray);
/** To look at the documents. */
void guichet_tray_page_browse (GuichetTrayPage *self);
/** To choose what a form gets: what @accept takes; several when @multiple. */
void guichet_tray_page_pick (GuichetTrayPage *self, GuichetAcceptList accept, gboolean multiple);
/** What was chosen is on its way to the form: only "Send nothing" can be touched. */
void guichet_tray_page_set_preparing (GuichetTrayPage *self, gboolean is_preparing);
/** What the centre has: buttons without their device are not there. */
void guichet_tray_page_set_devices (GuichetTrayPage *self, gboolean has_scanner, gboolean has_stick,
                                    gboolean has_printer);
/** Where Enter goes first. */
void guichet_tray_page_focus (GuichetTrayPage *self);
