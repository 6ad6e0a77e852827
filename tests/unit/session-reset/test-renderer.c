/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "renderer.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "fresh-dir.h"

/* A device of @driver, as the kernel shows it: NULL for one without a driver. */
static void
add_device (const char *root, const char *name, const char *driver)
{
  g_autofree char *node = g_build_filename ("dri", name, NULL);
  g_autofree char *file = fresh_dir_write (root, node, "");
  g_autofree char *device = g_build_filename (root, "drm", name, "device", NULL);
  g_autofree char *link = g_build_filename (device, "driver", NULL);
  g_autofree char *target = g_strconcat ("../../../../bus/pci/drivers/", driver, NULL);

  g_assert_cmpint (g_mkdir_with_parents (device, 0700), ==, 0);
  if (driver != NULL)
    g_assert_no_errno (symlink (target, link));
}

static void
check (const char *root, const char *expected)
{
  g_autofree char *dev_dir = g_build_filename (root, "dri", NULL);
  g_autofree char *sysfs_dir = g_build_filename (root, "drm", NULL);
  g_autofree char *found = guichet_renderer_find_device (dev_dir, sysfs_dir);
  g_autofree char *path = expected != NULL ? g_build_filename (dev_dir, expected, NULL) : NULL;

  g_assert_cmpstr (found, ==, path);
}

static void
test_none (void)
{
  char *root = fresh_dir_new ();

  check (root, NULL);
  fresh_dir_free (root);
}

static void
test_drivers (void)
{
  static const struct {
    const char *driver;
    gboolean is_real;
  } cases[] = {
    { "i915", TRUE },        { "amdgpu", TRUE },      { "nouveau", TRUE },
    { "radeon", TRUE },      { "xe", TRUE },          { "vgem", FALSE },
    { "vkms", FALSE },       { "virtio-pci", FALSE }, { "virtio_gpu", FALSE },
    { "virtio-gpu", FALSE }, { "bochs-drm", FALSE },  { "qxl", FALSE },
    { "cirrus", FALSE },     { "simpledrm", FALSE },  { "ast", FALSE },
    { "mgag200", FALSE },    { NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    char *root = fresh_dir_new ();

    g_test_message ("%s", cases[i].driver != NULL ? cases[i].driver : "none");
    add_device (root, "renderD128", cases[i].driver);
    check (root, cases[i].is_real ? "renderD128" : NULL);
    fresh_dir_free (root);
  }
}

static void
test_lowest (void)
{
  char *root = fresh_dir_new ();

  add_device (root, "renderD130", "i915");
  add_device (root, "renderD129", "i915");
  add_device (root, "renderD128", "vgem");
  add_device (root, "card0", "i915");
  check (root, "renderD129");
  fresh_dir_free (root);
}

static void
test_no_access (void)
{
  char *root = fresh_dir_new ();
  g_autofree char *node = g_build_filename (root, "dri", "renderD128", NULL);

  if (geteuid () == 0) {
    g_test_skip ("root may open everything");
  } else {
    add_device (root, "renderD128", "i915");
    add_device (root, "renderD129", "i915");
    g_assert_no_errno (g_chmod (node, 0));
    check (root, "renderD129");
  }
  fresh_dir_free (root);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/renderer/none", test_none);
  g_test_add_func ("/session-reset/renderer/drivers", test_drivers);
  g_test_add_func ("/session-reset/renderer/lowest", test_lowest);
  g_test_add_func ("/session-reset/renderer/no-access", test_no_access);
  return g_test_run ();
}
