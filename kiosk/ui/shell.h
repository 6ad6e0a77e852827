/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalogue.h"
#include "catalogue-view.h"
#include "desk.h"
#include "printing.h"
#include "scanner.h"
#include "settings.h"
#include "visit.h"
#include "web-session.h"
#include "window.h"

/**
 * GuichetShell: one visit on the screen: brings together the visit, the window and the pages.
 * Knows no supervisor: it tells by signals what there is to tell.
 *
 * Signals:
 *  "sandbox-checked" (guint seccomp): what the web engine's sandbox was found to be.
 *  "visit-began", "visit-ended": the first page was opened; the resident confirmed "J'ai fini".
 *  "count" (const char *metric, const char *label).
 *  "extension-asked"; "hold-changed" (const char *kind, gboolean is_held): "code" or "download";
 * "help-asked" (gboolean is_asked).
 */
#define GUICHET_TYPE_SHELL (guichet_shell_get_type ())
G_DECLARE_FINAL_TYPE (GuichetShell, guichet_shell, GUICHET, SHELL, GObject)

/** All are kept; @session_options is copied, with its strings. */
GuichetShell *guichet_shell_new (GuichetWindow *window, GuichetCatalogue *catalogue,
                                 GuichetSettings *settings, GuichetClock *clock,
                                 const GuichetWebSessionOptions *session_options);
/** @kind, @minutes, @extension, @gain: as in the interface org.guichet.World1. */
void guichet_shell_show_warning (GuichetShell *self, const char *kind, guint countdown);
void guichet_shell_hide_warning (GuichetShell *self);
/** What staff tell the residents: see guichet_home_set_message(), guichet_home_set_hidden(). */
void guichet_shell_set_notices (GuichetShell *self, const char *message, GVariant *hidden);
void guichet_shell_set_time (GuichetShell *self, int minutes, const char *extension, guint gain);
/** As if the tile of @service_id was touched. */
void guichet_shell_open (GuichetShell *self, const char *service_id);
/** Once: with it, pages and documents can be printed. */
void guichet_shell_set_printing (GuichetShell *self, GuichetPrinting *printing);
/** Once, when the centre has a scanner: with it, paper becomes documents. Kept. */
void guichet_shell_set_scanner (GuichetShell *self, GuichetScanner *scanner);
/** Once, when the centre takes USB sticks. @workers is kept. */
void guichet_shell_set_stick (GuichetShell *self, GuichetWorkers *workers);
/** Photocopy: scans, then opens the print sheet. Nothing while there is no visit, or no scanner. */
void guichet_shell_copy (GuichetShell *self);
/** Opens the print sheet on @document, of any kind. Nothing while there is no visit. */
void guichet_shell_print (GuichetShell *self, GuichetDocument *document);
/** Borrowed. */
GuichetVisit *guichet_shell_get_visit (GuichetShell *self);
/** Borrowed. */
GuichetDesk *guichet_shell_get_desk (GuichetShell *self);
/** Starts the web engine ahead of need; "sandbox-checked" follows. Again: nothing more happens. */
void guichet_shell_warm_up (GuichetShell *self);
