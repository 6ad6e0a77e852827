/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** Asks the machine's login manager (org.freedesktop.login1) to switch it off. A rule of polkit
 * lets the terminal's user do just this; nobody is asked for a password. */
void guichet_power_off_async (GAsyncReadyCallback callback, gpointer user_data);
/** "done": the machine goes off; "refused": the login manager does not let us; "no-answer": it is
 *  not there, or failed. Static. */
const char *guichet_power_off_finish (GAsyncResult *result);
