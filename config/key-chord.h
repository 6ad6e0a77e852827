/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** Keys that are held together, as the kernel numbers them (linux/input-event-codes.h). */
#define GUICHET_KEY_CHORD_MAX 4
typedef struct {
  guint16 keys[GUICHET_KEY_CHORD_MAX];
  guint n_keys; /* 0: no chord */
} GuichetKeyChord;

/**
 * Reads "LeftCtrl+LeftAlt+Escape": names of keys by their place on the keyboard (P is the same key
 * on all of them, A is where Q is on a French one), or "Key183" for any other, such as that of a
 * button. Empty: no chord. FALSE when it is not to be understood, or when it is one key that is
 * needed to write.
 */
gboolean guichet_key_chord_parse (const char *text, GuichetKeyChord *chord);
