/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/types.h>

/**
 * GuichetWorldRoster: pid namespaces of the worlds that are meant to live now. The kernel gives the
 * device number of a file system that is gone to the next one made, so a world that starts while
 * another is being looked for may carry its numbers: what a living world mounted itself is its own.
 */
typedef struct _GuichetWorldRoster GuichetWorldRoster;

GuichetWorldRoster *guichet_world_roster_new (void);
GuichetWorldRoster *guichet_world_roster_ref (GuichetWorldRoster *self);
void guichet_world_roster_unref (GuichetWorldRoster *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetWorldRoster, guichet_world_roster_unref)

/** Adds @pid_namespace, once. */
void guichet_world_roster_add (GuichetWorldRoster *self, ino_t pid_namespace);
void guichet_world_roster_remove (GuichetWorldRoster *self, ino_t pid_namespace);
gboolean guichet_world_roster_has (const GuichetWorldRoster *self, ino_t pid_namespace);
