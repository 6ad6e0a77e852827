/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * Writes SANE's settings for one scanner into @dir (made here): a dll.conf that names its driver
 * alone, so that no other one is loaded and nothing is looked for, and the driver's own file out of
 * @source_dir ("/etc/sane.d"). @device: as in GuichetScannerSettings. The name to be opened, owned
 * by the caller; NULL and @error when @device is not a name, or nothing could be written.
 */
char *guichet_sane_config_write (const char *dir, const char *source_dir, const char *device,
                                 GError **error);
