/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paint-watch.h"

typedef struct {
  /* Borrowed */
  GtkWidget *widget; /* cleared by its weak pointer */
  GuichetPaintedFunc func;
  gpointer user_data;
  /* Owned */
  GdkFrameClock *frame_clock;
  /* Handles */
  gulong map_id;
  gulong paint_id;
} Watch;

static void
on_gone (gpointer data, GObject *widget)
{
  Watch *watch = data;

  if (watch->frame_clock != NULL)
    g_clear_signal_handler (&watch->paint_id, watch->frame_clock);
  g_clear_object (&watch->frame_clock);
  g_free (watch);
}

static void
finish (Watch *watch)
{
  GuichetPaintedFunc func = watch->func;
  gpointer user_data = watch->user_data;

  if (watch->map_id != 0)
    g_clear_signal_handler (&watch->map_id, watch->widget);
  g_object_weak_unref (G_OBJECT (watch->widget), on_gone, watch);
  on_gone (watch, NULL);
  func (user_data);
}

static void
on_after_paint (GdkFrameClock *frame_clock, gpointer user_data)
{
  Watch *watch = user_data;

  /* The clock also ticks for a window that waits for its first size: nothing was drawn then. */
  if (gtk_widget_get_mapped (watch->widget) && gtk_widget_get_width (watch->widget) > 0)
    finish (watch);
  else
    gdk_frame_clock_request_phase (frame_clock, GDK_FRAME_CLOCK_PHASE_PAINT);
}

static void
on_map (GtkWidget *widget, gpointer user_data)
{
  Watch *watch = user_data;

  if (watch->paint_id != 0)
    return;
  watch->frame_clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  watch->paint_id =
      g_signal_connect (watch->frame_clock, "after-paint", G_CALLBACK (on_after_paint), watch);
  gtk_widget_queue_draw (widget);
}

void
guichet_paint_watch_once (GtkWidget *widget, GuichetPaintedFunc func, gpointer user_data)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->widget = widget;
  watch->func = func;
  watch->user_data = user_data;
  g_object_weak_ref (G_OBJECT (widget), on_gone, watch);
  watch->map_id = g_signal_connect_after (widget, "map", G_CALLBACK (on_map), watch);
  if (gtk_widget_get_mapped (widget))
    on_map (widget, watch);
}
