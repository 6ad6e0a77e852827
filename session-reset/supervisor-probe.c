/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "supervisor-private.h"

/* A world that was lost says nothing of the sandbox: it is asked again, a few times. */
#define MAX_PROBES 3

static void
on_probe_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;

  guichet_world_end_finish (GUICHET_WORLD (source), result);
  g_clear_object (&self->probe);
  if (self->is_sandbox_checked || self->is_stopping)
    return;
  if (!self->has_bad_sandbox && self->n_probes < MAX_PROBES) {
    guichet_supervisor_probe_sandbox (self);
    return;
  }
  /* Only now: the answer ends the world in front, and two ends at once would share the blame. */
  self->n_probes = 0;
  guichet_supervisor_set_failure (self, GUICHET_FAILURE_SANDBOX);
  guichet_supervisor_handle (self, GUICHET_SESSION_EVENT_SANDBOX_BAD);
}

static void
on_probe_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;
  guint seccomp;

  if (self->is_stopping)
    return;
  seccomp = guichet_world_check_sandbox_finish (GUICHET_WORLD (source), result);
  self->is_sandbox_checked = seccomp == 2;
  self->has_bad_sandbox = seccomp != 2 && seccomp != GUICHET_WORLD_NO_ANSWER;
  guichet_world_end_async (GUICHET_WORLD (source), on_probe_ended, g_object_ref (self));
}

static void
on_probe_ready (GuichetWorld *world, GuichetSupervisor *self)
{
  guichet_world_check_sandbox_async (world, on_probe_checked, g_object_ref (self));
}

static void
on_probe_failed (GuichetWorld *world, GuichetSupervisor *self)
{
  if (!guichet_world_is_ready (world))
    guichet_supervisor_end_probe (self);
}

void
guichet_supervisor_end_probe (GuichetSupervisor *self)
{
  if (self->probe != NULL && !guichet_world_is_ending (self->probe))
    guichet_world_end_async (self->probe, on_probe_ended, g_object_ref (self));
}

/* Tiles come first: the look takes a second or two, and each page's own world looks again before it
 * loads anything. */
void
guichet_supervisor_probe_sandbox (GuichetSupervisor *self)
{
  if (self->is_sandbox_checked || self->probe != NULL ||
      guichet_session_state_get_phase (self->state) != GUICHET_SESSION_HOME)
    return;
  self->n_probes++;
  self->has_bad_sandbox = FALSE;
  self->probe = guichet_supervisor_start_world (self);
  if (self->probe == NULL)
    return;
  g_signal_connect_object (self->probe, "ready", G_CALLBACK (on_probe_ready), self, 0);
  g_signal_connect_object (self->probe, "ended", G_CALLBACK (on_probe_failed), self, 0);
}
