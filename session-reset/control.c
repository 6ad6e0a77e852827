/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "control-door.h"
#include "control-peer.h"
#include "devices.h"
#include "guichet-control-dbus.h"
#include "staff-actions.h"
#include "supervisor.h"

#define CONTROL_PATH "/org/guichet/Control"

struct _GuichetControl {
  GObject parent_instance;

  /* Owned */
  GuichetSupervisor *supervisor;
  GuichetControlDoor *door;
  GuichetDBusControl1 *skeleton;
  GPtrArray *waiting; /* element type GDBusMethodInvocation: Reset calls not answered yet */
  char *path;

  /* State */
  gboolean is_resetting;
};

G_DEFINE_FINAL_TYPE (GuichetControl, guichet_control, G_TYPE_OBJECT)

static gboolean
on_handle_get_status (GuichetDBusControl1 *skeleton, GDBusMethodInvocation *invocation,
                      GuichetControl *self)
{
  guichet_dbus_control1_complete_get_status (skeleton, invocation,
                                             guichet_supervisor_get_status (self->supervisor));
  return TRUE;
}

/* One call that waits for its answer; owns all. */
typedef struct {
  GuichetSupervisor *supervisor;
  GuichetDBusControl1 *skeleton;
  GDBusMethodInvocation *invocation;
} Call;

static void
on_devices_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GVariant) devices = g_variant_ref_sink (guichet_devices_ask_finish (result));

  guichet_supervisor_note_devices (call->supervisor, devices);
  guichet_dbus_control1_complete_get_devices (call->skeleton, call->invocation, devices);
  g_object_unref (call->supervisor);
  g_object_unref (call->skeleton);
  g_free (call);
}

static gboolean
on_handle_get_devices (GuichetDBusControl1 *skeleton, GDBusMethodInvocation *invocation,
                       GuichetControl *self)
{
  Call *call = g_new (Call, 1);

  call->supervisor = g_object_ref (self->supervisor);
  call->skeleton = g_object_ref (skeleton);
  call->invocation = invocation;
  guichet_supervisor_ask_devices (self->supervisor, on_devices_asked, call);
  return TRUE;
}

/* @failure: NULL when all is well. */
static void
answer_resets (GuichetControl *self, GIOErrorEnum code, const char *failure)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++) {
    GDBusMethodInvocation *invocation = g_object_ref (g_ptr_array_index (waiting, i));

    if (failure == NULL)
      guichet_dbus_control1_complete_reset (self->skeleton, invocation);
    else
      g_dbus_method_invocation_return_error (invocation, G_IO_ERROR, code, "%s", failure);
  }
}

static void
on_supervisor_changed (GuichetSupervisor *supervisor, GuichetControl *self)
{
  const char *phase = guichet_supervisor_get_phase (supervisor);

  if (self->is_resetting)
    return;
  if (guichet_supervisor_is_stopping (supervisor))
    answer_resets (self, G_IO_ERROR_CLOSED, "the terminal stops");
  else if (g_str_equal (phase, "home"))
    answer_resets (self, G_IO_ERROR_FAILED, NULL);
  else if (g_str_equal (phase, "out-of-order"))
    answer_resets (self, G_IO_ERROR_FAILED, guichet_supervisor_get_failure (supervisor));
}

static gboolean
on_handle_reset (GuichetDBusControl1 *skeleton, GDBusMethodInvocation *invocation,
                 GuichetControl *self)
{
  g_ptr_array_add (self->waiting, invocation);
  /* The answer is about what this reset leads to, not about the state it found: out of order is
   * left only after the wipe was tried again, so that state's own change must not answer. */
  self->is_resetting = TRUE;
  guichet_supervisor_reset (self->supervisor);
  self->is_resetting = FALSE;
  /* Nothing will change any more. */
  if (guichet_supervisor_is_stopping (self->supervisor))
    on_supervisor_changed (self->supervisor, self);
  return TRUE;
}

static GuichetStaffRole
get_role (GDBusConnection *connection)
{
  return guichet_control_peer_get_role (g_dbus_connection_get_peer_credentials (connection));
}

static gboolean
on_handle_do (GuichetDBusControl1 *skeleton, GDBusMethodInvocation *invocation, const char *action,
              const char *argument, GuichetControl *self)
{
  GuichetStaffRole role = get_role (g_dbus_method_invocation_get_connection (invocation));

  guichet_staff_action_do_async (self->supervisor, action, argument, role,
                                 guichet_staff_action_answer, invocation);
  return TRUE;
}

static gboolean
is_allowed (GCredentials *credentials)
{
  return guichet_control_peer_get_role (credentials) != GUICHET_STAFF_NOBODY;
}

/* The skeleton keeps every connection that it was exported on. */
static void
on_connection_closed (GDBusConnection *connection, gboolean remote_peer_vanished, GError *error,
                      GuichetControl *self)
{
  g_dbus_interface_skeleton_unexport_from_connection (G_DBUS_INTERFACE_SKELETON (self->skeleton),
                                                      connection);
}

static void
on_new_connection (GDBusConnection *connection, gpointer user_data)
{
  GuichetControl *self = user_data;

  if (g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                        CONTROL_PATH, NULL))
    g_signal_connect_object (connection, "closed", G_CALLBACK (on_connection_closed), self, 0);
}

static void
guichet_control_dispose (GObject *object)
{
  GuichetControl *self = GUICHET_CONTROL (object);

  if (self->door != NULL)
    g_unlink (self->path);
  g_clear_pointer (&self->door, guichet_control_door_free);
  g_clear_object (&self->skeleton);
  g_clear_object (&self->supervisor);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (guichet_control_parent_class)->dispose (object);
}

static void
guichet_control_class_init (GuichetControlClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_control_dispose;
}

static void
guichet_control_init (GuichetControl *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->skeleton = guichet_dbus_control1_skeleton_new ();
}

GuichetControl *
guichet_control_new (const char *path, GuichetSupervisor *supervisor, GError **error)
{
  g_autoptr (GuichetControl) self = g_object_new (GUICHET_TYPE_CONTROL, NULL);

  self->path = g_strdup (path);
  self->supervisor = g_object_ref (supervisor);
  g_unlink (path);
  self->door = guichet_control_door_new (path, is_allowed, on_new_connection, self, error);
  if (self->door == NULL)
    return NULL;
  guichet_control_peer_open_socket (path);
  g_signal_connect_object (self->skeleton, "handle-get-status", G_CALLBACK (on_handle_get_status),
                           self, 0);
  g_signal_connect_object (self->skeleton, "handle-do", G_CALLBACK (on_handle_do), self, 0);
  g_signal_connect_object (self->skeleton, "handle-get-devices", G_CALLBACK (on_handle_get_devices),
                           self, 0);
  g_signal_connect_object (self->skeleton, "handle-reset", G_CALLBACK (on_handle_reset), self, 0);
  g_signal_connect_object (supervisor, "changed", G_CALLBACK (on_supervisor_changed), self, 0);
  return g_steal_pointer (&self);
}
