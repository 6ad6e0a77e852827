/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/** GuichetPageTab: the place of one live page in the bar. Template ui/page-tab.ui. */
#define GUICHET_TYPE_PAGE_TAB (guichet_page_tab_get_type ())
G_DECLARE_FINAL_TYPE (GuichetPageTab, guichet_page_tab, GUICHET, PAGE_TAB, GtkButton)

GtkWidget *guichet_page_tab_new (guint index, const char *icon, const char *name, gboolean current);
/** Without its pictogram there is more room for the name. */
void guichet_page_tab_set_icon_visible (GuichetPageTab *self, gboolean visible);
guint guichet_page_tab_get_index (GuichetPageTab *self);
