/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sane-config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* sane-airscan(5). The name between quotes is ours; so is the one that is opened. */
#define ESCL_CONFIG                                                                                \
  "[devices]\n\"Guichet\" = %s, eSCL\n[options]\ndiscovery = disable\nws-discovery = off\n"
#define ESCL_NAME "airscan:e0:Guichet"

static gboolean
write_file (const char *dir, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  /* Without this flag GLib 2.74 leaves the end of a longer text that was there. */
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static gboolean
write_driver (const char *dir, const char *source_dir, const char *driver, GError **error)
{
  g_autofree char *name = g_strconcat (driver, ".conf", NULL);
  g_autofree char *source = g_build_filename (source_dir, name, NULL);
  g_autofree char *line = g_strconcat (driver, "\n", NULL);
  g_autofree char *text = NULL;

  /* Not every driver has one. */
  if (g_file_get_contents (source, &text, NULL, NULL) && !write_file (dir, name, text, error))
    return FALSE;
  return write_file (dir, "dll.conf", line, error);
}

static gboolean
is_address (const char *device)
{
  return g_str_has_prefix (device, "http://") || g_str_has_prefix (device, "https://");
}

char *
guichet_sane_config_write (const char *dir, const char *source_dir, const char *device,
                           GError **error)
{
  gsize length = strcspn (device, ":");
  g_autofree char *driver = g_strndup (device, length);

  if (length == 0 || device[length] == '\0' || strpbrk (device, "\n\r\"") != NULL ||
      strchr (driver, '/') != NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "not a scanner's name");
    return NULL;
  }
  if (g_mkdir_with_parents (dir, 0700) != 0) {
    g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (errno), "settings of SANE: %s",
                 g_strerror (errno));
    return NULL;
  }
  if (is_address (device)) {
    g_autofree char *text = g_strdup_printf (ESCL_CONFIG, device);

    if (!write_file (dir, "airscan.conf", text, error) ||
        !write_file (dir, "dll.conf", "airscan\n", error))
      return NULL;
    return g_strdup (ESCL_NAME);
  }
  return write_driver (dir, source_dir, driver, error) ? g_strdup (device) : NULL;
}
