/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print-visitor WORKER: starts the print worker as the supervisor does, but for its sandbox, and
 * speaks to it as a shell does. Reads "print FILE COPIES COLOUR SIDES [PAGES]", "cancel", "state",
 * "leave" from its input; writes "changed STATE REASON", "state REASON", "status LINE".
 */
#include "print-client.h"
#include "sealed-memory.h"

#include <gio/gunixinputstream.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  /* Owned */
  GMainLoop *loop;
  GuichetPrintClient *client;
} Visitor;

static void read_line (GDataInputStream *stream, GAsyncReadyCallback callback, Visitor *self);

static void
on_changed (GuichetPrintClient *client, int state, int reason, Visitor *self)
{
  printf ("changed %s %s\n", guichet_print_state_to_name ((GuichetPrintState)state),
          guichet_print_reason_to_name ((GuichetPrintReason)reason));
  fflush (stdout);
}

static void
on_state (GObject *source, GAsyncResult *result, gpointer user_data)
{
  printf ("state %s\n", guichet_print_reason_to_name (guichet_print_client_get_state_finish (
                            GUICHET_PRINT_CLIENT (source), result)));
  fflush (stdout);
}

static void
print_file (Visitor *self, char **words)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;
  int document;
  GuichetPrintOptions options = {
    .pages = words[5] != NULL ? words[5] : "",
    .copies = (guint)atoi (words[2]),
    .is_colour = atoi (words[3]) != 0,
    .is_two_sided = atoi (words[4]) == 2,
  };

  if (!g_file_get_contents (words[1], &bytes, &length, NULL))
    exit (EXIT_FAILURE);
  document = guichet_sealed_memory_new (bytes, length, NULL);
  guichet_print_client_print (self->client, document, &options);
  (void)close (document);
}

static void
on_command (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Visitor *self = user_data;
  g_autofree char *line =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  g_auto (GStrv) words = line != NULL ? g_strsplit (line, " ", 6) : NULL;

  if (line == NULL || g_str_equal (line, "leave")) {
    g_main_loop_quit (self->loop);
    return;
  }
  if (g_str_equal (words[0], "print") && g_strv_length (words) >= 5)
    print_file (self, words);
  else if (g_str_equal (line, "cancel"))
    guichet_print_client_cancel (self->client);
  else if (g_str_equal (line, "state"))
    guichet_print_client_get_state_async (self->client, NULL, on_state, NULL);
  read_line (G_DATA_INPUT_STREAM (source), on_command, self);
}

static void
on_status (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *line =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL)
    return;
  printf ("status %s\n", line);
  fflush (stdout);
  read_line (G_DATA_INPUT_STREAM (source), on_status, user_data);
}

static void
read_line (GDataInputStream *stream, GAsyncReadyCallback callback, Visitor *self)
{
  g_data_input_stream_read_line_async (stream, G_PRIORITY_DEFAULT, NULL, callback, self);
}

static GDataInputStream *
make_stream (int fd)
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (fd, TRUE);

  return g_data_input_stream_new (stream);
}

static GuichetPrintClient *
connect_worker (int fd, GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, error);
  g_autoptr (GSocketConnection) stream = NULL;
  g_autoptr (GDBusConnection) connection = NULL;

  if (socket == NULL)
    return NULL;
  stream = g_socket_connection_factory_create_connection (socket);
  connection = g_dbus_connection_new_sync (
      G_IO_STREAM (stream), NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL, error);
  return connection != NULL ? guichet_print_client_new (connection, error) : NULL;
}

int
main (int argc, char **argv)
{
  int channel[2];
  int status[2];
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) worker = NULL;
  g_autoptr (GDataInputStream) commands = make_stream (dup (STDIN_FILENO));
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  Visitor self = { .loop = g_main_loop_new (NULL, FALSE) };

  if (argc != 2 || socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) != 0 ||
      pipe2 (status, O_CLOEXEC) != 0)
    return EXIT_FAILURE;
  g_subprocess_launcher_take_fd (launcher, channel[1], 3);
  g_subprocess_launcher_take_fd (launcher, status[1], 4);
  g_subprocess_launcher_setenv (launcher, "GUICHET_CHANNEL_FD", "3", TRUE);
  g_subprocess_launcher_setenv (launcher, "GUICHET_STATUS_FD", "4", TRUE);
  worker = g_subprocess_launcher_spawn (launcher, &error, argv[1], NULL);
  if (worker != NULL)
    self.client = connect_worker (channel[0], &error);
  if (self.client == NULL) {
    fprintf (stderr, "print-visitor: %s\n", error->message);
    return EXIT_FAILURE;
  }
  lines = make_stream (status[0]);
  g_signal_connect (self.client, "changed", G_CALLBACK (on_changed), &self);
  read_line (commands, on_command, &self);
  read_line (lines, on_status, &self);
  g_main_loop_run (self.loop);
  g_clear_object (&self.client);
  g_clear_object (&launcher);
  (void)g_subprocess_wait (worker, NULL, NULL);
  g_main_loop_unref (self.loop);
  return EXIT_SUCCESS;
}
