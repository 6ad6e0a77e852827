/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All pages of the document, small, in their order: touched, one is looked at. */
#include "scan-page-private.h"

#include "scan-thumb.h"

/* Dots that are seen beside the page that is looked at. */
#define EDGE 12

static void
on_thumb_clicked (GtkButton *thumb, gpointer user_data)
{
  GuichetScanPage *self = user_data;
  guint page = 0;

  for (GtkWidget *before = gtk_widget_get_prev_sibling (GTK_WIDGET (thumb)); before != NULL;
       before = gtk_widget_get_prev_sibling (before))
    page++;
  guichet_scan_page_look_at (self, page);
}

/* Once it has its place: the page that is looked at is in sight. */
static gboolean
on_show_current (GtkWidget *strip, GdkFrameClock *clock, gpointer user_data)
{
  GuichetScanPage *self = user_data;
  GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (self->strip_scroller);
  GtkWidget *thumb = gtk_widget_get_first_child (strip);
  graphene_rect_t place;

  for (guint i = 0; i < self->current && thumb != NULL; i++)
    thumb = gtk_widget_get_next_sibling (thumb);
  if (thumb != NULL && gtk_widget_get_width (thumb) == 0)
    return G_SOURCE_CONTINUE;
  if (thumb != NULL && gtk_widget_compute_bounds (thumb, strip, &place))
    gtk_adjustment_clamp_page (gtk_scrolled_window_get_hadjustment (scroller),
                               place.origin.x - EDGE, place.origin.x + place.size.width + EDGE);
  return G_SOURCE_REMOVE;
}

void
guichet_scan_page_fill_strip (GuichetScanPage *self)
{
  guint n = guichet_scan_job_get_n_sheets (self->job);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->strip))) != NULL)
    gtk_box_remove (self->strip, child);
  gtk_widget_set_visible (self->strip_scroller, n > 1);
  for (guint i = 0; n > 1 && i < n; i++) {
    GtkWidget *thumb = guichet_scan_thumb_new (guichet_scan_job_get_sheet (self->job, i), i + 1,
                                               i == self->current);

    g_signal_connect_object (thumb, "clicked", G_CALLBACK (on_thumb_clicked), self, 0);
    gtk_box_append (self->strip, thumb);
  }
  if (n > 1)
    gtk_widget_add_tick_callback (GTK_WIDGET (self->strip), on_show_current, self, NULL);
}
