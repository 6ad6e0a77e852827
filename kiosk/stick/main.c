/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guichet-stick: the worker that reads and writes a USB stick for one visit, started by the
 * supervisor outside the world, in a sandbox that sees the system bus (for udisks2) and the folder
 * where sticks are mounted, and no network.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stick-service.h"

#define EXIT_USAGE 64
/* The supervisor's patience after SIGTERM (session-reset/worker-kind-stick.c), less a little. */
#define STOP_MS 3000

/* -1 when the variable names no open descriptor. */
static int
take_fd (const char *name)
{
  const char *text = g_getenv (name);
  int fd = text != NULL ? (int)g_ascii_strtoull (text, NULL, 10) : 0;

  return fd > 2 && fcntl (fd, F_SETFD, FD_CLOEXEC) == 0 ? fd : -1;
}

static void
write_status (const char *word, gpointer user_data)
{
  g_autofree char *line = g_strconcat (word, "\n", NULL);
  ssize_t size;

  do
    size = write (GPOINTER_TO_INT (user_data), line, strlen (line));
  while (size < 0 && errno == EINTR);
}

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static void
on_closed (GDBusConnection *connection, gboolean vanished, GError *error, GMainLoop *loop)
{
  g_main_loop_quit (loop);
}

/* The channel is the proof of who is at its other end: nobody else has it. The kernel's word could
 * not be had: of a process in another pid namespace it gives the number 0, which GLib takes for
 * none. */
static gboolean
on_allow_mechanism (GDBusAuthObserver *observer, const char *mechanism, gpointer user_data)
{
  return g_str_equal (mechanism, "ANONYMOUS");
}

static GDBusConnection *
connect_world (int fd, GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, error);
  g_autoptr (GSocketConnection) stream = NULL;
  g_autoptr (GDBusAuthObserver) observer = g_dbus_auth_observer_new ();
  g_autofree char *guid = g_dbus_generate_guid ();

  if (socket == NULL)
    return NULL;
  g_signal_connect (observer, "allow-mechanism", G_CALLBACK (on_allow_mechanism), NULL);
  stream = g_socket_connection_factory_create_connection (socket);
  return g_dbus_connection_new_sync (G_IO_STREAM (stream), guid,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER |
                                         G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_ALLOW_ANONYMOUS |
                                         G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
                                     observer, NULL, error);
}

static int
run (GMainLoop *loop, int channel, int status, GError **error)
{
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GDBusConnection) world = NULL;
  g_autoptr (GuichetStickDisk) disk = NULL;
  g_autoptr (GuichetStickService) service = NULL;

  write_status ("ready", GINT_TO_POINTER (status));
  world = connect_world (channel, error);
  if (world == NULL)
    return EXIT_FAILURE;
  bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, error);
  if (bus == NULL)
    return EXIT_FAILURE;
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  disk = guichet_stick_disk_new (bus, g_getenv ("GUICHET_STICK_LOOPS") != NULL, error);
  if (disk == NULL)
    return EXIT_FAILURE;
  service = guichet_stick_service_new (world, disk, write_status, GINT_TO_POINTER (status), error);
  if (service == NULL)
    return EXIT_FAILURE;
  g_signal_connect (world, "closed", G_CALLBACK (on_closed), loop);
  g_dbus_connection_start_message_processing (world);
  g_main_loop_run (loop);
  guichet_stick_service_stop (service, STOP_MS);
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  int channel = take_fd ("GUICHET_CHANNEL_FD");
  int status = take_fd ("GUICHET_STATUS_FD");
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  int result;

  if (argc != 1 || channel < 0 || status < 0) {
    g_printerr ("guichet-stick: must be started by guichet-supervisor\n");
    return EXIT_USAGE;
  }
  (void)signal (SIGPIPE, SIG_IGN);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  result = run (loop, channel, status, &error);
  if (result != EXIT_SUCCESS)
    g_printerr ("guichet-stick: there is no system bus, or no channel\n");
  return result;
}
