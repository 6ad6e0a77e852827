/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetDeliver into the folder @user_data (char*), a USB stick as a rule: written beside, synced,
 * renamed, then read again from the device and compared. A file with the same bytes is left, one
 * with others refused.
 */
gboolean guichet_deliver_to_folder (const char *name, const char *bytes, gsize length,
                                    gpointer user_data, GError **error);
