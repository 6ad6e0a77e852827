/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** What is installed, of the programs that the terminal is made of: a fixed list. */
void guichet_staff_versions_ask_async (GAsyncReadyCallback callback, gpointer user_data);
/** A floating a{sv} of strings: "guichet", "system", "kernel" and names of packages. */
GVariant *guichet_staff_versions_ask_finish (GAsyncResult *result);
