/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Every byte of a needle is given XOR this, so that the search does not find its own question. */
#define OWN_MEMORY_TURN 0xa5

/** How often @turned stands, turned back, in the memory that this process can read and write:
 *  heap, stacks, data; freed blocks too. */
guint own_memory_count (const guint8 *turned, gsize length);
