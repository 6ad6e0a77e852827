/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/** One card of several is chosen, or no more: its @mark is seen, its frame stands out (class
 *  "chosen"), and a screen reader says so. */
void guichet_chosen_mark_show (GtkWidget *card, GtkWidget *mark, gboolean chosen);
