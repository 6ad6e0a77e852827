/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/**
 * GuichetTileGrid: tiles in three columns (two where text is doubled), as high as there is room
 * for; scrolls only when they do not fit. Arrow keys move between tiles. Template ui/tile-grid.ui.
 *
 * Signal "chosen" (const char *id).
 */
#define GUICHET_TYPE_TILE_GRID (guichet_tile_grid_get_type ())
G_DECLARE_FINAL_TYPE (GuichetTileGrid, guichet_tile_grid, GUICHET, TILE_GRID, GtkWidget)

void guichet_tile_grid_clear (GuichetTileGrid *self);
/** Rows share the height when @fill; otherwise each is as high as it must be. */
void guichet_tile_grid_set_fill (GuichetTileGrid *self, gboolean fill);
/** Arguments as for guichet_tile_new(). */
void guichet_tile_grid_add (GuichetTileGrid *self, const char *id, const char *icon,
                            const char *name, const char *sentence);
/** @down: id and words of the services that are down; the others work. */
void guichet_tile_grid_set_down (GuichetTileGrid *self, GHashTable *down);
guint guichet_tile_grid_get_n_tiles (GuichetTileGrid *self);
/** The first that can be touched; FALSE when there is none. */
gboolean guichet_tile_grid_focus_first (GuichetTileGrid *self);
