/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control-door.h"

#include <gio/gunixsocketaddress.h>

/* To say who one is: two messages on the same machine. */
#define PENDING_TIMEOUT_S 5
/* Calls that the kernel holds until we look; what is more is refused to its caller. */
#define BACKLOG 128

struct _GuichetControlDoor {
  /* Borrowed */
  GuichetControlDoorAllows allows;
  GuichetControlDoorFunc func;
  gpointer user_data;

  /* Owned */
  GSocketService *service;
  GPtrArray *callers; /* element type Caller, the oldest first */
  char *guid;
};

/* Of its own life: a call that is being made holds it too. */
typedef struct {
  /* Borrowed */
  GuichetControlDoor *door; /* NULL: turned away */
  /* Owned */
  GCancellable *cancellable;
  GDBusConnection *connection; /* NULL while the call is half made */
  /* Handles */
  guint timeout_source;
  gulong closed_id;
  /* State */
  uid_t user;
  gatomicrefcount ref_count;
} Caller;

static void
caller_unref (gpointer data)
{
  Caller *caller = data;

  if (!g_atomic_ref_count_dec (&caller->ref_count))
    return;
  g_object_unref (caller->cancellable);
  g_free (caller);
}

/* Out of the door's list, or with the door itself. */
static void
turn_away (gpointer data)
{
  Caller *caller = data;

  caller->door = NULL;
  g_clear_handle_id (&caller->timeout_source, g_source_remove);
  g_cancellable_cancel (caller->cancellable);
  if (caller->connection != NULL) {
    g_signal_handler_disconnect (caller->connection, caller->closed_id);
    g_dbus_connection_close (caller->connection, NULL, NULL, NULL);
  }
  g_clear_object (&caller->connection);
  caller_unref (caller);
}

static gboolean
on_pending_too_long (gpointer user_data)
{
  Caller *caller = user_data;

  caller->timeout_source = 0;
  g_ptr_array_remove (caller->door->callers, caller);
  return G_SOURCE_REMOVE;
}

static void
on_closed (GDBusConnection *connection, gboolean remote_peer_vanished, GError *error,
           Caller *caller)
{
  g_ptr_array_remove (caller->door->callers, caller);
}

/* Makes room for one more of @user: the oldest goes. */
static void
make_room (GuichetControlDoor *self, uid_t user, gboolean is_open, guint max)
{
  Caller *oldest = NULL;
  guint n = 0;

  for (guint i = 0; i < self->callers->len; i++) {
    Caller *caller = g_ptr_array_index (self->callers, i);

    if (caller->user != user || (caller->connection != NULL) != is_open)
      continue;
    n++;
    if (oldest == NULL)
      oldest = caller;
  }
  if (n >= max)
    g_ptr_array_remove (self->callers, oldest);
}

static void
on_connection_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Caller *caller = user_data;
  g_autoptr (GDBusConnection) connection = g_dbus_connection_new_finish (result, NULL);
  GuichetControlDoor *self = caller->door;

  /* Of one that hung up already "closed" may have been told, to nobody, and is not told again. */
  if (self != NULL && (connection == NULL || g_dbus_connection_is_closed (connection))) {
    g_ptr_array_remove (self->callers, caller);
  } else if (self != NULL) {
    make_room (self, caller->user, TRUE, GUICHET_CONTROL_DOOR_MAX_OPEN);
    g_clear_handle_id (&caller->timeout_source, g_source_remove);
    caller->connection = g_object_ref (connection);
    g_dbus_connection_set_exit_on_close (connection, FALSE);
    caller->closed_id = g_signal_connect (connection, "closed", G_CALLBACK (on_closed), caller);
    self->func (connection, self->user_data);
    g_dbus_connection_start_message_processing (connection);
  }
  caller_unref (caller);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *stream, GObject *source,
             gpointer user_data)
{
  GuichetControlDoor *self = user_data;
  g_autoptr (GCredentials) credentials =
      g_socket_get_credentials (g_socket_connection_get_socket (stream), NULL);
  Caller *caller;

  if (credentials == NULL || !self->allows (credentials))
    return TRUE;
  caller = g_new0 (Caller, 1);
  g_atomic_ref_count_init (&caller->ref_count);
  caller->door = self;
  caller->cancellable = g_cancellable_new ();
  caller->user = g_credentials_get_unix_user (credentials, NULL);
  make_room (self, caller->user, FALSE, GUICHET_CONTROL_DOOR_MAX_PENDING);
  caller->timeout_source = g_timeout_add_seconds (PENDING_TIMEOUT_S, on_pending_too_long, caller);
  g_ptr_array_add (self->callers, caller);
  g_atomic_ref_count_inc (&caller->ref_count);
  g_dbus_connection_new (G_IO_STREAM (stream), self->guid,
                         G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER |
                             G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
                         NULL, caller->cancellable, on_connection_ready, caller);
  return TRUE;
}

GuichetControlDoor *
guichet_control_door_new (const char *path, GuichetControlDoorAllows allows,
                          GuichetControlDoorFunc func, gpointer user_data, GError **error)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  GuichetControlDoor *self;

  g_socket_listener_set_backlog (G_SOCKET_LISTENER (service), BACKLOG);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, error))
    return NULL;
  self = g_new0 (GuichetControlDoor, 1);
  self->allows = allows;
  self->func = func;
  self->user_data = user_data;
  self->guid = g_dbus_generate_guid ();
  self->callers = g_ptr_array_new_with_free_func (turn_away);
  self->service = g_steal_pointer (&service);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  return self;
}

void
guichet_control_door_free (GuichetControlDoor *self)
{
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_ptr_array_unref (self->callers);
  g_free (self->guid);
  g_free (self);
}
