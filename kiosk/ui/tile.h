/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/** GuichetTile: one big button: pictogram, name, one plain sentence. Template ui/tile.ui. */
#define GUICHET_TYPE_TILE (guichet_tile_get_type ())
G_DECLARE_FINAL_TYPE (GuichetTile, guichet_tile, GUICHET, TILE, GtkButton)

/** @id: what "chosen" of the grid tells. @sentence may be NULL. */
GtkWidget *guichet_tile_new (const char *id, const char *icon, const char *name,
                             const char *sentence);
/** Its service is down: @words in place of the sentence, and it cannot be touched. NULL: it works.
 */
void guichet_tile_set_down (GuichetTile *self, const char *words);
const char *guichet_tile_get_id (GuichetTile *self);
