/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** Asks for a new PIN of "reception" or "technician" (twice on a terminal, else one line of
 * standard input) and writes it into @path. It is never an argument: those are seen by all. */
gboolean guichetctl_set_pin (const char *path, const char *role, GError **error);
