/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetWorldBounds: what one world may take of the machine. Where a service manager handed over
 * a control group (cgroup v2, Delegate=; terminal-scope.h), each world has one of its own: memory
 * (no swap), processes, and less of the processor than what shows and watches it. Where it did not,
 * what world-command.c sets is left, and the status says so. Main thread only.
 */
typedef struct _GuichetWorldBounds GuichetWorldBounds;

/** @root: of the cgroup2 file system; @own: of /proc/self/cgroup; NULL for either: as they are
 * here. Moves all that runs in the group handed over into one below it: the kernel wants it empty
 *  (cgroups(7), "no internal processes"). Never NULL. */
GuichetWorldBounds *guichet_world_bounds_new (const char *root, const char *own,
                                              guint64 memory_bytes);
void guichet_world_bounds_free (GuichetWorldBounds *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetWorldBounds, guichet_world_bounds_free)

/** What is bounded by groups: "memory pids cpu", or fewer of them, "" for none. Borrowed. */
const char *guichet_world_bounds_get_kinds (const GuichetWorldBounds *self);
/** Makes the group of world @name. @procs: path of its "cgroup.procs", into which the world's first
 *  process writes itself, owned by the caller; NULL where there are no groups. FALSE when memory or
 *  processes can be bounded, and this world's are not: it must not begin. */
gboolean guichet_world_bounds_open (GuichetWorldBounds *self, const char *name, char **procs,
                                    GError **error);
/** Kills what is left in it, and takes it away. FALSE when something is in it still. */
gboolean guichet_world_bounds_close (GuichetWorldBounds *self, const char *name);
