/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "supervisor-private.h"

#include "devices.h"
#include "metric-names.h"
#include "worker-kind.h"

#include <unistd.h>

/* --- what a world asks for --- */

typedef struct {
  GuichetWorld *world;               /* owned */
  GDBusMethodInvocation *invocation; /* owned; answering takes it over */
} Wish;

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wish *wish = user_data;
  int fd = guichet_worker_desk_open_finish (GUICHET_WORKER_DESK (source), result);

  guichet_world_give_worker (wish->world, wish->invocation, fd);
  g_object_unref (wish->world);
  g_free (wish);
}

static gboolean
is_visited (GuichetSupervisor *self, GuichetWorld *world)
{
  return world == self->front &&
         guichet_session_state_get_phase (self->state) == GUICHET_SESSION_VISITING;
}

static gboolean
on_worker_wanted (GuichetWorld *world, const char *kind, GDBusMethodInvocation *invocation,
                  GuichetSupervisor *self)
{
  Wish *wish;

  if (!is_visited (self, world))
    return FALSE;
  self->had_print |= g_str_equal (kind, guichet_worker_kind_print.name);
  wish = g_new0 (Wish, 1);
  wish->world = g_object_ref (world);
  wish->invocation = invocation;
  guichet_worker_desk_open_async (self->workers, kind, on_opened, wish);
  return TRUE;
}

static void
on_worker_unwanted (GuichetWorld *world, const char *kind, GuichetSupervisor *self)
{
  if (is_visited (self, world))
    guichet_worker_desk_close (self->workers, kind);
}

void
guichet_supervisor_serve_workers (GuichetSupervisor *self, GuichetWorld *world)
{
  g_signal_connect_object (world, "worker-wanted", G_CALLBACK (on_worker_wanted), self, 0);
  g_signal_connect_object (world, "worker-unwanted", G_CALLBACK (on_worker_unwanted), self, 0);
}

/* --- what workers say --- */

static void
on_counted (GuichetWorkerDesk *workers, const char *metric, const char *label, guint n,
            GuichetSupervisor *self)
{
  guichet_supervisor_note_print (self, metric);
  for (guint i = 0; i < n; i++)
    guichet_visit_counts_add (self->counts, metric, label);
  if (g_str_equal (metric, GUICHET_METRIC_PRINTER_FAULT))
    guichet_supervisor_note_fault (self, GUICHET_FAULT_PRINTER);
  else if (g_str_equal (metric, GUICHET_METRIC_SCAN_FAILED))
    guichet_supervisor_note_fault (self, GUICHET_FAULT_SCANNER);
}

static void
on_busy (GuichetWorkerDesk *workers, GuichetSupervisor *self)
{
  guichet_supervisor_hold (self, GUICHET_HOLD_WORK, guichet_worker_desk_is_busy (workers));
}

void
guichet_supervisor_make_workers (GuichetSupervisor *self, const char *shell)
{
  self->program_dir = g_path_get_dirname (shell);
  self->workers =
      guichet_worker_desk_new (self->program_dir, self->runtime_dir, self->settings, self->roster);
  g_signal_connect_object (self->workers, "counted", G_CALLBACK (on_counted), self, 0);
  g_signal_connect_object (self->workers, "busy", G_CALLBACK (on_busy), self, 0);
}

void
guichet_supervisor_ask_devices (GuichetSupervisor *self, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  guichet_devices_ask_async (self->settings, self->program_dir, callback, user_data);
}
