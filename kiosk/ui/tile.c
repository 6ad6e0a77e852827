/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tile.h"

#include "ui-assets.h"

struct _GuichetTile {
  GtkButton parent_instance;

  /* Template children */
  GtkImage *icon;
  GtkLabel *name;
  GtkLabel *sentence;
  /* Owned */
  char *id;
  char *usual; /* sentence */
};

G_DEFINE_TYPE (GuichetTile, guichet_tile, GTK_TYPE_BUTTON)

static void
guichet_tile_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_TILE);
  G_OBJECT_CLASS (guichet_tile_parent_class)->dispose (object);
}

static void
guichet_tile_finalize (GObject *object)
{
  g_free (GUICHET_TILE (object)->id);
  g_free (GUICHET_TILE (object)->usual);
  G_OBJECT_CLASS (guichet_tile_parent_class)->finalize (object);
}

static void
guichet_tile_class_init (GuichetTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_tile_dispose;
  G_OBJECT_CLASS (klass)->finalize = guichet_tile_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/tile.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetTile, icon);
  gtk_widget_class_bind_template_child (widget_class, GuichetTile, name);
  gtk_widget_class_bind_template_child (widget_class, GuichetTile, sentence);
}

static void
guichet_tile_init (GuichetTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_sentence (GuichetTile *self, const char *sentence)
{
  gtk_label_set_label (self->sentence, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->sentence), sentence[0] != '\0');
  gtk_label_set_yalign (self->name, sentence[0] != '\0' ? 1 : 0.5f);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  sentence, -1);
}

GtkWidget *
guichet_tile_new (const char *id, const char *icon, const char *name, const char *sentence)
{
  GuichetTile *self = g_object_new (GUICHET_TYPE_TILE, NULL);
  g_autofree char *icon_name = guichet_ui_assets_icon_name (icon);

  self->id = g_strdup (id);
  gtk_image_set_from_icon_name (self->icon, icon_name);
  self->usual = g_strdup (sentence != NULL ? sentence : "");
  gtk_label_set_label (self->name, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  show_sentence (self, self->usual);
  return GTK_WIDGET (self);
}

void
guichet_tile_set_down (GuichetTile *self, const char *words)
{
  if (words != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "down");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "down");
  gtk_widget_set_sensitive (GTK_WIDGET (self), words == NULL);
  show_sentence (self, words != NULL ? words : self->usual);
}

const char *
guichet_tile_get_id (GuichetTile *self)
{
  return self->id;
}
