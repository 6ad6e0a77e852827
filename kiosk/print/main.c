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
#include "worker-channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
  place->title = get_environment ("GUICHET_VISIT_MARK", "document");
  place->limits.max_copies = get_number ("GUICHET_PRINTER_MAX_COPIES");
  place->limits.max_pages = get_number ("GUICHET_PRINTER_MAX_PAGES");
  place->limits.max_pages_per_visit = get_number ("GUICHET_PRINTER_MAX_PAGES_PER_VISIT");
  place->n_spent = get_number ("GUICHET_SPENT");
  place->limits.has_colour = get_number ("GUICHET_PRINTER_COLOUR") != 0;
  place->limits.has_two_sides = get_number ("GUICHET_PRINTER_TWO_SIDES") != 0;
  return place->server != NULL && place->queue != NULL && place->user != NULL;
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
      guichet_cups_queue_new (place->server, place->queue, place->user, NULL, place->title);
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

static int
run (const GuichetPrintPlace *place, int channel)
{
  g_autoptr (GMainLoop) loop = guichet_worker_channel_new_loop ();
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (GuichetPrinterService) service = NULL;
  g_autoptr (GError) error = NULL;

  guichet_worker_channel_tell (place->status, "ready");
  connection = guichet_worker_channel_connect (channel, &error);
  if (connection != NULL)
    service = guichet_printer_service_new (connection, place, &error);
  if (service == NULL) {
    g_printerr ("guichet-print: %s\n", error->message);
    return EXIT_FAILURE;
  }
  guichet_worker_channel_serve (connection, loop);
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  GuichetPrintPlace place = { 0 };
  int channel;

  if (argc == 3 && strcmp (argv[1], "--prepare") == 0)
    return guichet_prepare_main (argv[2]);
  if (argc == 2 && strcmp (argv[1], "--state") == 0)
    return read_place (&place) ? tell_state (&place) : EXIT_USAGE;
  channel = guichet_worker_channel_take_fd ("GUICHET_CHANNEL_FD");
  place.status = guichet_worker_channel_take_fd ("GUICHET_STATUS_FD");
  if (argc != 1 || channel < 0 || place.status < 0 || !read_place (&place)) {
    g_printerr ("guichet-print: must be started by guichet-supervisor\n");
    return EXIT_USAGE;
  }
  return run (&place, channel);
}
