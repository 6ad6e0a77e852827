/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tile-grid.h"

#include "size-class.h"
#include "tile.h"

struct _GuichetTileGrid {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *scroller;
  GtkGrid *grid;
  /* State */
  guint n_tiles;
  gboolean is_filling;
};

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetTileGrid, guichet_tile_grid, GTK_TYPE_WIDGET)

static void
on_clicked (GtkButton *button, gpointer user_data)
{
  /* The handler may clear the grid and the tile with it. */
  g_autofree char *id = g_strdup (guichet_tile_get_id (GUICHET_TILE (button)));

  g_signal_emit (user_data, signals[CHOSEN], 0, id);
}

static void
guichet_tile_grid_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_TILE_GRID);
  G_OBJECT_CLASS (guichet_tile_grid_parent_class)->dispose (object);
}

static void
guichet_tile_grid_class_init (GuichetTileGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_tile_grid_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/tile-grid.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetTileGrid, scroller);
  gtk_widget_class_bind_template_child (widget_class, GuichetTileGrid, grid);
}

static void
guichet_tile_grid_init (GuichetTileGrid *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
guichet_tile_grid_clear (GuichetTileGrid *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  self->n_tiles = 0;
}

void
guichet_tile_grid_set_fill (GuichetTileGrid *self, gboolean fill)
{
  self->is_filling = fill;
  /* Not by an alignment of the whole grid: its rows would then be measured for another width than
   * they get, and words would stand over the edge of their tile. */
  gtk_grid_set_row_homogeneous (self->grid, fill);
}

/* With twice the text, words would be cut within three. */
static guint
get_n_columns (GuichetTileGrid *self)
{
  return guichet_size_class_is_double (GTK_WIDGET (self)) ? 2 : 3;
}

void
guichet_tile_grid_add (GuichetTileGrid *self, const char *id, const char *icon, const char *name,
                       const char *sentence)
{
  GtkWidget *tile = guichet_tile_new (id, icon, name, sentence);
  guint n_columns = get_n_columns (self);

  gtk_widget_set_hexpand (tile, TRUE);
  gtk_widget_set_vexpand (tile, self->is_filling);
  g_signal_connect_object (tile, "clicked", G_CALLBACK (on_clicked), self, 0);
  gtk_grid_attach (self->grid, tile, (int)(self->n_tiles % n_columns),
                   (int)(self->n_tiles / n_columns), 1, 1);
  self->n_tiles++;
}

void
guichet_tile_grid_set_down (GuichetTileGrid *self, GHashTable *down)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    const char *id = guichet_tile_get_id (GUICHET_TILE (child));

    guichet_tile_set_down (GUICHET_TILE (child), g_hash_table_lookup (down, id));
  }
}

guint
guichet_tile_grid_get_n_tiles (GuichetTileGrid *self)
{
  return self->n_tiles;
}

gboolean
guichet_tile_grid_focus_first (GuichetTileGrid *self)
{
  for (GtkWidget *tile = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); tile != NULL;
       tile = gtk_widget_get_next_sibling (tile))
    if (gtk_widget_is_sensitive (tile))
      return gtk_widget_grab_focus (tile);
  return FALSE;
}
