/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linked to guichet-stick in tests only, never installed: files that stand for sticks are taken,
 * also by a worker that a real supervisor starts, whose environment nobody else can add to.
 */
#include <stdlib.h>

static void __attribute__ ((constructor)) take_files (void)
{
  (void)setenv ("GUICHET_STICK_LOOPS", "1", 1);
}
