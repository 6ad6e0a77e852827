/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * Whether @sysfs_dir ("/sys/bus/usb/devices") shows that no printer can be there: none of its
 * devices has an interface of a printer, nor of a maker's own kind (some printers have only such a
 * one). A USB printer that is switched off or unplugged is not listed. FALSE also where the list
 * cannot be read.
 */
gboolean guichet_usb_printer_is_gone (const char *sysfs_dir);
