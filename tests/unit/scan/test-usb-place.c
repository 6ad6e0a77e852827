/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usb-place.h"

#include <glib/gstdio.h>

#include "remove-tree.h"

static void
write_attribute (const char *dir, const char *device, const char *name, const char *value)
{
  g_autofree char *folder = g_build_filename (dir, device, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (value == NULL)
    return;
  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  g_assert_true (g_file_set_contents (path, value, -1, NULL));
}

static void
plug (const char *dir, const char *device, const char *vendor, const char *product,
      const char *serial, const char *bus, const char *number)
{
  write_attribute (dir, device, "idVendor", vendor);
  write_attribute (dir, device, "idProduct", product);
  write_attribute (dir, device, "serial", serial);
  write_attribute (dir, device, "busnum", bus);
  write_attribute (dir, device, "devnum", number);
}

static void
test_find (void)
{
  g_autofree char *dir = g_dir_make_tmp ("guichet-XXXXXX", NULL);
  GuichetUsbPlace place;

  plug (dir, "usb1", "1d6b\n", "0002\n", "0000:00:14.0\n", "1\n", "1\n");
  plug (dir, "1-2", "04a9\n", "190e\n", NULL, "1\n", "7\n");
  plug (dir, "2-1", "04a9\n", "190f\n", "AB12\n", "2\n", "3\n");
  plug (dir, "3-1", "04a9\n", "190f\n", "CD34\n", "3\n", "12\n");
  plug (dir, "4-1", "04a9\n", "1910\n", NULL, "x\n", "12\n");
  plug (dir, "1-0:1.0", NULL, NULL, NULL, NULL, "9\n");
  g_assert_true (guichet_usb_place_find (dir, "04a9", "190e", NULL, &place));
  g_assert_cmpuint (place.bus, ==, 1);
  g_assert_cmpuint (place.device, ==, 7);
  g_assert_true (guichet_usb_place_find (dir, "04a9", "190f", NULL, &place));
  g_assert_cmpuint (place.bus, ==, 2);
  g_assert_true (guichet_usb_place_find (dir, "04a9", "190f", "CD34", &place));
  g_assert_cmpuint (place.device, ==, 12);
  g_assert_false (guichet_usb_place_find (dir, "04a9", "190f", "EF56", &place));
  g_assert_false (guichet_usb_place_find (dir, "04a9", "190e", "AB12", &place));
  g_assert_false (guichet_usb_place_find (dir, "04a9", "1910", NULL, &place));
  g_assert_false (guichet_usb_place_find (dir, "04a9", "1911", NULL, &place));
  /* Unplugged and plugged again. */
  plug (dir, "1-2", "04a9\n", "190e\n", NULL, "1\n", "8\n");
  g_assert_true (guichet_usb_place_find (dir, "04a9", "190e", NULL, &place));
  g_assert_cmpuint (place.device, ==, 8);
  remove_tree (dir);
  g_assert_false (guichet_usb_place_find (dir, "04a9", "190e", NULL, &place));
}

static void
test_fill (void)
{
  GuichetUsbPlace place = { .bus = 1, .device = 12 };
  g_autofree char *filled = guichet_usb_place_fill (&place, "genesys:libusb:{bus}:{device}");
  g_autofree char *plain = guichet_usb_place_fill (&place, "pixma:04A9190E");

  g_assert_cmpstr (filled, ==, "genesys:libusb:001:012");
  g_assert_cmpstr (plain, ==, "pixma:04A9190E");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan/usb-place/find", test_find);
  g_test_add_func ("/scan/usb-place/fill", test_fill);
  return g_test_run ();
}
