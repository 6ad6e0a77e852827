/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetStaffPins: who staff are, told by a PIN. Two roles, hashed by yescrypt (libcrypt). Wrong
 * attempts are counted before they are tried and over restarts: each makes the next wait longer.
 * Nothing of a PIN is kept or logged. Main thread only; hashing is done in a thread.
 */
#define GUICHET_TYPE_STAFF_PINS (guichet_staff_pins_get_type ())
G_DECLARE_FINAL_TYPE (GuichetStaffPins, guichet_staff_pins, GUICHET, STAFF_PINS, GObject)

typedef enum {
  GUICHET_STAFF_NOBODY,
  GUICHET_STAFF_RECEPTION,
  GUICHET_STAFF_TECHNICIAN,
} GuichetStaffRole;

#define GUICHET_STAFF_PIN_MIN 4 /* digits */
#define GUICHET_STAFF_PIN_MAX 12

/** @path: the file of hashes; it need not exist. @now: seconds of a clock that never goes back. */
GuichetStaffPins *guichet_staff_pins_new (const char *path, gint64 (*now) (gpointer user_data),
                                          gpointer user_data);
/** Whether any role has a PIN. There is none to begin with. */
gboolean guichet_staff_pins_are_set (GuichetStaffPins *self);
/** Seconds until an attempt is taken; 0: now. */
guint guichet_staff_pins_get_wait (GuichetStaffPins *self);
/** @pin is copied and wiped. */
void guichet_staff_pins_try_async (GuichetStaffPins *self, const char *pin,
                                   GAsyncReadyCallback callback, gpointer user_data);
/** NOBODY without @error: a wrong PIN. G_IO_ERROR_BUSY: too early, or another is being tried. */
GuichetStaffRole guichet_staff_pins_try_finish (GuichetStaffPins *self, GAsyncResult *result,
                                                GError **error);

/**
 * Writes the PIN of a role into @path (atomically, mode 0640). Refuses what is not 4 to 12 digits,
 * what anybody would try first (1234, 0000), and the PIN of the other role.
 */
gboolean guichet_staff_pins_write (const char *path, GuichetStaffRole role, const char *pin,
                                   GError **error);
/** "reception" or "technician"; NOBODY for anything else. */
GuichetStaffRole guichet_staff_role_from_name (const char *name);
/** Static; NULL for NOBODY. */
const char *guichet_staff_role_to_name (GuichetStaffRole role);
