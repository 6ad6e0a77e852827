/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "input-kind.h"

#include <gio/gio.h>

/**
 * GuichetInputDevices: keyboards, pointers and touch screens of the machine, listened to through a
 * libinput context of our own, beside the compositor's: nothing is grabbed, and devices are opened
 * for reading only. Devices come and go while it runs. Main thread only.
 */
typedef struct _GuichetInputDevices GuichetInputDevices;

/**
 * Listens to @devices (absolute paths) or, when there are none, to all of @seat. One that is
 * missing is waited for. NULL and @error when nothing can be listened to, ever.
 */
GuichetInputDevices *guichet_input_devices_new (const char *seat, const char *const *devices,
                                                GuichetInputFunc func, gpointer user_data,
                                                GError **error);
void guichet_input_devices_free (GuichetInputDevices *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetInputDevices, guichet_input_devices_free)

/** Devices that are there now. */
guint guichet_input_devices_get_n (const GuichetInputDevices *self);
/** How often a device began to send what no person does. */
guint guichet_input_devices_get_n_flooding (const GuichetInputDevices *self);
