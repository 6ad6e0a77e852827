/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-roster.h"

struct _GuichetWorldRoster {
  GArray *pid_namespaces; /* element type ino_t */
};

GuichetWorldRoster *
guichet_world_roster_new (void)
{
  GuichetWorldRoster *self = g_rc_box_new0 (GuichetWorldRoster);

  self->pid_namespaces = g_array_new (FALSE, FALSE, sizeof (ino_t));
  return self;
}

GuichetWorldRoster *
guichet_world_roster_ref (GuichetWorldRoster *self)
{
  return g_rc_box_acquire (self);
}

static void
clear_roster (gpointer data)
{
  GuichetWorldRoster *self = data;

  g_array_unref (self->pid_namespaces);
}

void
guichet_world_roster_unref (GuichetWorldRoster *self)
{
  g_rc_box_release_full (self, clear_roster);
}

void
guichet_world_roster_add (GuichetWorldRoster *self, ino_t pid_namespace)
{
  if (!guichet_world_roster_has (self, pid_namespace))
    g_array_append_val (self->pid_namespaces, pid_namespace);
}

void
guichet_world_roster_remove (GuichetWorldRoster *self, ino_t pid_namespace)
{
  for (guint i = 0; i < self->pid_namespaces->len; i++)
    if (g_array_index (self->pid_namespaces, ino_t, i) == pid_namespace) {
      g_array_remove_index_fast (self->pid_namespaces, i);
      return;
    }
}

gboolean
guichet_world_roster_has (const GuichetWorldRoster *self, ino_t pid_namespace)
{
  for (guint i = 0; i < self->pid_namespaces->len; i++)
    if (g_array_index (self->pid_namespaces, ino_t, i) == pid_namespace)
      return TRUE;
  return FALSE;
}
