/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker-kind.h"

#include "metric-names.h"
#include "scanner-settings.h"
#include "settings.h"

/* The scanner's worker: SANE, the one device that the centre named, and no file of a resident. */

/* No page takes so long: a scanner that sends a row now and then is given up too. */
#define PAGE_SECONDS 600

static const GuichetWorkerWord words[] = {
  { "ready", GUICHET_WORKER_ALIVE, NULL },
  { "busy", GUICHET_WORKER_BUSY, NULL },
  { "alive", GUICHET_WORKER_ALIVE, NULL },
  { "idle", GUICHET_WORKER_IDLE, NULL },
  { "page", GUICHET_WORKER_COUNT, GUICHET_METRIC_PAGE_SCANNED },
  { "failed", GUICHET_WORKER_COUNT, GUICHET_METRIC_SCAN_FAILED },
  { "device", GUICHET_WORKER_COUNT, GUICHET_METRIC_DEVICE_FAILURE },
  { NULL },
};

/* USB devices by libusb and libudev; SANE's own settings of each driver; names of a scanner on the
 * network. */
static const char *const sandbox[] = {
  "--dev-bind-try",
  "/dev/bus/usb",
  "/dev/bus/usb", /* the devices */
  "--ro-bind-try",
  "/sys/bus/usb",
  "/sys/bus/usb", /* their list */
  "--ro-bind-try",
  "/sys/devices",
  "/sys/devices", /* what it points to */
  "--ro-bind-try",
  "/run/udev/data",
  "/run/udev/data", /* libudev */
  "--ro-bind-try",
  "/etc/sane.d",
  "/etc/sane.d", /* each driver's own file */
  "--ro-bind-try",
  "/etc/resolv.conf",
  "/etc/resolv.conf", /* a scanner by its name */
  "--ro-bind-try",
  "/etc/hosts",
  "/etc/hosts", /* likewise */
  "--ro-bind-try",
  "/etc/nsswitch.conf",
  "/etc/nsswitch.conf", /* likewise */
  NULL,
};

static guint
get_silence_seconds (const GuichetSettings *settings)
{
  return guichet_settings_get_scanner (settings)->silence_seconds;
}

static gboolean
has_network (const GuichetSettings *settings)
{
  return guichet_settings_get_scanner (settings)->is_on_network;
}

static void
add_setting (GPtrArray *argv, const char *name, const char *value)
{
  if (value != NULL)
    guichet_worker_kind_add_words (argv, "--setenv", name, value, NULL);
}

static void
add_words (GPtrArray *argv, const GuichetSettings *settings)
{
  const GuichetScannerSettings *scanner = guichet_settings_get_scanner (settings);

  add_setting (argv, "GUICHET_SCANNER_DEVICE", scanner->device);
  add_setting (argv, "GUICHET_SCANNER_VENDOR", scanner->vendor);
  add_setting (argv, "GUICHET_SCANNER_PRODUCT", scanner->product);
  add_setting (argv, "GUICHET_SCANNER_SERIAL", scanner->serial);
}

const GuichetWorkerKind guichet_worker_kind_scan = {
  .name = "scan",
  .program = "guichet-scan",
  .words = words,
  .start_seconds = 10,
  .get_silence_seconds = get_silence_seconds,
  .busy_seconds = PAGE_SECONDS,
  .term_ms = 2000,
  .failure_metric = GUICHET_METRIC_SCAN_FAILED,
  .failure_device = GUICHET_LABEL_DEVICE_FAILURE_SCANNER,
  .has_network = has_network,
  .sandbox = sandbox,
  .add_words = add_words,
};
