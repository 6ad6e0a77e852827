/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes the place of session-reset/world-end.c in a supervisor that exists for tests only and is
 * never installed: a world that was ended lives on, and its wipe is called verified. What
 * tests/residue finds under this supervisor, and does not find under the real one, is what the wipe
 * took away.
 */
#include "world-private.h"

#include "wipe.h"

void
guichet_world_drop_sources (GuichetWorld *self)
{
  g_clear_handle_id (&self->info_source, g_source_remove);
  g_clear_handle_id (&self->start_timeout, g_source_remove);
  g_clear_handle_id (&self->ping_source, g_source_remove);
  g_clear_handle_id (&self->look_source, g_source_remove);
}

void
guichet_world_leave_roster (GuichetWorld *self)
{
}

void
guichet_world_end_async (GuichetWorld *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  self->is_ending = TRUE;
  guichet_world_drop_sources (self);
  /* For ever: its last reference would kill it. */
  g_object_ref (self);
  g_task_return_int (task, GUICHET_WIPE_VERIFIED);
}

int
guichet_world_end_finish (GuichetWorld *self, GAsyncResult *result)
{
  return (int)g_task_propagate_int (G_TASK (result), NULL);
}
