/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usb-printer.h"

/* USB-IF's defined class codes. */
#define CLASS_PRINTER "07"
#define CLASS_VENDOR  "ff"

static gboolean
may_be_printer (const char *sysfs_dir, const char *name)
{
  g_autofree char *path = g_build_filename (sysfs_dir, name, "bInterfaceClass", NULL);
  g_autofree char *text = NULL;

  /* A device itself has none, only its interfaces have. */
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  g_strstrip (text);
  return g_str_equal (text, CLASS_PRINTER) || g_str_equal (text, CLASS_VENDOR);
}

gboolean
guichet_usb_printer_is_gone (const char *sysfs_dir)
{
  g_autoptr (GDir) dir = g_dir_open (sysfs_dir, 0, NULL);
  const char *name;
  guint n_listed = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    n_listed++;
    if (may_be_printer (sysfs_dir, name))
      return FALSE;
  }
  /* A machine with USB lists its own ports at least. */
  return n_listed > 0;
}
