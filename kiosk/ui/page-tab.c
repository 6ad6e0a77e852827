/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-tab.h"

#include "ui-assets.h"

struct _GuichetPageTab {
  GtkButton parent_instance;

  /* Template children */
  GtkImage *icon;
  GtkLabel *name;
  /* State */
  guint index;
};

G_DEFINE_TYPE (GuichetPageTab, guichet_page_tab, GTK_TYPE_BUTTON)

static void
guichet_page_tab_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_PAGE_TAB);
  G_OBJECT_CLASS (guichet_page_tab_parent_class)->dispose (object);
}

static void
guichet_page_tab_class_init (GuichetPageTabClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_page_tab_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/page-tab.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetPageTab, icon);
  gtk_widget_class_bind_template_child (widget_class, GuichetPageTab, name);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TAB);
}

static void
guichet_page_tab_init (GuichetPageTab *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
guichet_page_tab_new (guint index, const char *icon, const char *name, gboolean current)
{
  GuichetPageTab *self = g_object_new (GUICHET_TYPE_PAGE_TAB, NULL);
  g_autofree char *icon_name = guichet_ui_assets_icon_name (icon);

  self->index = index;
  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_label_set_label (self->name, name);
  if (current)
    gtk_widget_add_css_class (GTK_WIDGET (self), "current");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, current, -1);
  return GTK_WIDGET (self);
}

void
guichet_page_tab_set_icon_visible (GuichetPageTab *self, gboolean visible)
{
  gtk_widget_set_visible (GTK_WIDGET (self->icon), visible);
}

guint
guichet_page_tab_get_index (GuichetPageTab *self)
{
  return self->index;
}
