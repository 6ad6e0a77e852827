/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * Kills what is left of a start that was broken off because its supervisor or bubblewrap outside
 * was killed: bubblewrap's child, before it ran anything of ours, waits for a parent that is gone.
 * Such processes still carry bubblewrap's command line, in which @dir, the world's directory,
 * stands. Gives how many there were: 0 is the proof. Blocks some milliseconds.
 */
guint guichet_stray_starts_kill (const char *dir);
