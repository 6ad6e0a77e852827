/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker-channel.h"

#include <glib-unix.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define MAX_FD 1023

int
guichet_worker_channel_take_fd (const char *name)
{
  const char *text = g_getenv (name);
  guint64 fd = 0;
  gboolean is_open = text != NULL &&
                     g_ascii_string_to_unsigned (text, 10, STDERR_FILENO + 1, MAX_FD, &fd, NULL) &&
                     fcntl ((int)fd, F_SETFD, FD_CLOEXEC) == 0;

  g_unsetenv (name);
  return is_open ? (int)fd : -1;
}

/* Those who were let in have the channel; GLib's own check of who they are would fail. */
static gboolean
on_allow_mechanism (GDBusAuthObserver *observer, const char *mechanism, gpointer user_data)
{
  return g_str_equal (mechanism, "ANONYMOUS");
}

/* In GDBus' own thread. */
static GDBusMessage *
on_message (GDBusConnection *connection, GDBusMessage *message, gboolean incoming,
            gpointer user_data)
{
  GVariant *body = g_dbus_message_get_body (message);

  if (!incoming || body == NULL || g_variant_get_size (body) <= GUICHET_WORKER_CHANNEL_MAX_BYTES)
    return message;
  g_dbus_connection_close (connection, NULL, NULL, NULL);
  g_object_unref (message);
  return NULL;
}

GDBusConnection *
guichet_worker_channel_connect (int fd, GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, error);
  g_autoptr (GSocketConnection) stream = NULL;
  g_autoptr (GDBusAuthObserver) observer = g_dbus_auth_observer_new ();
  g_autofree char *guid = g_dbus_generate_guid ();
  GDBusConnection *connection;

  if (socket == NULL) {
    (void)close (fd);
    return NULL;
  }
  g_signal_connect (observer, "allow-mechanism", G_CALLBACK (on_allow_mechanism), NULL);
  stream = g_socket_connection_factory_create_connection (socket);
  connection =
      g_dbus_connection_new_sync (G_IO_STREAM (stream), guid,
                                  G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER |
                                      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_ALLOW_ANONYMOUS |
                                      G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
                                  observer, NULL, error);
  if (connection != NULL)
    g_dbus_connection_add_filter (connection, on_message, NULL, NULL);
  return connection;
}

/* Short enough for a pipe to take it in one piece: threads do not mix their lines. */
void
guichet_worker_channel_tell (int fd, const char *line)
{
  g_autofree char *whole = g_strconcat (line, "\n", NULL);
  ssize_t size;

  if (fd < 0)
    return;
  do
    size = write (fd, whole, strlen (whole));
  while (size < 0 && errno == EINTR);
}

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

GMainLoop *
guichet_worker_channel_new_loop (void)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);

  (void)signal (SIGPIPE, SIG_IGN);
  g_unix_signal_add_full (G_PRIORITY_DEFAULT, SIGTERM, on_signal, g_main_loop_ref (loop),
                          (GDestroyNotify)g_main_loop_unref);
  return loop;
}

static void
on_closed (GDBusConnection *connection, gboolean vanished, GError *error, GMainLoop *loop)
{
  g_main_loop_quit (loop);
}

void
guichet_worker_channel_serve (GDBusConnection *connection, GMainLoop *loop)
{
  gulong handler = g_signal_connect (connection, "closed", G_CALLBACK (on_closed), loop);

  if (!g_dbus_connection_is_closed (connection)) {
    g_dbus_connection_start_message_processing (connection);
    g_main_loop_run (loop);
  }
  g_signal_handler_disconnect (connection, handler);
}
