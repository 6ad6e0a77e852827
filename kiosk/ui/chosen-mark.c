/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chosen-mark.h"

void
guichet_chosen_mark_show (GtkWidget *card, GtkWidget *mark, gboolean chosen)
{
  gtk_widget_set_visible (mark, chosen);
  gtk_accessible_update_state (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_STATE_PRESSED, chosen, -1);
  if (chosen)
    gtk_widget_add_css_class (card, "chosen");
  else
    gtk_widget_remove_css_class (card, "chosen");
}
