/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * Which keys reach the window at all. An allow list: a key that no row names is swallowed, with
 * every set of modifiers that its row does not name. Keyvals are X keysyms, as in GDK.
 */
typedef enum {
  GUICHET_KEY_PLAIN = 0,
  GUICHET_KEY_SHIFT = 1 << 0,
  GUICHET_KEY_CONTROL = 1 << 1,
  GUICHET_KEY_OTHER = 1 << 2, /* Alt, Super, Hyper, Meta: never allowed */
} GuichetKeyModifiers;

/** Lock keys and level shifts (AltGr) are not modifiers here: they are in the keyval already. */
gboolean guichet_key_table_allows (guint keyval, GuichetKeyModifiers modifiers);
