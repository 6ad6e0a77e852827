/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workers.h"

#include <unistd.h>

G_DEFINE_INTERFACE (GuichetWorkers, guichet_workers, G_TYPE_OBJECT)

static void
guichet_workers_default_init (GuichetWorkersInterface *iface)
{
}

void
guichet_workers_open_async (GuichetWorkers *self, const char *kind, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GUICHET_WORKERS_GET_IFACE (self)->open_async (self, kind, cancellable, callback, user_data);
}

GDBusConnection *
guichet_workers_open_finish (GuichetWorkers *self, GAsyncResult *result, GError **error)
{
  return GUICHET_WORKERS_GET_IFACE (self)->open_finish (self, result, error);
}

void
guichet_workers_close (GuichetWorkers *self, const char *kind)
{
  GUICHET_WORKERS_GET_IFACE (self)->close (self, kind);
}

static void
on_connection_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_finish (result, &error);

  if (connection != NULL)
    g_task_return_pointer (task, connection, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
guichet_workers_connect (int fd, GTask *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, &error);
  g_autoptr (GSocketConnection) stream = NULL;

  if (socket == NULL) {
    close (fd);
    g_task_return_error (task, g_steal_pointer (&error));
    g_object_unref (task);
    return;
  }
  stream = g_socket_connection_factory_create_connection (socket);
  g_dbus_connection_new (G_IO_STREAM (stream), NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT,
                         NULL, g_task_get_cancellable (task), on_connection_ready, task);
}
