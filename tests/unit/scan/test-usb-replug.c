/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A USB scanner that is unplugged and plugged in elsewhere, as the kernel shows it: /sys of
 * umockdev, for the real guichet-scan too. SANE's own test backend stands for the maker's. */
#include <umockdev.h>

#include "direct-workers.h"
#include "remove-tree.h"
#include "scanner.h"
#include "usb-place.h"

#define SYSFS "/sys/bus/usb/devices"

typedef struct {
  /* Owned */
  UMockdevTestbed *bed;
  DirectWorkers *workers;
  GuichetScanner *scanner;
  GError *error;
  char *dir;
  /* State */
  gboolean is_done;
  gboolean is_good;
} Fixture;

/* The path of the device, owned by the caller. */
static char *
plug (Fixture *fixture, const char *port, const char *serial, const char *bus, const char *number)
{
  char *path = umockdev_testbed_add_device (fixture->bed, "usb", port, NULL,
                                            /* Attributes */
                                            "idVendor", "04a9", "idProduct", "190e", "serial",
                                            serial, "busnum", bus, "devnum", number, NULL,
                                            /* Properties */
                                            "DEVTYPE", "usb_device", NULL);

  g_assert_nonnull (path);
  umockdev_testbed_uevent (fixture->bed, path, "add");
  return path;
}

static void
unplug (Fixture *fixture, const char *path)
{
  umockdev_testbed_uevent (fixture->bed, path, "remove");
  umockdev_testbed_remove_device (fixture->bed, path);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *conf = NULL;
  g_autofree char *sane = NULL;
  g_autofree char *temporary = NULL;

  fixture->bed = umockdev_testbed_new ();
  fixture->dir = g_dir_make_tmp ("guichet-XXXXXX", NULL);
  conf = g_build_filename (fixture->dir, "test.conf", NULL);
  sane = g_strconcat ("GUICHET_SANE_DIR=", fixture->dir, NULL);
  temporary = g_strconcat ("TMPDIR=", fixture->dir, NULL);
  g_assert_true (g_file_set_contents (conf, "geometry_max 300\n", -1, NULL));
  fixture->workers = direct_workers_new (
      g_getenv ("GUICHET_SCAN"),
      (const char *[]){ "GUICHET_SCANNER_DEVICE=test:0", "GUICHET_SCANNER_VENDOR=04a9",
                        "GUICHET_SCANNER_PRODUCT=190e", "GUICHET_SCANNER_SERIAL=LIDE-1", sane,
                        temporary, NULL });
  fixture->scanner = guichet_scanner_new (GUICHET_WORKERS (fixture->workers));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->scanner);
  g_assert_true (direct_workers_wait_gone (fixture->workers));
  g_assert_finalize_object (fixture->workers);
  g_clear_error (&fixture->error);
  g_object_unref (fixture->bed);
  remove_tree (fixture->dir);
  g_free (fixture->dir);
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->is_good =
      guichet_scanner_scan_finish (GUICHET_SCANNER (source), result, NULL, &fixture->error);
  fixture->is_done = TRUE;
}

static gboolean
scan (Fixture *fixture)
{
  g_clear_error (&fixture->error);
  fixture->is_done = FALSE;
  guichet_scanner_scan_async (fixture->scanner, FALSE, FALSE, 150, NULL, on_scanned, fixture);
  while (!fixture->is_done)
    g_main_context_iteration (NULL, TRUE);
  return fixture->is_good;
}

static char *
find_name (const char *serial)
{
  GuichetUsbPlace place;

  if (!guichet_usb_place_find (SYSFS, "04a9", "190e", serial, &place))
    return NULL;
  return guichet_usb_place_fill (&place, "genesys:libusb:{bus}:{device}");
}

static void
test_replug (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = plug (fixture, "1-1", "LIDE-2", "1", "5");
  g_autofree char *here = plug (fixture, "1-2", "LIDE-1", "1", "7");
  g_autofree char *there = NULL;
  g_autofree char *name = find_name ("LIDE-1");
  g_autofree char *name_again = NULL;

  g_assert_cmpstr (name, ==, "genesys:libusb:001:007");
  g_assert_true (scan (fixture));
  /* At rest the worker lets go of it, as between two visits. */
  guichet_scanner_close (fixture->scanner);
  g_assert_true (direct_workers_wait_gone (fixture->workers));
  unplug (fixture, here);
  g_assert_null (find_name ("LIDE-1"));
  g_assert_false (scan (fixture));
  g_assert_error (fixture->error, GUICHET_SCAN_ERROR, GUICHET_SCAN_DEAD);
  /* Another port, bus and number: found by what it is, in the same worker. */
  there = plug (fixture, "3-4", "LIDE-1", "3", "12");
  name_again = find_name ("LIDE-1");
  g_assert_cmpstr (name_again, ==, "genesys:libusb:003:012");
  g_assert_true (scan (fixture));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/scan/usb-replug", Fixture, NULL, set_up, test_replug, tear_down);
  return g_test_run ();
}
