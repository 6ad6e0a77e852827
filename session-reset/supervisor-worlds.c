/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "supervisor-private.h"

#include "settings.h"
#include "wipe.h"

/* --- what worlds say --- */

static void
on_world_ready (GuichetWorld *world, GuichetSupervisor *self)
{
  if (world != self->spare)
    return;
  guichet_supervisor_handle (self, GUICHET_SESSION_EVENT_SPARE_READY);
  guichet_supervisor_probe_sandbox (self);
}

static void
lose_world (GuichetSupervisor *self, GuichetWorld *world, GuichetSessionEvent event)
{
  if (world == self->front)
    guichet_supervisor_handle (self, event);
  else if (world == self->spare)
    guichet_supervisor_handle (self, GUICHET_SESSION_EVENT_SPARE_FAILED);
}

static void
on_world_ended (GuichetWorld *world, GuichetSupervisor *self)
{
  lose_world (self, world, GUICHET_SESSION_EVENT_SHELL_DIED);
}

static void
on_world_unresponsive (GuichetWorld *world, GuichetSupervisor *self)
{
  lose_world (self, world, GUICHET_SESSION_EVENT_HEARTBEAT);
}

/* A mark for a supervisor that would start after this one was killed in the middle of a visit. */
static void
mark_visit (GuichetSupervisor *self)
{
  const char *dir = guichet_world_get_runtime_dir (self->front);

  g_free (self->visit_mark);
  self->visit_mark = g_build_filename (dir, GUICHET_WORLD_VISIT, NULL);
  (void)g_file_set_contents_full (self->visit_mark, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

static void
on_visit_began (GuichetWorld *world, GuichetSupervisor *self)
{
  if (world != self->front || guichet_session_state_get_phase (self->state) != GUICHET_SESSION_HOME)
    return;
  self->n_visits++;
  self->is_hurried = FALSE;
  mark_visit (self);
  guichet_supervisor_count_beginning (self);
  guichet_supervisor_handle (self, GUICHET_SESSION_EVENT_VISIT_BEGAN);
  guichet_supervisor_staff_make_way (self);
}

static void
on_end_requested (GuichetWorld *world, GuichetSupervisor *self)
{
  if (world == self->front)
    guichet_supervisor_handle (self, GUICHET_SESSION_EVENT_DONE);
}

static void
on_count (GuichetWorld *world, const char *metric, const char *label, GuichetSupervisor *self)
{
  if (world == self->front)
    guichet_visit_counts_add_from_world (self->counts, metric, label);
}

static void
on_sandbox_checked (GuichetWorld *world, guint seccomp, GuichetSupervisor *self)
{
  if (seccomp == 2)
    return;
  guichet_supervisor_set_failure (self, GUICHET_FAILURE_SANDBOX);
  lose_world (self, world, GUICHET_SESSION_EVENT_SANDBOX_BAD);
}

static const struct {
  const char *signal;
  GCallback handler;
} world_handlers[] = {
  { "ready", G_CALLBACK (on_world_ready) },
  { "visit-began", G_CALLBACK (on_visit_began) },
  { "end-requested", G_CALLBACK (on_end_requested) },
  { "count", G_CALLBACK (on_count) },
  { "sandbox-checked", G_CALLBACK (on_sandbox_checked) },
  { "ended", G_CALLBACK (on_world_ended) },
  { "unresponsive", G_CALLBACK (on_world_unresponsive) },
};

/* --- started and shown --- */

GuichetWorld *
guichet_supervisor_start_world (GuichetSupervisor *self)
{
  g_autofree char *name = g_strdup_printf (GUICHET_WORLD_DIR_PREFIX "%u", ++self->n_worlds);
  g_autofree char *dir = g_build_filename (self->runtime_dir, name, NULL);
  g_autoptr (GError) error = NULL;
  GuichetWorld *world = guichet_world_start (
      (const char *const *)self->command, self->display_socket, dir, self->gate, self->roster,
      self->bounds, guichet_settings_get_heartbeat_seconds (self->settings), &error);

  if (world == NULL)
    g_warning ("A world could not be started: %s", error->message);
  return world;
}

static gboolean
on_spare_failed_idle (gpointer user_data)
{
  guichet_supervisor_handle (user_data, GUICHET_SESSION_EVENT_SPARE_FAILED);
  return G_SOURCE_REMOVE;
}

void
guichet_supervisor_start_spare (GuichetSupervisor *self)
{
  self->spare = guichet_supervisor_start_world (self);
  if (self->spare == NULL) {
    g_idle_add_full (G_PRIORITY_DEFAULT, on_spare_failed_idle, g_object_ref (self), g_object_unref);
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (world_handlers); i++)
    g_signal_connect_object (self->spare, world_handlers[i].signal, world_handlers[i].handler, self,
                             0);
  guichet_supervisor_serve_workers (self, self->spare);
  guichet_supervisor_watch_time (self, self->spare);
  guichet_supervisor_tell_notices (self, self->spare);
}

static void
on_dropped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;
  int wipe = guichet_world_end_finish (GUICHET_WORLD (source), result);

  /* It was never in front of anybody; what cannot be proved gone is told all the same. */
  if (wipe != GUICHET_WIPE_VERIFIED)
    g_warning ("A spare world did not end cleanly: %s",
               guichet_wipe_result_to_label ((GuichetWipeResult)wipe));
}

void
guichet_supervisor_drop_spare (GuichetSupervisor *self)
{
  g_autoptr (GuichetWorld) world = g_steal_pointer (&self->spare);

  if (world != NULL)
    guichet_world_end_async (world, on_dropped, g_object_ref (self));
}

static void
on_curtain_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;
  gboolean is_shown = guichet_world_show_finish (GUICHET_WORLD (source), result, NULL);

  if (source == (GObject *)self->spare)
    guichet_supervisor_handle (self, is_shown ? GUICHET_SESSION_EVENT_CURTAIN_SHOWN
                                              : GUICHET_SESSION_EVENT_CURTAIN_FAILED);
}

void
guichet_supervisor_show_curtain (GuichetSupervisor *self)
{
  guichet_world_show_curtain_async (self->spare, on_curtain_ready, g_object_ref (self));
}

static void
on_home_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;
  gboolean is_shown = guichet_world_show_finish (GUICHET_WORLD (source), result, NULL);

  if (source != (GObject *)self->spare)
    return;
  if (is_shown)
    self->front = g_steal_pointer (&self->spare);
  guichet_supervisor_handle (self, is_shown ? GUICHET_SESSION_EVENT_HOME_SHOWN
                                            : GUICHET_SESSION_EVENT_HOME_FAILED);
}

void
guichet_supervisor_show_home (GuichetSupervisor *self)
{
  guichet_world_show_home_async (self->spare, on_home_ready, g_object_ref (self));
}
