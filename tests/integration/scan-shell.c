/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scans by the real client. Commands: scan, feed, cancel, close, end. What came of it: "page",
 * "jammed"...
 */
#include "device-shell.h"
#include "scanner.h"

#define WIDTH 1240

static GuichetScanner *scanner;
static GCancellable *cancellable;
static guint running; /* command that is carried out */
static guint n_rows, width;

static void
on_begun (GuichetScanner *self, guint w, guint h, guint channels, guint resolution)
{
  width = w;
}

static void
on_rows (GuichetScanner *self, gpointer rows, guint n)
{
  if (n_rows == 0)
    device_shell_tell (running, "rows");
  n_rows += n;
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean is_whole = guichet_scanner_scan_finish (GUICHET_SCANNER (source), result, NULL, &error);
  const char *label;

  if (is_whole) {
    device_shell_tell (running, n_rows > 1700 && width >= WIDTH - 10 ? "page" : "wrong-size");
    return;
  }
  label = guichet_scan_failure_to_label (guichet_scan_failure_from_error (error));
  device_shell_tell (running, label != NULL ? label : "cancelled");
}

static void
scan (gboolean is_feeder)
{
  g_clear_object (&cancellable);
  cancellable = g_cancellable_new ();
  n_rows = 0;
  device_shell_tell (running, "run");
  guichet_scanner_scan_async (scanner, is_feeder, TRUE, 150, cancellable, on_scanned, NULL);
}

static void
act (guint command, const char *word)
{
  if (g_str_equal (word, "scan") || g_str_equal (word, "feed")) {
    running = command;
    scan (g_str_equal (word, "feed"));
  } else if (g_str_equal (word, "cancel")) {
    g_cancellable_cancel (cancellable);
  } else if (g_str_equal (word, "close")) {
    guichet_scanner_close (scanner);
  }
}

static void
set_up (GuichetWorkers *workers)
{
  scanner = guichet_scanner_new (workers);
  g_signal_connect (scanner, "begun", G_CALLBACK (on_begun), NULL);
  g_signal_connect (scanner, "rows", G_CALLBACK (on_rows), NULL);
}

int
main (void)
{
  const DeviceShell shell = { .set_up = set_up, .act = act };

  return device_shell_run (&shell);
}
