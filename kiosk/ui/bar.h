/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/**
 * GuichetBar: where I am, back, text size, the live pages, home, and always "J'ai fini". It stands
 * beside the pages, never under or over them. Template ui/bar.ui.
 *
 * Signals: "back", "home", "documents", "print", "done", "zoom-in", "zoom-out", "page-chosen"
 * (guint index).
 */
#define GUICHET_TYPE_BAR (guichet_bar_get_type ())
G_DECLARE_FINAL_TYPE (GuichetBar, guichet_bar, GUICHET, BAR, GtkWidget)

/** On a page. @host may be NULL while none is known. */
void guichet_bar_show_page (GuichetBar *self, const char *icon, const char *name, const char *host);
/** On the tiles during a visit: what cannot be done there is not there. */
void guichet_bar_show_tiles (GuichetBar *self, gboolean has_pages);

/** In the documents of the visit. */
void guichet_bar_show_documents (GuichetBar *self);
/** How many documents there are. */
void guichet_bar_set_n_documents (GuichetBar *self, guint n);

void guichet_bar_clear_tabs (GuichetBar *self);
/** Adds a tab at the end; its index is what "page-chosen" tells. */
void guichet_bar_add_tab (GuichetBar *self, const char *icon, const char *name, gboolean current);
void guichet_bar_set_tabs_visible (GuichetBar *self, gboolean visible);
/** FALSE where the end of the scale is reached. */
void guichet_bar_set_zoom_limits (GuichetBar *self, gboolean can_zoom_in, gboolean can_zoom_out);
/** Whether pages can be printed here at all (FALSE). */
void guichet_bar_set_can_print (GuichetBar *self, gboolean can_print);
/** Of the visit that are left; -1: nothing is said of it. */
void guichet_bar_set_minutes (GuichetBar *self, int minutes);
/** The first button that is there. */
void guichet_bar_focus (GuichetBar *self);
