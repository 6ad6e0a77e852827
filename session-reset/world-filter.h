/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * The system calls that a world does not get, as a program for bubblewrap's --seccomp: what neither
 * the shell nor the engine needs, and what namespaces do not hold back. The engine's own filter
 * comes on top inside.
 *
 * Returns: a descriptor at the start of the program, owned by the caller; -1 with @error.
 */
int guichet_world_filter_open (GError **error);
