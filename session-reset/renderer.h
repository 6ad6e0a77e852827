/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * The render device of this machine, "/dev/dri/renderD128", or NULL when there is none that is
 * faster than the processor: without a real one, OpenGL is emulated and five times slower than
 * cairo. @dev_dir and @sysfs_dir: "/dev/dri" and "/sys/class/drm", or a test's. Owned by the
 * caller.
 */
char *guichet_renderer_find_device (const char *dev_dir, const char *sysfs_dir);
