/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/**
 * GuichetTimeSheet: asks over everything whether somebody is there, with the seconds that are left,
 * or says that the time is over. Shows and hides itself. Template ui/time-sheet.ui.
 *
 * Signals: "extend", "end"; "closed": it went away.
 */
#define GUICHET_TYPE_TIME_SHEET (guichet_time_sheet_get_type ())
G_DECLARE_FINAL_TYPE (GuichetTimeSheet, guichet_time_sheet, GUICHET, TIME_SHEET, GtkWidget)

/** "Are you there?", @seconds before the end. */
void guichet_time_sheet_ask (GuichetTimeSheet *self, guint seconds);
/** The visit's time is over. */
void guichet_time_sheet_tell_over (GuichetTimeSheet *self);
/** @gain: minutes that an extension gives; 0: none is to be had, @others_wait: since others wait.
 */
void guichet_time_sheet_set_extension (GuichetTimeSheet *self, guint gain, gboolean others_wait);
/**
 * There was input: the visit goes on. A finger or button that is down is waited for, so that what
 * it is on still gets it; after a mere motion the sheet stays for a moment, since the hand may be
 * on its way to a button.
 */
void guichet_time_sheet_let_go (GuichetTimeSheet *self);
