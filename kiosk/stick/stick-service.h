/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stick-disk.h"

/**
 * GuichetStickService: org.guichet.Stick1 towards the world, which is hostile. Main thread only;
 * one call at a time is carried out, in a thread.
 */
#define GUICHET_TYPE_STICK_SERVICE (guichet_stick_service_get_type ())
G_DECLARE_FINAL_TYPE (GuichetStickService, guichet_stick_service, GUICHET, STICK_SERVICE, GObject)

/** Writes a word of the worker's vocabulary for the supervisor. Called from any thread. */
typedef void (*GuichetStickStatus) (const char *word, gpointer user_data);

GuichetStickService *guichet_stick_service_new (GDBusConnection *connection, GuichetStickDisk *disk,
                                                GuichetStickStatus status, gpointer user_data,
                                                GError **error);
/** Staff hold the other end: Put is theirs. */
void guichet_stick_service_set_staff (GuichetStickService *self);
/** Has what is under way end soon, waits for it (at most @milliseconds) and lets go of the stick.
 */
void guichet_stick_service_stop (GuichetStickService *self, guint milliseconds);
