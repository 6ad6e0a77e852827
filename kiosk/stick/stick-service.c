/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-service.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "guichet-stick-dbus.h"
#include "sealed-memory.h"
#include "stick-call.h"

#define STICK_PATH "/org/guichet/Stick"

struct _GuichetStickService {
  GObject parent_instance;

  /* Borrowed */
  GuichetStickStatus status;
  gpointer user_data;
  /* Owned */
  GuichetDBusStick1 *skeleton;
  GuichetStickDisk *disk;
  GCancellable *cancellable;
  GuichetStickHold *hold; /* a call's own while it is busy */
  char *told_state;
  /* State */
  gboolean is_busy;
  gboolean is_staff;
};

G_DEFINE_FINAL_TYPE (GuichetStickService, guichet_stick_service, G_TYPE_OBJECT)

static void
say (GuichetStickService *self, const char *word)
{
  self->status (word, self->user_data);
}

static void
on_moved (gpointer user_data)
{
  say (user_data, "alive");
}

/* Only errors of the closed list go out: others may hold a path. */
static void
answer_error (GuichetStickService *self, GDBusMethodInvocation *invocation, const GError *error)
{
  int code = error->domain == GUICHET_STICK_ERROR ? error->code : GUICHET_STICK_ERROR_FAILED;

  if (code == GUICHET_STICK_ERROR_GONE || code == GUICHET_STICK_ERROR_FAILED)
    say (self, "device usb-stick");
  g_dbus_method_invocation_return_error_literal (invocation, GUICHET_STICK_ERROR, code, "stick");
}

static gboolean
end_call (GuichetStickService *self, GAsyncResult *result, GuichetStickCall *call)
{
  g_autoptr (GError) error = NULL;

  self->is_busy = FALSE;
  say (self, "idle");
  if (g_task_propagate_boolean (G_TASK (result), &error))
    return TRUE;
  answer_error (self, call->invocation, error);
  return FALSE;
}

/* A call for @invocation, or NULL when one is under way (which was answered then). */
static GuichetStickCall *
start_call (GuichetStickService *self, GDBusMethodInvocation *invocation)
{
  if (self->is_busy) {
    g_dbus_method_invocation_return_error_literal (invocation, GUICHET_STICK_ERROR,
                                                   GUICHET_STICK_ERROR_BUSY, "stick");
    return NULL;
  }
  self->is_busy = TRUE;
  say (self, "busy");
  return guichet_stick_call_new (invocation, self->hold);
}

static void
run_call (GuichetStickService *self, GuichetStickCall *call, GTaskThreadFunc run,
          GAsyncReadyCallback ready)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, ready, NULL);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, call, (GDestroyNotify)guichet_stick_call_free);
  g_task_run_in_thread (task, run);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStickService *self = GUICHET_STICK_SERVICE (source);
  GuichetStickCall *call = g_task_get_task_data (G_TASK (result));

  if (!end_call (self, result, call))
    return;
  guichet_dbus_stick1_complete_look (self->skeleton, call->invocation, call->listed,
                                     call->left_out);
}

static gboolean
on_handle_look (GuichetDBusStick1 *skeleton, GDBusMethodInvocation *invocation,
                GuichetStickService *self)
{
  GuichetStickCall *call = start_call (self, invocation);

  if (call != NULL)
    run_call (self, call, guichet_stick_call_look, on_looked);
  return TRUE;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStickService *self = GUICHET_STICK_SERVICE (source);
  GuichetStickCall *call = g_task_get_task_data (G_TASK (result));
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();

  if (!end_call (self, result, call))
    return;
  guichet_dbus_stick1_complete_read (
      self->skeleton, call->invocation, fds,
      g_variant_new_handle (g_unix_fd_list_append (fds, call->fd, NULL)));
}

static gboolean
on_handle_read (GuichetDBusStick1 *skeleton, GDBusMethodInvocation *invocation, GUnixFDList *fds,
                guint number, GuichetStickService *self)
{
  GuichetStickCall *call = start_call (self, invocation);

  if (call == NULL)
    return TRUE;
  call->number = number;
  run_call (self, call, guichet_stick_call_read, on_read);
  return TRUE;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStickService *self = GUICHET_STICK_SERVICE (source);
  GuichetStickCall *call = g_task_get_task_data (G_TASK (result));

  if (end_call (self, result, call))
    guichet_dbus_stick1_complete_save (self->skeleton, call->invocation, NULL, call->name);
}

/* NULL when it was answered: refused, or busy. */
static GuichetStickCall *
start_write (GuichetStickService *self, GDBusMethodInvocation *invocation, GUnixFDList *fds,
             GVariant *handle, const char *name, gboolean is_allowed)
{
  int fd = fds != NULL ? g_unix_fd_list_get (fds, g_variant_get_handle (handle), NULL) : -1;
  GuichetStickCall *call;

  if (fd < 0 || !guichet_sealed_memory_is_sealed (fd) || !is_allowed) {
    if (fd >= 0)
      close (fd);
    g_dbus_method_invocation_return_error_literal (invocation, GUICHET_STICK_ERROR,
                                                   GUICHET_STICK_ERROR_FAILED, "stick");
    return NULL;
  }
  call = start_call (self, invocation);
  if (call == NULL) {
    close (fd);
    return NULL;
  }
  call->fd = fd;
  call->name = g_strdup (name);
  return call;
}

static gboolean
on_handle_save (GuichetDBusStick1 *skeleton, GDBusMethodInvocation *invocation, GUnixFDList *fds,
                GVariant *handle, const char *name, GuichetStickService *self)
{
  GuichetStickCall *call =
      start_write (self, invocation, fds, handle, name, guichet_stick_is_file_name (name));

  if (call != NULL)
    run_call (self, call, guichet_stick_call_save, on_saved);
  return TRUE;
}

static void
on_put (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStickService *self = GUICHET_STICK_SERVICE (source);
  GuichetStickCall *call = g_task_get_task_data (G_TASK (result));

  if (end_call (self, result, call))
    guichet_dbus_stick1_complete_put (self->skeleton, call->invocation, NULL);
}

static gboolean
on_handle_put (GuichetDBusStick1 *skeleton, GDBusMethodInvocation *invocation, GUnixFDList *fds,
               GVariant *handle, const char *name, GuichetStickService *self)
{
  GuichetStickCall *call = start_write (self, invocation, fds, handle, name,
                                        self->is_staff && guichet_stick_is_own_name (name));

  if (call == NULL)
    return TRUE;
  call->is_put = TRUE;
  run_call (self, call, guichet_stick_call_save, on_put);
  return TRUE;
}

static void
on_left (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStickService *self = GUICHET_STICK_SERVICE (source);
  GuichetStickCall *call = g_task_get_task_data (G_TASK (result));

  if (end_call (self, result, call))
    guichet_dbus_stick1_complete_leave (self->skeleton, call->invocation);
}

static gboolean
on_handle_leave (GuichetDBusStick1 *skeleton, GDBusMethodInvocation *invocation,
                 GuichetStickService *self)
{
  GuichetStickCall *call = start_call (self, invocation);

  if (call != NULL)
    run_call (self, call, guichet_stick_call_leave, on_left);
  return TRUE;
}

static gboolean
on_handle_get_state (GuichetDBusStick1 *skeleton, GDBusMethodInvocation *invocation,
                     GuichetStickService *self)
{
  guichet_dbus_stick1_complete_get_state (
      skeleton, invocation,
      guichet_stick_state_to_name (guichet_stick_disk_get_state (self->disk)));
  return TRUE;
}

static void
on_disk_changed (GuichetStickService *self)
{
  const char *state = guichet_stick_state_to_name (guichet_stick_disk_get_state (self->disk));

  if (g_strcmp0 (state, self->told_state) == 0)
    return;
  g_free (self->told_state);
  self->told_state = g_strdup (state);
  guichet_dbus_stick1_emit_changed (self->skeleton, state);
}

static void
guichet_stick_service_dispose (GObject *object)
{
  GuichetStickService *self = GUICHET_STICK_SERVICE (object);

  if (self->skeleton != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_clear_object (&self->skeleton);
  g_clear_object (&self->disk);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->hold, guichet_stick_hold_free);
  g_clear_pointer (&self->told_state, g_free);
  G_OBJECT_CLASS (guichet_stick_service_parent_class)->dispose (object);
}

static void
guichet_stick_service_class_init (GuichetStickServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_stick_service_dispose;
}

static void
guichet_stick_service_init (GuichetStickService *self)
{
  self->skeleton = guichet_dbus_stick1_skeleton_new ();
  self->cancellable = g_cancellable_new ();
}

GuichetStickService *
guichet_stick_service_new (GDBusConnection *connection, GuichetStickDisk *disk,
                           GuichetStickStatus status, gpointer user_data, GError **error)
{
  static const struct {
    const char *name;
    GCallback handle;
  } handlers[] = {
    { "handle-get-state", G_CALLBACK (on_handle_get_state) },
    { "handle-look", G_CALLBACK (on_handle_look) },
    { "handle-read", G_CALLBACK (on_handle_read) },
    { "handle-save", G_CALLBACK (on_handle_save) },
    { "handle-put", G_CALLBACK (on_handle_put) },
    { "handle-leave", G_CALLBACK (on_handle_leave) },
  };
  g_autoptr (GuichetStickService) self = g_object_new (GUICHET_TYPE_STICK_SERVICE, NULL);

  self->disk = g_object_ref (disk);
  self->hold = guichet_stick_hold_new (disk, on_moved, self);
  self->status = status;
  self->user_data = user_data;
  self->told_state =
      g_strdup (guichet_stick_state_to_name (guichet_stick_disk_get_state (self->disk)));
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->skeleton, handlers[i].name, handlers[i].handle, self, 0);
  g_signal_connect_object (disk, "changed", G_CALLBACK (on_disk_changed), self, G_CONNECT_SWAPPED);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                         STICK_PATH, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
guichet_stick_service_set_staff (GuichetStickService *self)
{
  self->is_staff = TRUE;
}

static gboolean
on_time_over (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
guichet_stick_service_stop (GuichetStickService *self, guint milliseconds)
{
  gboolean is_over = FALSE;
  guint timeout = g_timeout_add (milliseconds, on_time_over, &is_over);

  g_cancellable_cancel (self->cancellable);
  while (self->is_busy && !is_over)
    g_main_context_iteration (NULL, TRUE);
  if (!is_over)
    g_source_remove (timeout);
  if (!self->is_busy)
    (void)guichet_stick_hold_leave (self->hold, NULL);
}
