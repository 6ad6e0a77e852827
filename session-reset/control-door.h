/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetControlDoor: who comes to the control socket. It keeps count by user: whoever leaves calls
 * half made, or makes too many, shuts out nobody but themselves; their own oldest goes for the
 * newest. (GDBusServer lets ten such calls shut out everybody, root too.) Main thread only.
 */
typedef struct _GuichetControlDoor GuichetControlDoor;

/** Whether a user may come in at all, by the kernel's word on who calls. */
typedef gboolean (*GuichetControlDoorAllows) (GCredentials *credentials);
/** Somebody is in; @connection was proved and waits for
 *  g_dbus_connection_start_message_processing(). The door keeps it until it closes. */
typedef void (*GuichetControlDoorFunc) (GDBusConnection *connection, gpointer user_data);

/** Calls that one user has half made, or made, at most. */
#define GUICHET_CONTROL_DOOR_MAX_PENDING 4
#define GUICHET_CONTROL_DOOR_MAX_OPEN    8

/** Listens on @path, which must not be there. */
GuichetControlDoor *guichet_control_door_new (const char *path, GuichetControlDoorAllows allows,
                                              GuichetControlDoorFunc func, gpointer user_data,
                                              GError **error);
/** Closes all; does not unlink the path. */
void guichet_control_door_free (GuichetControlDoor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetControlDoor, guichet_control_door_free)
