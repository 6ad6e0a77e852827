/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetLeftovers: worlds whose notes a supervisor before this one left behind, because it was
 * killed. They ended with it (bubblewrap's --die-with-parent); that is proved here before any tile
 * is shown.
 */
typedef struct _GuichetLeftovers GuichetLeftovers;
typedef struct _GuichetWorldBounds GuichetWorldBounds;
typedef struct _GuichetWorldRoster GuichetWorldRoster;

/** Name of a world's directory below the runtime directory: this and a number. */
#define GUICHET_WORLD_DIR_PREFIX "world-"
/** In a world's directory: its identity; and, while a visit is in it, an empty mark. */
#define GUICHET_WORLD_NOTE  "note"
#define GUICHET_WORLD_VISIT "visit"

/** Reads the notes below @runtime_dir. Never NULL. */
GuichetLeftovers *guichet_leftovers_find (const char *runtime_dir);
void guichet_leftovers_free (GuichetLeftovers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetLeftovers, guichet_leftovers_free)

guint guichet_leftovers_get_n (const GuichetLeftovers *self);
/** How many of them held a visit. */
guint guichet_leftovers_get_n_visits (const GuichetLeftovers *self);
/** Highest number of their directories: new worlds take the ones above, since the old directories
 * are only removed when the worlds are proved gone. */
guint guichet_leftovers_get_highest (const GuichetLeftovers *self);
/** Removes the marks of visits, once they are counted. */
void guichet_leftovers_remove_marks (GuichetLeftovers *self);
/** Looks once at each that is not proved gone yet, and takes its control group in @bounds away; a
 *  GuichetWipeResult. Blocks some milliseconds. */
int guichet_leftovers_look (GuichetLeftovers *self, const GuichetWorldRoster *living,
                            GuichetWorldBounds *bounds);
