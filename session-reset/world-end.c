/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-private.h"

#include <glib-unix.h>
#include <signal.h>
#include <sys/pidfd.h>

#include "stray-starts.h"
#include "wipe.h"
#include "world-bounds.h"
#include "world-launch.h"

#define LOOK_PERIOD_MS 10
#define END_TIMEOUT_US (5 * G_USEC_PER_SEC)
/* As long a bubblewrap that has not told its child is let live. */
#define INFO_TIMEOUT_US G_USEC_PER_SEC

/* SIGKILL to the first process of a pid namespace is SIGKILL to all of it, nested ones too. In a
 * start that is broken off, bubblewrap is killed only after it told that process: without its
 * parent it would wait for its user's numbers for ever. */
static void
kill_all (GuichetWorld *self)
{
  gint64 waited = g_get_monotonic_time () - self->ending_since;

  if (self->is_exited || (!guichet_world_read_info (self) && waited < INFO_TIMEOUT_US))
    return;
  if (self->pid_fd >= 0)
    (void)pidfd_send_signal (self->pid_fd, SIGKILL, NULL, 0);
  guichet_world_launch_kill (self->bwrap);
}

/* By its control group too, where it has one: an empty one can be taken away, no other. */
static GuichetWipeResult
look (GuichetWorld *self)
{
  g_autofree char *name = g_path_get_basename (self->runtime_dir);

  if (!guichet_world_bounds_close (self->bounds, name))
    return GUICHET_WIPE_FAILED_PROCESS;
  /* Ended by somebody else before it told its child. */
  if (self->pid_fd < 0 && guichet_stray_starts_kill (self->runtime_dir) > 0)
    return GUICHET_WIPE_FAILED_KILL;
  return guichet_wipe_look (self->identity, self->roster, self->runtime_dir);
}

static gboolean
on_look_due (gpointer user_data)
{
  GuichetWorld *self = user_data;
  GuichetWipeResult result = GUICHET_WIPE_FAILED_KILL;

  kill_all (self);
  if (self->is_exited)
    result = look (self);
  if (result != GUICHET_WIPE_VERIFIED && g_get_monotonic_time () < self->end_deadline)
    return G_SOURCE_CONTINUE;
  self->look_source = 0;
  g_task_return_int (self->end_task, result);
  g_clear_object (&self->end_task);
  return G_SOURCE_REMOVE;
}

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
  if (self->identity != NULL)
    guichet_world_roster_remove (self->roster, self->identity->pid_namespace);
}

void
guichet_world_end_async (GuichetWorld *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self->end_task == NULL);

  self->is_ending = TRUE;
  self->end_task = g_task_new (self, NULL, callback, user_data);
  self->end_deadline = g_get_monotonic_time () + END_TIMEOUT_US;
  guichet_world_drop_sources (self);
  guichet_world_leave_roster (self);
  g_cancellable_cancel (self->cancellable);
  self->ending_since = g_get_monotonic_time ();
  kill_all (self);
  if (self->connection != NULL)
    g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  g_clear_pointer (&self->display, guichet_display_gate_free);
  /* A world whose identity was never learnt never had a channel: nothing was visited in it, and
   * bubblewrap's end is the end of its namespaces. */
  if (self->identity == NULL)
    self->identity = guichet_world_identity_new_unknown ();
  self->look_source = g_timeout_add (LOOK_PERIOD_MS, on_look_due, self);
}

int
guichet_world_end_finish (GuichetWorld *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  gssize value = g_task_propagate_int (G_TASK (result), &error);

  return error == NULL ? (int)value : GUICHET_WIPE_FAILED_LOOK;
}
