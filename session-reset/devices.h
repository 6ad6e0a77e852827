/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _GuichetSettings GuichetSettings;

/**
 * What staff ask of the devices: set up or not, queue, paper. Printer and scanner are asked by
 * their own worker programs ("--state"), in the sandbox of a worker: libcups and what a device
 * answers stay outside the supervisor. @program_dir: where the workers' programs stand. Answers
 * within some 20 s.
 */
void guichet_devices_ask_async (const GuichetSettings *settings, const char *program_dir,
                                GAsyncReadyCallback callback, gpointer user_data);
/** A floating a{sv}; every value is a string, a number or a boolean, and names nothing of a visit.
 */
GVariant *guichet_devices_ask_finish (GAsyncResult *result);
