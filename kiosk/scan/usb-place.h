/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** Where a USB device is plugged now. */
typedef struct {
  guint bus;
  guint device;
} GuichetUsbPlace;

/**
 * Looks the device with @vendor and @product (four small hexadecimal digits) and @serial (NULL:
 * any) up in @sysfs_dir ("/sys/bus/usb/devices"). Its number is another after each replug. With
 * several alike, the one on the lowest bus and number. FALSE when there is none.
 */
gboolean guichet_usb_place_find (const char *sysfs_dir, const char *vendor, const char *product,
                                 const char *serial, GuichetUsbPlace *place);
/** @name with "{bus}" and "{device}" replaced, three digits each, as libusb's names in SANE have
 *  them. Owned by the caller. */
char *guichet_usb_place_fill (const GuichetUsbPlace *place, const char *name);
