/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guichet-print: the worker that prints, started by the supervisor outside the world, in a sandbox
 * that sees CUPS' socket, the network (to ask the printer itself) and no file.
 * "guichet-print --prepare PAGES" is its child, which alone reads documents; "guichet-print
 * --state" tells staff of the queue and the device, and ends.
 */
#include "cups-queue.h"
#include "prepare.h"
#include "printer-service.h"

#include <glib-unix.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_USAGE 64

static const char *
get_environment (const char *name, const char *fallback)
{
  const char *value = g_getenv (name);

  return value != NULL && *value != '\0' ? value : fallback;
}

static guint
get_number (const char *name)
{
  return (guint)g_ascii_strtoull (get_environment (name, "0"), NULL, 10);
}

static gboolean
read_place (GuichetPrintPlace *place)
{
  place->program = "/proc/self/exe";
  place->server = get_environment ("GUICHET_PRINTER_SERVER", NULL);
  place->queue = get_environment ("GUICHET_PRINTER_QUEUE", NULL);
  place->user = get_environment ("GUICHET_PRINTER_USER", NULL);
  place->black_option = get_environment ("GUICHET_PRINTER_BLACK_OPTION", NULL);
  place->limits.max_copies = get_number ("GUICHET_PRINTER_MAX_COPIES");
  place->limits.max_pages = get_number ("GUICHET_PRINTER_MAX_PAGES");
  place->limits.has_colour = get_number ("GUICHET_PRINTER_COLOUR") != 0;
  place->limits.has_two_sides = get_number ("GUICHET_PRINTER_TWO_SIDES") != 0;
  return place->server != NULL && place->queue != NULL && place->user != NULL;
}

/* -1 when the variable names no open descriptor. */
static int
take_fd (const char *name)
{
  int fd = (int)g_ascii_strtoull (get_environment (name, "0"), NULL, 10);

  return fd > 2 && fcntl (fd, F_SETFD, FD_CLOEXEC) == 0 ? fd : -1;
}

static void
write_status (const char *line, gpointer user_data)
{
  g_autofree char *whole = g_strconcat (line, "\n", NULL);
  gssize n;

  do
    n = write (GPOINTER_TO_INT (user_data), whole, strlen (whole));
  while (n < 0 && errno == EINTR);
}

static const char *
find_queue_word (const GuichetCupsState *state)
{
  if (state->is_stopped)
    return "stopped";
  return state->is_printing ? "printing" : "idle";
}

/* For staff: "QUEUE ACCEPTING JOBS REASON". */
static int
tell_state (const GuichetPrintPlace *place)
{
  g_autoptr (GuichetCupsQueue) queue =
      guichet_cups_queue_new (place->server, place->queue, place->user, NULL);
  GuichetPrintReason reason = GUICHET_PRINT_REASON_NONE;
  GuichetCupsState state;

  if (!guichet_cups_queue_read (queue, &state, NULL)) {
    printf ("missing refusing 0 no-printer\n");
    return EXIT_SUCCESS;
  }
  if (!guichet_cups_queue_ask_device (queue, &reason))
    reason = state.reason;
  if (reason == GUICHET_PRINT_REASON_NONE && (state.is_stopped || state.is_refusing))
    reason = GUICHET_PRINT_REASON_PAUSED;
  printf ("%s %s %u %s\n", find_queue_word (&state), state.is_refusing ? "refusing" : "accepting",
          state.n_jobs, guichet_print_reason_to_name (reason));
  return EXIT_SUCCESS;
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
run (const GuichetPrintPlace *place, int channel, int status)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (GuichetPrinterService) service = NULL;
  g_autoptr (GError) error = NULL;

  g_unix_signal_add (SIGTERM, on_signal, loop);
  write_status ("ready", GINT_TO_POINTER (status));
  connection = connect_world (channel, &error);
  if (connection != NULL)
    service = guichet_printer_service_new (connection, place, write_status,
                                           GINT_TO_POINTER (status), &error);
  if (service == NULL) {
    g_printerr ("guichet-print: %s\n", error->message);
    return EXIT_FAILURE;
  }
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), loop);
  g_dbus_connection_start_message_processing (connection);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  GuichetPrintPlace place = { 0 };
  int channel;
  int status;

  if (argc == 3 && strcmp (argv[1], "--prepare") == 0)
    return guichet_prepare_main (argv[2]);
  if (argc == 2 && strcmp (argv[1], "--state") == 0)
    return read_place (&place) ? tell_state (&place) : EXIT_USAGE;
  channel = take_fd ("GUICHET_CHANNEL_FD");
  status = take_fd ("GUICHET_STATUS_FD");
  if (argc != 1 || channel < 0 || status < 0 || !read_place (&place)) {
    g_printerr ("guichet-print: must be started by guichet-supervisor\n");
    return EXIT_USAGE;
  }
  /* A supervisor that is gone must not end it before its job can be cancelled. */
  (void)signal (SIGPIPE, SIG_IGN);
  return run (&place, channel, status);
}
