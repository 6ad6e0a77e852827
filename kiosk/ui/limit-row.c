/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "limit-row.h"

#include "ui-assets.h"

#include <glib/gi18n.h>

struct _GuichetLimitRow {
  GtkButton parent_instance;

  /* Template children */
  GtkImage *icon;
  GtkLabel *name;
  /* State */
  guint index;
};

G_DEFINE_TYPE (GuichetLimitRow, guichet_limit_row, GTK_TYPE_BUTTON)

static void
guichet_limit_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_LIMIT_ROW);
  G_OBJECT_CLASS (guichet_limit_row_parent_class)->dispose (object);
}

static void
guichet_limit_row_class_init (GuichetLimitRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_limit_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/limit-row.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetLimitRow, icon);
  gtk_widget_class_bind_template_child (widget_class, GuichetLimitRow, name);
}

static void
guichet_limit_row_init (GuichetLimitRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
guichet_limit_row_new (guint index, const char *icon, const char *name)
{
  GuichetLimitRow *self = g_object_new (GUICHET_TYPE_LIMIT_ROW, NULL);
  g_autofree char *icon_name = guichet_ui_assets_icon_name (icon);
  /* Translators: %s is the name of a service. */
  g_autofree char *label = g_strdup_printf (_ ("Close %s"), name);

  self->index = index;
  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_label_set_label (self->name, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}

guint
guichet_limit_row_get_index (GuichetLimitRow *self)
{
  return self->index;
}
