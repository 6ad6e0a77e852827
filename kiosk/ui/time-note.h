/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/**
 * GuichetTimeNote: a strip above the page: few minutes are left. It takes no focus, so that nobody
 * is stopped while typing. Shows and hides itself. Template ui/time-note.ui.
 *
 * Signal: "extend".
 */
#define GUICHET_TYPE_TIME_NOTE (guichet_time_note_get_type ())
G_DECLARE_FINAL_TYPE (GuichetTimeNote, guichet_time_note, GUICHET, TIME_NOTE, GtkWidget)

/** Comes up, also again after the resident closed it. */
void guichet_time_note_show (GuichetTimeNote *self);
/** That are left. */
void guichet_time_note_set_minutes (GuichetTimeNote *self, int minutes);
/** As of the time sheet. */
void guichet_time_note_set_extension (GuichetTimeNote *self, guint gain, gboolean others_wait);
void guichet_time_note_hide (GuichetTimeNote *self);
