/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The scanner's client with the real guichet-scan and SANE's own test backend. */
#include "scanner.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "direct-workers.h"
#include "remove-tree.h"

typedef struct {
  /* Owned */
  DirectWorkers *workers;
  GuichetScanner *scanner;
  GCancellable *cancellable;
  GError *error;
  char *dir;
  /* State */
  GuichetScannerAbilities abilities;
  guint width, height, channels, resolution;
  guint n_rows;
  guint n_begun;
  guint cancel_at_row;
  guint64 sum; /* of all bytes */
  gboolean is_done;
  gboolean is_good;
} Fixture;

static void
on_begun (Fixture *fixture, guint width, guint height, guint channels, guint resolution)
{
  fixture->n_begun++;
  fixture->width = width;
  fixture->height = height;
  fixture->channels = channels;
}

static void
on_rows (Fixture *fixture, gpointer bytes, guint n_rows)
{
  gsize size = (gsize)fixture->width * fixture->channels * n_rows;

  for (gsize i = 0; i < size; i++)
    fixture->sum += ((guint8 *)bytes)[i];
  fixture->n_rows += n_rows;
  if (fixture->cancel_at_row > 0 && fixture->n_rows >= fixture->cancel_at_row)
    g_cancellable_cancel (fixture->cancellable);
}

/* @options: lines for the backend's own file, which it reads when it is opened. */
static void
configure (Fixture *fixture, const char *options)
{
  g_autofree char *conf = g_build_filename (fixture->dir, "test.conf", NULL);
  g_autofree char *text = g_strconcat ("geometry_max 300\n", options, NULL);

  g_assert_true (g_file_set_contents (conf, text, -1, NULL));
}

/* @usb: where the machine's USB devices are listed; NULL: the scanner is no USB device. */
static void
make_at (Fixture *fixture, const char *device, const char *options, const char *usb)
{
  g_autofree char *device_line = g_strconcat ("GUICHET_SCANNER_DEVICE=", device, NULL);
  g_autofree char *sane_line = g_strconcat ("GUICHET_SANE_DIR=", fixture->dir, NULL);
  g_autofree char *temporary_line = g_strconcat ("TMPDIR=", fixture->dir, NULL);
  g_autofree char *usb_line = g_strconcat ("GUICHET_SYSFS_USB=", usb, NULL);
  const char *const environment[] = { device_line,
                                      sane_line,
                                      temporary_line,
                                      usb != NULL ? usb_line : NULL,
                                      "GUICHET_SCANNER_VENDOR=04a9",
                                      "GUICHET_SCANNER_PRODUCT=190e",
                                      "GUICHET_SCANNER_SERIAL=LIDE-1",
                                      NULL };

  configure (fixture, options);
  fixture->workers = direct_workers_new (g_getenv ("GUICHET_SCAN"), environment);
  fixture->scanner = guichet_scanner_new (GUICHET_WORKERS (fixture->workers));
  g_signal_connect_swapped (fixture->scanner, "begun", G_CALLBACK (on_begun), fixture);
  g_signal_connect_swapped (fixture->scanner, "rows", G_CALLBACK (on_rows), fixture);
}

static void
make (Fixture *fixture, const char *device, const char *options)
{
  make_at (fixture, device, options, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("guichet-XXXXXX", NULL);
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->scanner);
  g_assert_true (direct_workers_wait_gone (fixture->workers));
  g_assert_finalize_object (fixture->workers);
  g_clear_error (&fixture->error);
  g_object_unref (fixture->cancellable);
  remove_tree (fixture->dir);
  g_free (fixture->dir);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->is_good = guichet_scanner_open_finish (GUICHET_SCANNER (source), result,
                                                  &fixture->abilities, &fixture->error);
  fixture->is_done = TRUE;
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->is_good = guichet_scanner_scan_finish (GUICHET_SCANNER (source), result,
                                                  &fixture->resolution, &fixture->error);
  fixture->is_done = TRUE;
}

static void
wait_done (Fixture *fixture)
{
  while (!fixture->is_done)
    g_main_context_iteration (NULL, TRUE);
  fixture->is_done = FALSE;
}

static gboolean
scan (Fixture *fixture, gboolean is_feeder, gboolean colour, guint resolution)
{
  g_clear_error (&fixture->error);
  fixture->n_rows = 0;
  fixture->sum = 0;
  guichet_scanner_scan_async (fixture->scanner, is_feeder, colour, resolution, fixture->cancellable,
                              on_scanned, fixture);
  wait_done (fixture);
  return fixture->is_good;
}

/* The last line may still be in the pipe. */
static void
assert_told (Fixture *fixture, const char *lines)
{
  while (strstr (direct_workers_get_told (fixture->workers), lines) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  make (fixture, "test:0", "");
  guichet_scanner_open_async (fixture->scanner, NULL, on_opened, fixture);
  wait_done (fixture);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->abilities.has_glass);
  g_assert_true (fixture->abilities.has_feeder);
  g_assert_true (fixture->abilities.has_colour);
}

static const struct {
  const char *name;
  gboolean colour;
  guint resolution;
  const char *options;
  guint width, height;
} pages[] = {
  { "grey-150", FALSE, 150, "", 1240, 1754 },
  { "colour-150", TRUE, 150, "", 1240, 1754 },
  { "colour-200", TRUE, 200, "test-picture \"Solid white\"\n", 1654, 2339 },
  { "colour-300", TRUE, 300, "test-picture \"Color pattern\"\n", 2480, 3508 },
  { "padded", TRUE, 150, "ppl-loss 20\n", 1240, 1754 },
  { "little-by-little", FALSE, 150, "read-limit true\nread-limit-size 1000\n", 1240, 1754 },
  { "fuzzy", FALSE, 150, "fuzzy-parameters true\n", 1240, 1754 },
};

static void
test_page (Fixture *fixture, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);

  make (fixture, "test:0", pages[i].options);
  g_assert_true (scan (fixture, FALSE, pages[i].colour, pages[i].resolution));
  g_assert_cmpuint (fixture->n_begun, ==, 1);
  g_assert_cmpuint (fixture->resolution, ==, pages[i].resolution);
  g_assert_cmpuint (fixture->channels, ==, pages[i].colour ? 3 : 1);
  /* SANE's fixed numbers make a dot more or less. */
  g_assert_cmpuint (fixture->width, >=, pages[i].width - 20);
  g_assert_cmpuint (fixture->width, <=, pages[i].width + 2);
  g_assert_cmpuint (fixture->n_rows, >=, pages[i].height - 3);
  g_assert_cmpuint (fixture->n_rows, <=, pages[i].height + 3);
  assert_told (fixture, "page glass\nidle\n");
}

static void
test_colours (Fixture *fixture, gconstpointer data)
{
  make (fixture, "test:0", "test-picture \"Solid white\"\n");
  g_assert_true (scan (fixture, FALSE, TRUE, 150));
  g_assert_cmpuint (fixture->sum, ==, (guint64)255 * fixture->width * 3 * fixture->n_rows);
}

static void
test_feeder (Fixture *fixture, gconstpointer data)
{
  guint n_pages = 0;

  make (fixture, "test:0", "");
  while (scan (fixture, TRUE, FALSE, 150))
    n_pages++;
  g_assert_error (fixture->error, GUICHET_SCAN_ERROR, GUICHET_SCAN_EMPTY);
  g_assert_cmpuint (n_pages, ==, 10);
  /* The glass is still there. */
  g_assert_true (scan (fixture, FALSE, FALSE, 150));
  assert_told (fixture, "page glass\nidle\n");
  g_assert_null (strstr (direct_workers_get_told (fixture->workers), "failed"));
  g_assert_cmpuint (direct_workers_get_n_started (fixture->workers), ==, 1);
}

#define SLOWLY "read-delay true\nread-delay-duration 50000\n"

static const struct {
  const char *name;
  const char *options;
  GuichetScanFailure failure;
  const char *told;
} failures[] = {
  { "busy", "SANE_STATUS_DEVICE_BUSY", GUICHET_SCAN_BUSY, "failed busy\n" },
  { "jammed", "SANE_STATUS_JAMMED", GUICHET_SCAN_JAMMED, "failed jammed\ndevice scanner\n" },
  { "open", "SANE_STATUS_COVER_OPEN", GUICHET_SCAN_OPEN, "failed open\n" },
  { "empty", "SANE_STATUS_NO_DOCS", GUICHET_SCAN_EMPTY, "failed empty\n" },
  { "cut", "SANE_STATUS_IO_ERROR", GUICHET_SCAN_CUT, "failed cut\ndevice scanner\n" },
  { "early-end", "SANE_STATUS_EOF", GUICHET_SCAN_CUT, "failed cut\ndevice scanner\n" },
  { "refused", "SANE_STATUS_ACCESS_DENIED", GUICHET_SCAN_REFUSED,
    "failed refused\ndevice scanner\n" },
  { "memory", "SANE_STATUS_NO_MEM", GUICHET_SCAN_OTHER, "failed other\ndevice scanner\n" },
};

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *options = g_strdup_printf ("read-status-code \"%s\"\n", failures[i].options);

  make (fixture, "test:0", options);
  /* In colour, a page that is lost at once is asked for again, in grey. */
  g_assert_false (scan (fixture, FALSE, FALSE, 150));
  g_assert_error (fixture->error, GUICHET_SCAN_ERROR, (int)failures[i].failure);
  /* The backend's own thread dies with a lock of malloc at times, in the cancel that follows: there
   * may be no "idle", and it is the watchdog's. */
  assert_told (fixture, failures[i].told);
}

/* A worker of its own, whose backend does what @options say. */
static void
restart (Fixture *fixture, const char *options)
{
  guichet_scanner_close (fixture->scanner);
  g_assert_true (direct_workers_wait_gone (fixture->workers));
  configure (fixture, options);
}

/* Each failure after a page that was cancelled, while the visit ends, and then the next page. */
static void
test_moments (Fixture *fixture, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *options = g_strdup_printf ("read-status-code \"%s\"\n", failures[i].options);

  make (fixture, "test:0", SLOWLY);
  fixture->cancel_at_row = 20;
  g_assert_false (scan (fixture, FALSE, FALSE, 150));
  g_assert_error (fixture->error, GUICHET_SCAN_ERROR, GUICHET_SCAN_CANCELLED);
  fixture->cancel_at_row = 0;
  g_cancellable_reset (fixture->cancellable);
  restart (fixture, options);
  g_assert_false (scan (fixture, FALSE, FALSE, 150));
  g_assert_error (fixture->error, GUICHET_SCAN_ERROR, (int)failures[i].failure);
  restart (fixture, options);
  g_clear_error (&fixture->error);
  guichet_scanner_scan_async (fixture->scanner, FALSE, FALSE, 150, NULL, on_scanned, fixture);
  while (direct_workers_get_n_started (fixture->workers) < 3)
    g_main_context_iteration (NULL, TRUE);
  restart (fixture, "");
  wait_done (fixture);
  g_assert_false (fixture->is_good);
  scan (fixture, FALSE, FALSE, 150);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (direct_workers_get_n_started (fixture->workers), ==, 4);
  assert_told (fixture, "page glass\nidle\n");
}

static void
plug (const char *usb, const char *port, const char *serial, const char *number)
{
  const char *const values[][2] = { { "idVendor", "04a9" },
                                    { "idProduct", "190e" },
                                    { "serial", serial },
                                    { "busnum", "1" },
                                    { "devnum", number } };
  g_autofree char *dir = g_build_filename (usb, port, NULL);

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autofree char *path = g_build_filename (dir, values[i][0], NULL);
    g_autofree char *text = g_strconcat (values[i][1], "\n", NULL);

    g_assert_true (g_file_set_contents (path, text, -1, NULL));
  }
}

/* Unplugged it is off; another one of the same make is not taken for it; plugged in again,
 * elsewhere and with another number, the next page works, by the same worker. */
static void
test_replug (Fixture *fixture, gconstpointer data)
{
  g_autofree char *usb = g_build_filename (fixture->dir, "usb", NULL);

  g_assert_cmpint (g_mkdir (usb, 0700), ==, 0);
  make_at (fixture, "test:0", "", usb);
  g_assert_false (scan (fixture, FALSE, FALSE, 150));
  g_assert_error (fixture->error, GUICHET_SCAN_ERROR, GUICHET_SCAN_DEAD);
  plug (usb, "1-1", "LIDE-2", "5");
  g_assert_false (scan (fixture, FALSE, FALSE, 150));
  g_assert_error (fixture->error, GUICHET_SCAN_ERROR, GUICHET_SCAN_DEAD);
  plug (usb, "2-3", "LIDE-1", "9");
  g_assert_true (scan (fixture, FALSE, FALSE, 150));
  g_assert_cmpuint (direct_workers_get_n_started (fixture->workers), ==, 1);
}

static void
test_no_device (Fixture *fixture, gconstpointer device)
{
  make (fixture, device, "");
  g_assert_false (scan (fixture, FALSE, TRUE, 150));
  g_assert_error (fixture->error, GUICHET_SCAN_ERROR, GUICHET_SCAN_DEAD);
  assert_told (fixture, "failed dead\ndevice scanner\nidle\n");
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  make (fixture, "test:0", SLOWLY);
  fixture->cancel_at_row = 20;
  g_assert_false (scan (fixture, FALSE, TRUE, 300));
  g_assert_error (fixture->error, GUICHET_SCAN_ERROR, GUICHET_SCAN_CANCELLED);
  g_assert_cmpuint (fixture->n_rows, <, 3000);
  fixture->cancel_at_row = 0;
  g_cancellable_reset (fixture->cancellable);
  /* By the same worker: it obeyed. */
  g_assert_true (scan (fixture, TRUE, FALSE, 150));
  g_assert_cmpuint (direct_workers_get_n_started (fixture->workers), ==, 1);
  g_assert_null (strstr (direct_workers_get_told (fixture->workers), "failed"));
}

static void
test_cancel_before (Fixture *fixture, gconstpointer data)
{
  make (fixture, "test:0", "");
  g_cancellable_cancel (fixture->cancellable);
  g_assert_false (scan (fixture, FALSE, TRUE, 300));
  g_assert_error (fixture->error, GUICHET_SCAN_ERROR, GUICHET_SCAN_CANCELLED);
  g_cancellable_reset (fixture->cancellable);
  g_assert_true (scan (fixture, FALSE, FALSE, 150));
}

static void
on_rows_kill (Fixture *fixture, gpointer bytes, guint n_rows)
{
  if (direct_workers_get_n_started (fixture->workers) == 1)
    direct_workers_kill (fixture->workers);
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  make (fixture, "test:0", SLOWLY);
  g_signal_connect_swapped (fixture->scanner, "rows", G_CALLBACK (on_rows_kill), fixture);
  g_assert_false (scan (fixture, FALSE, TRUE, 150));
  g_assert_error (fixture->error, GUICHET_SCAN_ERROR, GUICHET_SCAN_SILENT);
  g_assert_true (scan (fixture, FALSE, FALSE, 150));
  g_assert_cmpuint (direct_workers_get_n_started (fixture->workers), ==, 2);
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  make (fixture, "test:0", "");
  g_assert_true (scan (fixture, FALSE, FALSE, 150));
  guichet_scanner_close (fixture->scanner);
  g_assert_true (direct_workers_wait_gone (fixture->workers));
  g_assert_true (scan (fixture, FALSE, FALSE, 150));
  g_assert_cmpuint (direct_workers_get_n_started (fixture->workers), ==, 2);
}

#define ADD(name, func) g_test_add ("/scan/scanner/" name, Fixture, NULL, set_up, func, tear_down)

static void
add_row (const char *group, const char *name, gsize i, void (*func) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/scan/scanner/%s/%s", group, name);

  g_test_add (path, Fixture, GSIZE_TO_POINTER (i), set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("open", test_open);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    add_row ("page", pages[i].name, i, test_page);
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    add_row ("failure", failures[i].name, i, test_failure);
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    add_row ("moments", failures[i].name, i, test_moments);
  ADD ("colours", test_colours);
  ADD ("feeder", test_feeder);
  g_test_add ("/scan/scanner/no-device/no-such", Fixture, "test:9", set_up, test_no_device,
              tear_down);
  g_test_add ("/scan/scanner/no-device/no-driver", Fixture, "durand:0", set_up, test_no_device,
              tear_down);
  g_test_add ("/scan/scanner/no-device/none", Fixture, "", set_up, test_no_device, tear_down);
  ADD ("replug", test_replug);
  ADD ("cancel", test_cancel);
  ADD ("cancel-before", test_cancel_before);
  ADD ("killed", test_killed);
  ADD ("closed", test_closed);
  return g_test_run ();
}
