/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "size-class.h"

/* Largest first. Twelve tiles, the header and the bar fit without scrolling from these on. */
static const struct {
  int width;
  int height;
  const char *name;
} CLASSES[] = {
  { 1680, 1000, "size-large" },
  { 1200, 780, "size-medium" },
  { 0, 0, "size-small" },
};

const char *
guichet_size_class_for (int width, int height)
{
  guint i = 0;

  while (width < CLASSES[i].width || height < CLASSES[i].height)
    i++;
  return CLASSES[i].name;
}

gboolean
guichet_size_class_is_double (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return root != NULL && gtk_widget_has_css_class (GTK_WIDGET (root), "text-double");
}

static void
set_class (GtkWidget *window, int width, int height)
{
  const char *name = guichet_size_class_for (MAX (width, 0), MAX (height, 0));

  if (gtk_widget_has_css_class (window, name))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (CLASSES); i++)
    gtk_widget_remove_css_class (window, CLASSES[i].name);
  gtk_widget_add_css_class (window, name);
}

static void
on_layout (GdkSurface *surface, int width, int height, gpointer user_data)
{
  set_class (GTK_WIDGET (user_data), width, height);
}

static void
on_realize (GtkWidget *window, gpointer user_data)
{
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (window)), "layout",
                           G_CALLBACK (on_layout), window, 0);
}

void
guichet_size_class_watch (GtkWindow *window, guint scale)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (window)));
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, 0);
  GdkRectangle area = { 0, 0, 0, 0 };

  if (monitor != NULL)
    gdk_monitor_get_geometry (monitor, &area);
  set_class (GTK_WIDGET (window), area.width, area.height);
  if (scale > 1)
    gtk_widget_add_css_class (GTK_WIDGET (window), "text-double");
  g_signal_connect (window, "realize", G_CALLBACK (on_realize), NULL);
}
