/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-private.h"

#include <signal.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "world-launch.h"

#define SHOW_TIMEOUT_S    8
#define SANDBOX_TIMEOUT_S 20

static guint signals[GUICHET_WORLD_N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetWorld, guichet_world, G_TYPE_OBJECT)

void
guichet_world_emit (GuichetWorld *self, GuichetWorldSignal signal)
{
  if (!self->is_ending)
    g_signal_emit (self, signals[signal], 0);
}

void
guichet_world_tell_count (GuichetWorld *self, const char *metric, const char *label)
{
  if (!self->is_ending)
    g_signal_emit (self, signals[GUICHET_WORLD_SIGNAL_COUNT], 0, metric, label);
}

void
guichet_world_tell_sandbox (GuichetWorld *self, guint seccomp)
{
  if (!self->is_ending)
    g_signal_emit (self, signals[GUICHET_WORLD_SIGNAL_SANDBOX_CHECKED], 0, seccomp);
}

gboolean
guichet_world_tell_worker_wanted (GuichetWorld *self, const char *kind,
                                  GDBusMethodInvocation *invocation)
{
  gboolean is_taken = FALSE;

  if (!self->is_ending)
    g_signal_emit (self, signals[GUICHET_WORLD_SIGNAL_WORKER_WANTED], 0, kind, invocation,
                   &is_taken);
  return is_taken;
}

void
guichet_world_tell_worker_unwanted (GuichetWorld *self, const char *kind)
{
  if (!self->is_ending)
    g_signal_emit (self, signals[GUICHET_WORLD_SIGNAL_WORKER_UNWANTED], 0, kind);
}

void
guichet_world_tell_hold (GuichetWorld *self, const char *kind, gboolean is_held)
{
  if (!self->is_ending)
    g_signal_emit (self, signals[GUICHET_WORLD_SIGNAL_HOLD_CHANGED], 0, kind, is_held);
}

void
guichet_world_tell_help (GuichetWorld *self, gboolean is_asked)
{
  if (!self->is_ending)
    g_signal_emit (self, signals[GUICHET_WORLD_SIGNAL_HELP_ASKED], 0, is_asked);
}

static void
guichet_world_finalize (GObject *object)
{
  GuichetWorld *self = GUICHET_WORLD (object);

  guichet_world_drop_sources (self);
  if (self->pid_fd >= 0) {
    (void)pidfd_send_signal (self->pid_fd, SIGKILL, NULL, 0);
    close (self->pid_fd);
  }
  if (self->info_fd >= 0)
    close (self->info_fd);
  if (self->bwrap != NULL && !self->is_exited)
    guichet_world_launch_kill (self->bwrap);
  if (self->roster != NULL)
    guichet_world_leave_roster (self);
  g_clear_pointer (&self->roster, guichet_world_roster_unref);
  g_clear_pointer (&self->display, guichet_display_gate_free);
  g_clear_object (&self->bwrap);
  g_clear_object (&self->supervisor);
  g_clear_object (&self->proxy);
  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->channel);
  g_clear_pointer (&self->meter, g_atomic_rc_box_release);
  g_clear_pointer (&self->identity, guichet_world_identity_free);
  g_clear_pointer (&self->runtime_dir, g_free);
  G_OBJECT_CLASS (guichet_world_parent_class)->finalize (object);
}

static void
guichet_world_class_init (GuichetWorldClass *klass)
{
  static const char *const plain[] = { [GUICHET_WORLD_SIGNAL_READY] = "ready",
                                       [GUICHET_WORLD_SIGNAL_VISIT_BEGAN] = "visit-began",
                                       [GUICHET_WORLD_SIGNAL_END_REQUESTED] = "end-requested",
                                       [GUICHET_WORLD_SIGNAL_EXTENSION_ASKED] = "extension-asked",
                                       [GUICHET_WORLD_SIGNAL_ENDED] = "ended",
                                       [GUICHET_WORLD_SIGNAL_UNRESPONSIVE] = "unresponsive",
                                       [GUICHET_WORLD_N_SIGNALS] = NULL };
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = guichet_world_finalize;
  for (guint i = 0; i < GUICHET_WORLD_N_SIGNALS; i++)
    if (plain[i] != NULL)
      signals[i] =
          g_signal_new (plain[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[GUICHET_WORLD_SIGNAL_COUNT] =
      g_signal_new ("count", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                    G_TYPE_STRING, G_TYPE_STRING);
  signals[GUICHET_WORLD_SIGNAL_HOLD_CHANGED] =
      g_signal_new ("hold-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                    G_TYPE_STRING, G_TYPE_BOOLEAN);
  signals[GUICHET_WORLD_SIGNAL_HELP_ASKED] = g_signal_new (
      "help-asked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[GUICHET_WORLD_SIGNAL_SANDBOX_CHECKED] = g_signal_new (
      "sandbox-checked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[GUICHET_WORLD_SIGNAL_WORKER_WANTED] =
      g_signal_new ("worker-wanted", type, G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled,
                    NULL, NULL, G_TYPE_BOOLEAN, 2, G_TYPE_STRING, G_TYPE_DBUS_METHOD_INVOCATION);
  signals[GUICHET_WORLD_SIGNAL_WORKER_UNWANTED] =
      g_signal_new ("worker-unwanted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                    G_TYPE_STRING);
}

static void
guichet_world_init (GuichetWorld *self)
{
  self->cancellable = g_cancellable_new ();
  self->meter = g_atomic_rc_box_new0 (GuichetMessageMeter);
  self->info_fd = -1;
  self->pid_fd = -1;
}

gboolean
guichet_world_is_ending (GuichetWorld *self)
{
  return self->end_task != NULL;
}

gboolean
guichet_world_is_ready (GuichetWorld *self)
{
  return self->is_ready;
}

const char *
guichet_world_get_runtime_dir (GuichetWorld *self)
{
  return self->runtime_dir;
}

void
guichet_world_set_input_func (GuichetWorld *self, GuichetInputFunc func, gpointer user_data)
{
  guichet_display_gate_set_input_func (self->display, func, user_data);
}

/* --- showing --- */

static void
on_show_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);

  if (reply != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

guint
guichet_world_get_patience (GuichetWorld *self, guint seconds, guint heartbeats)
{
  return MAX (seconds, heartbeats * self->heartbeat_seconds);
}

static void
show (GuichetWorld *self, const char *method, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  if (!self->is_ready || self->is_ending) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_INITIALIZED, "Not ready");
    return;
  }
  g_dbus_proxy_call (G_DBUS_PROXY (self->proxy), method, NULL, G_DBUS_CALL_FLAGS_NONE,
                     (int)guichet_world_get_patience (self, SHOW_TIMEOUT_S, 2) * 1000,
                     self->cancellable, on_show_ready, g_steal_pointer (&task));
}

void
guichet_world_show_curtain_async (GuichetWorld *self, GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  show (self, "ShowCurtain", callback, user_data);
}

void
guichet_world_show_home_async (GuichetWorld *self, GAsyncReadyCallback callback, gpointer user_data)
{
  show (self, "ShowHome", callback, user_data);
}

void
guichet_world_tell_warning (GuichetWorld *self, const char *kind, guint countdown)
{
  if (!self->is_ready || self->is_ending)
    return;
  if (kind != NULL)
    guichet_dbus_world1_call_show_warning (self->proxy, kind, countdown, self->cancellable, NULL,
                                           NULL);
  else
    guichet_dbus_world1_call_hide_warning (self->proxy, self->cancellable, NULL, NULL);
}

void
guichet_world_tell (GuichetWorld *self, const char *what)
{
  if (self->is_ready && !self->is_ending)
    guichet_dbus_world1_call_tell (self->proxy, what, self->cancellable, NULL, NULL);
}

void
guichet_world_tell_notices (GuichetWorld *self, const char *message, GVariant *hidden)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (hidden);

  if (self->is_ready && !self->is_ending)
    guichet_dbus_world1_call_set_notices (self->proxy, message, owned, self->cancellable, NULL,
                                          NULL);
}

void
guichet_world_tell_time (GuichetWorld *self, int minutes, const char *extension,
                         guint extension_minutes)
{
  if (self->is_ready && !self->is_ending)
    guichet_dbus_world1_call_set_time (self->proxy, minutes, extension, extension_minutes,
                                       self->cancellable, NULL, NULL);
}

/* The answer is a variant of one number; a world that has none to give is not sandboxed. */
static void
on_check_sandbox_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  guint seccomp = 0;

  if (guichet_dbus_world1_call_check_sandbox_finish (GUICHET_DBUS_WORLD1 (source), &seccomp, result,
                                                     &error))
    g_task_return_int (task, (gssize)seccomp);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
guichet_world_check_sandbox_async (GuichetWorld *self, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  if (!self->is_ready || self->is_ending) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_INITIALIZED, "Not ready");
    return;
  }
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->proxy),
                                    (int)guichet_world_get_patience (self, SANDBOX_TIMEOUT_S, 6) *
                                        1000);
  guichet_dbus_world1_call_check_sandbox (self->proxy, self->cancellable, on_check_sandbox_ready,
                                          g_steal_pointer (&task));
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->proxy),
                                    (int)self->heartbeat_seconds * 1000);
}

guint
guichet_world_check_sandbox_finish (GuichetWorld *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  gssize seccomp = g_task_propagate_int (G_TASK (result), &error);

  return error == NULL ? (guint)seccomp : GUICHET_WORLD_NO_ANSWER;
}

gboolean
guichet_world_show_finish (GuichetWorld *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
