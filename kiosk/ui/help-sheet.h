/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/**
 * GuichetHelpSheet: the sign that reception sees across the room: somebody asks for help. It covers
 * the page, which is nobody's business over there. Shows and hides itself. Template
 * ui/help-sheet.ui.
 *
 * Signal "closed".
 */
#define GUICHET_TYPE_HELP_SHEET (guichet_help_sheet_get_type ())
G_DECLARE_FINAL_TYPE (GuichetHelpSheet, guichet_help_sheet, GUICHET, HELP_SHEET, GtkWidget)

void guichet_help_sheet_show (GuichetHelpSheet *self);
