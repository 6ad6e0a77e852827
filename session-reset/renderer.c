/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "renderer.h"

#include <unistd.h>

/* Kernel drivers of devices that only pretend: display without acceleration, or a host's. */
static const char *const software_drivers[] = {
  "vgem",   "vkms",        "virtio-pci",         "virtio_gpu", "virtio-gpu", "bochs-drm", "qxl",
  "cirrus", "cirrus-qemu", "simple-framebuffer", "simpledrm",  "ast",        "mgag200",   NULL
};

static gboolean
is_real (const char *sysfs_dir, const char *name)
{
  g_autofree char *link = g_build_filename (sysfs_dir, name, "device", "driver", NULL);
  g_autofree char *target = g_file_read_link (link, NULL);
  g_autofree char *driver = target != NULL ? g_path_get_basename (target) : NULL;

  return driver != NULL && !g_strv_contains (software_drivers, driver);
}

char *
guichet_renderer_find_device (const char *dev_dir, const char *sysfs_dir)
{
  g_autoptr (GDir) dir = g_dir_open (dev_dir, 0, NULL);
  g_autofree char *best = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (dev_dir, name, NULL);

    if (!g_str_has_prefix (name, "renderD") || access (path, R_OK | W_OK) != 0 ||
        !is_real (sysfs_dir, name))
      continue;
    /* The lowest number: the one that the screen hangs on, on machines with two. */
    if (best == NULL || g_strcmp0 (path, best) < 0) {
      g_free (best);
      best = g_steal_pointer (&path);
    }
  }
  return g_steal_pointer (&best);
}
