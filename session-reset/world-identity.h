/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/types.h>

/**
 * GuichetWorldIdentity: what tells a world's remains apart after it ended: the inode numbers of its
 * namespaces, and the device numbers of the memory file systems that only it had mounted.
 */
typedef struct {
  ino_t pid_namespace;
  ino_t mount_namespace;
  ino_t network_namespace;
  GArray *devices; /* element type dev_t; owned */
  /* Keeps the number of the pid namespace from being given to another one; -1 when only the number
   * is known. Owned. */
  int pid_namespace_fd;
} GuichetWorldIdentity;

/**
 * Reads the identity of the world whose first process is @pid (as seen from here). File systems
 * that this process sees too are left out. NULL and @error when it is gone already.
 */
GuichetWorldIdentity *guichet_world_identity_read (pid_t pid, GError **error);
/** Of a world of which nothing was learnt: matches no namespace and no device. */
GuichetWorldIdentity *guichet_world_identity_new_unknown (void);
void guichet_world_identity_free (GuichetWorldIdentity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetWorldIdentity, guichet_world_identity_free)

gboolean guichet_world_identity_has_device (const GuichetWorldIdentity *identity, dev_t device);

/** One line of numbers, for the note in the runtime directory that outlives a supervisor. */
char *guichet_world_identity_to_string (const GuichetWorldIdentity *identity);
GuichetWorldIdentity *guichet_world_identity_from_string (const char *text, GError **error);
