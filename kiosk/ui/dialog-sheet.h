/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

typedef struct _GuichetWebDialog GuichetWebDialog;

/**
 * GuichetDialogSheet: what a page asks (alert, confirm, prompt, leave), over that page only, never
 * over the bar, and always under the name of the site that speaks. Template ui/dialog-sheet.ui.
 *
 * Signal "answered": the sheet has put itself away.
 */
#define GUICHET_TYPE_DIALOG_SHEET (guichet_dialog_sheet_get_type ())
G_DECLARE_FINAL_TYPE (GuichetDialogSheet, guichet_dialog_sheet, GUICHET, DIALOG_SHEET, GtkWidget)

/** Keeps @dialog until it is answered or has ended. Replaces the one shown. */
void guichet_dialog_sheet_show (GuichetDialogSheet *self, GuichetWebDialog *dialog,
                                const char *host);
void guichet_dialog_sheet_focus (GuichetDialogSheet *self);
