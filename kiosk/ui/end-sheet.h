/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/**
 * GuichetEndSheet: the one question after "J'ai fini". Escape and Enter mean "Continuer".
 * Template ui/end-sheet.ui. Signals: "continue", "end".
 */
#define GUICHET_TYPE_END_SHEET (guichet_end_sheet_get_type ())
G_DECLARE_FINAL_TYPE (GuichetEndSheet, guichet_end_sheet, GUICHET, END_SHEET, GtkWidget)

/** Puts the focus on "Continuer". */
void guichet_end_sheet_focus (GuichetEndSheet *self);
