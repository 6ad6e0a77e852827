/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker-private.h"

#include <signal.h>
#include <sys/pidfd.h>

#include "world-launch.h"

#define LOOK_PERIOD_MS  10
#define HURRY_MS        500
#define LOOK_TIMEOUT_US (5 * G_USEC_PER_SEC)
/* Bubblewrap answers within milliseconds, or never. */
#define INFO_TIMEOUT_MS 2000

static void
be_gone (GuichetWorker *self)
{
  guichet_worker_read_rest (self);
  if (self->identity != NULL)
    guichet_world_roster_remove (self->roster, self->identity->pid_namespace);
  g_clear_handle_id (&self->kill_source, g_source_remove);
  guichet_worker_set_busy (self, FALSE);
  guichet_worker_tell_gone (self);
}

GuichetWipeResult
guichet_worker_look_again (GuichetWorker *self)
{
  self->result = GUICHET_WIPE_FAILED_KILL;
  if (self->is_exited)
    self->result = guichet_wipe_look (self->identity, self->roster, self->runtime_dir);
  return self->result;
}

static gboolean
on_look_due (gpointer user_data)
{
  g_autoptr (GuichetWorker) self = g_object_ref (user_data);

  if (guichet_worker_look_again (self) != GUICHET_WIPE_VERIFIED &&
      g_get_monotonic_time () < self->look_deadline)
    return G_SOURCE_CONTINUE;
  self->look_source = 0;
  be_gone (self);
  return G_SOURCE_REMOVE;
}

static void
start_looking (GuichetWorker *self)
{
  if (self->look_source != 0 || self->is_gone)
    return;
  /* Never known: bubblewrap ended before it had made a namespace. */
  if (self->identity == NULL)
    self->identity = guichet_world_identity_new_unknown ();
  guichet_world_roster_remove (self->roster, self->identity->pid_namespace);
  self->look_deadline = g_get_monotonic_time () + LOOK_TIMEOUT_US;
  self->look_source = g_timeout_add (LOOK_PERIOD_MS, on_look_due, self);
}

/* SIGKILL to the first process of a pid namespace is SIGKILL to all of it. */
void
guichet_worker_kill_now (GuichetWorker *self)
{
  if (self->pid_fd >= 0)
    (void)pidfd_send_signal (self->pid_fd, SIGKILL, NULL, 0);
  if (!self->is_exited)
    guichet_world_launch_kill (self->launch.bwrap);
  start_looking (self);
}

static gboolean
on_kill_due (gpointer user_data)
{
  GuichetWorker *self = user_data;

  self->kill_source = 0;
  guichet_worker_kill_now (self);
  return G_SOURCE_REMOVE;
}

void
guichet_worker_stop (GuichetWorker *self)
{
  if (self->is_stopping || self->is_gone)
    return;
  self->is_stopping = TRUE;
  g_clear_handle_id (&self->watchdog_source, g_source_remove);
  g_clear_handle_id (&self->overdue_source, g_source_remove);
  guichet_worker_set_busy (self, FALSE);
  if (self->is_exited) {
    guichet_worker_kill_now (self);
    return;
  }
  /* Bubblewrap outside may only be ended once the process inside is known: one that waits for it
   * would stay. */
  if (self->pid_fd >= 0)
    (void)pidfd_send_signal (self->pid_fd, SIGTERM, NULL, 0);
  self->kill_source =
      g_timeout_add (self->pid_fd >= 0 ? self->kind->term_ms : INFO_TIMEOUT_MS, on_kill_due, self);
}

void
guichet_worker_hurry (GuichetWorker *self)
{
  /* Once: asked for again and again it would be put off. */
  if (self->kill_source == 0 || self->pid_fd < 0 || self->is_hurried)
    return;
  self->is_hurried = TRUE;
  g_source_remove (self->kill_source);
  self->kill_source = g_timeout_add (MIN (self->kind->term_ms, HURRY_MS), on_kill_due, self);
}

static void
on_bwrap_exited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetWorker) self = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  self->is_exited = TRUE;
  self->is_killed = !g_subprocess_get_successful (self->launch.bwrap);
  if (self->is_gone)
    return;
  guichet_worker_note_crash (self);
  self->is_stopping = TRUE;
  g_clear_handle_id (&self->watchdog_source, g_source_remove);
  g_clear_handle_id (&self->overdue_source, g_source_remove);
  guichet_worker_kill_now (self);
}

void
guichet_worker_await_exit (GuichetWorker *self)
{
  g_subprocess_wait_async (self->launch.bwrap, NULL, on_bwrap_exited, g_object_ref (self));
}
