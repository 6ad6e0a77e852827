/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef enum {
  GUICHET_SWAP_NONE,
  GUICHET_SWAP_ENCRYPTED, /* or in memory */
  GUICHET_SWAP_CLEAR,     /* a disk keeps what was in memory */
  GUICHET_SWAP_UNKNOWN,   /* taken for clear */
} GuichetSwap;

/** What the machine swaps to. @root: "/", or a tree with proc/swaps and sys/block. Blocks for less
 *  than a millisecond. */
GuichetSwap guichet_swap_look (const char *root);
/** "none", "encrypted", "clear", "unknown". Static. */
const char *guichet_swap_to_string (GuichetSwap swap);
