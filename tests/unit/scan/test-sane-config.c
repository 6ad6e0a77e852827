/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sane-config.h"

#include <string.h>

#include "remove-tree.h"

typedef struct {
  char *source; /* where the drivers' own files are */
  char *dir;    /* what is written */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *conf = NULL;

  fixture->source = g_dir_make_tmp ("guichet-XXXXXX", NULL);
  fixture->dir = g_build_filename (fixture->source, "sane", NULL);
  conf = g_build_filename (fixture->source, "genesys.conf", NULL);
  g_assert_true (g_file_set_contents (conf, "usb 0x04a9 0x190e\n", -1, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_tree (fixture->source);
  g_free (fixture->source);
  g_free (fixture->dir);
}

/* NULL when it was not written. */
static char *
read_written (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

static void
test_driver (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name =
      guichet_sane_config_write (fixture->dir, fixture->source, "genesys:libusb:001:007", NULL);
  g_autofree char *dll = read_written (fixture, "dll.conf");
  g_autofree char *own = read_written (fixture, "genesys.conf");

  g_assert_cmpstr (name, ==, "genesys:libusb:001:007");
  /* One driver, and nothing that is looked for. */
  g_assert_cmpstr (dll, ==, "genesys\n");
  g_assert_cmpstr (own, ==, "usb 0x04a9 0x190e\n");
}

static void
test_driver_without_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name =
      guichet_sane_config_write (fixture->dir, fixture->source, "pixma:04A9190E", NULL);
  g_autofree char *dll = read_written (fixture, "dll.conf");

  g_assert_cmpstr (name, ==, "pixma:04A9190E");
  g_assert_cmpstr (dll, ==, "pixma\n");
}

static void
test_address (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = guichet_sane_config_write (fixture->dir, fixture->source,
                                                     "http://192.168.1.20:8080/eSCL", NULL);
  g_autofree char *dll = read_written (fixture, "dll.conf");
  g_autofree char *own = read_written (fixture, "airscan.conf");

  g_assert_cmpstr (name, ==, "airscan:e0:Guichet");
  g_assert_cmpstr (dll, ==, "airscan\n");
  g_assert_nonnull (strstr (own, "\"Guichet\" = http://192.168.1.20:8080/eSCL, eSCL\n"));
  g_assert_nonnull (strstr (own, "discovery = disable\n"));
}

/* Found elsewhere after a replug: nothing of the longer address before is left. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = guichet_sane_config_write (
      fixture->dir, fixture->source, "http://scanner-de-l-accueil.local:8080/eSCL/", NULL);
  g_autofree char *first = read_written (fixture, "airscan.conf");
  g_autofree char *two =
      guichet_sane_config_write (fixture->dir, fixture->source, "http://10.0.0.1/eSCL", NULL);
  g_autofree char *second = read_written (fixture, "airscan.conf");

  g_assert_cmpstr (one, ==, two);
  g_assert_cmpuint (strlen (second), <, strlen (first));
  g_assert_null (strstr (second, "local"));
  g_assert_true (g_str_has_suffix (second, "ws-discovery = off\n"));
  g_assert_cmpuint (strlen (strstr (second, "ws-discovery")), ==, strlen ("ws-discovery = off\n"));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = {
    "",
    "genesys",
    ":0",
    "../etc/x:0",
    "a/b:0",
    "genesys:0\nx",
    "genesys:\"x\"",
    "http://a/\n[devices]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("row %zu", i);
    g_assert_null (guichet_sane_config_write (fixture->dir, fixture->source, names[i], &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    g_assert_false (g_file_test (fixture->dir, G_FILE_TEST_EXISTS));
  }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/scan/sane-config/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("driver", test_driver);
  ADD ("driver-without-file", test_driver_without_file);
  ADD ("address", test_address);
  ADD ("again", test_again);
  ADD ("refused", test_refused);
  return g_test_run ();
}
