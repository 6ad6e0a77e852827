/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usb-place.h"

/* NULL when the device has no such attribute. */
static char *
read_attribute (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  return g_strstrip (text);
}

static gboolean
has_value (const char *dir, const char *name, const char *value)
{
  g_autofree char *text = read_attribute (dir, name);

  return g_strcmp0 (text, value) == 0;
}

static guint
read_number (const char *dir, const char *name)
{
  g_autofree char *text = read_attribute (dir, name);
  guint64 number = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, 999, &number, NULL))
    return 0;
  return (guint)number;
}

static gboolean
read_place (const char *dir, const char *vendor, const char *product, const char *serial,
            GuichetUsbPlace *place)
{
  if (!has_value (dir, "idVendor", vendor) || !has_value (dir, "idProduct", product) ||
      (serial != NULL && !has_value (dir, "serial", serial)))
    return FALSE;
  place->bus = read_number (dir, "busnum");
  place->device = read_number (dir, "devnum");
  return place->bus != 0 && place->device != 0;
}

gboolean
guichet_usb_place_find (const char *sysfs_dir, const char *vendor, const char *product,
                        const char *serial, GuichetUsbPlace *place)
{
  g_autoptr (GDir) dir = g_dir_open (sysfs_dir, 0, NULL);
  gboolean found = FALSE;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (sysfs_dir, name, NULL);
    GuichetUsbPlace here;

    if (!read_place (path, vendor, product, serial, &here))
      continue;
    if (!found || here.bus < place->bus || (here.bus == place->bus && here.device < place->device))
      *place = here;
    found = TRUE;
  }
  return found;
}

char *
guichet_usb_place_fill (const GuichetUsbPlace *place, const char *name)
{
  g_autofree char *bus = g_strdup_printf ("%03u", place->bus);
  g_autofree char *device = g_strdup_printf ("%03u", place->device);
  GString *text = g_string_new (name);

  g_string_replace (text, "{bus}", bus, 0);
  g_string_replace (text, "{device}", device, 0);
  return g_string_free (text, FALSE);
}
