/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker-kind.h"

#include "metric-names.h"
#include "printer-settings.h"
#include "settings.h"

/* The print worker: CUPS' socket, and no file. It sees the network, to ask the printer itself when
 * CUPS does not know; its child, which alone reads documents, leaves even that (kiosk/print). */

#define SERVER "/run/guichet/cups.sock"

/* It says something every half second while it follows a print, and at most this much later when
 * CUPS and the printer both keep silent. */
#define SILENCE_SECONDS 120

static const GuichetWorkerWord words[] = {
  { "ready", GUICHET_WORKER_ALIVE, NULL },
  { "busy", GUICHET_WORKER_BUSY, NULL },
  { "alive", GUICHET_WORKER_ALIVE, NULL },
  { "idle", GUICHET_WORKER_IDLE, NULL },
  { "spend", GUICHET_WORKER_SPEND, NULL },
  { "sheets", GUICHET_WORKER_COUNT, GUICHET_METRIC_PAGE_PRINTED },
  { "outcome", GUICHET_WORKER_COUNT, GUICHET_METRIC_PRINT_OUTCOME },
  { "fault", GUICHET_WORKER_COUNT, GUICHET_METRIC_PRINTER_FAULT },
  { "device", GUICHET_WORKER_COUNT, GUICHET_METRIC_DEVICE_FAILURE },
  { NULL },
};

/* The name of a printer on the network is looked up; of USB it sees what is plugged in, and cannot
 * open it. */
static const char *const sandbox[] = {
  "--ro-bind-try",
  "/etc/resolv.conf",
  "/etc/resolv.conf",
  "--ro-bind-try",
  "/etc/hosts",
  "/etc/hosts",
  "--ro-bind-try",
  "/etc/nsswitch.conf",
  "/etc/nsswitch.conf",
  "--ro-bind-try",
  "/sys/bus/usb",
  "/sys/bus/usb", /* the list of devices */
  "--ro-bind-try",
  "/sys/devices",
  "/sys/devices", /* what it points to */
  NULL,
};

static guint
get_silence_seconds (const GuichetSettings *settings)
{
  return SILENCE_SECONDS;
}

static gboolean
has_network (const GuichetSettings *settings)
{
  return TRUE;
}

static void
add_number (GPtrArray *argv, const char *name, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  guichet_worker_kind_add_words (argv, "--setenv", name, text, NULL);
}

static void
add_words (GPtrArray *argv, const GuichetSettings *settings)
{
  const GuichetPrinterSettings *printer = guichet_settings_get_printer (settings);

  /* Without a queue the worker refuses to start: there is nothing to print on. */
  if (printer->queue == NULL)
    return;
  guichet_worker_kind_add_words (argv, "--ro-bind-try", printer->server, SERVER, "--setenv",
                                 "GUICHET_PRINTER_SERVER", SERVER, "--setenv",
                                 "GUICHET_PRINTER_QUEUE", printer->queue, "--setenv",
                                 "GUICHET_PRINTER_USER", g_get_user_name (), NULL);
  if (printer->black_option != NULL)
    guichet_worker_kind_add_words (argv, "--setenv", "GUICHET_PRINTER_BLACK_OPTION",
                                   printer->black_option, NULL);
  add_number (argv, "GUICHET_PRINTER_MAX_COPIES", printer->max_copies);
  add_number (argv, "GUICHET_PRINTER_MAX_PAGES", printer->max_pages);
  add_number (argv, "GUICHET_PRINTER_MAX_PAGES_PER_VISIT", printer->max_pages_per_visit);
  add_number (argv, "GUICHET_PRINTER_COLOUR", printer->has_colour);
  add_number (argv, "GUICHET_PRINTER_TWO_SIDES", printer->has_two_sides);
}

const GuichetWorkerKind guichet_worker_kind_print = {
  .name = "print",
  .program = "guichet-print",
  .words = words,
  .start_seconds = 10,
  .get_silence_seconds = get_silence_seconds,
  .term_ms = 2000,
  .failure_metric = GUICHET_METRIC_PRINTER_FAULT,
  .failure_device = GUICHET_LABEL_DEVICE_FAILURE_PRINTER,
  .has_network = has_network,
  .sandbox = sandbox,
  .add_words = add_words,
};
