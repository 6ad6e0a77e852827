/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "key-chord.h"

#include <linux/input-event-codes.h>

static const struct {
  const char *name;
  guint16 key;
} names[] = {
  { "LeftCtrl", KEY_LEFTCTRL },
  { "RightCtrl", KEY_RIGHTCTRL },
  { "LeftShift", KEY_LEFTSHIFT },
  { "RightShift", KEY_RIGHTSHIFT },
  { "LeftAlt", KEY_LEFTALT },
  { "AltGr", KEY_RIGHTALT },
  { "Super", KEY_LEFTMETA },
  { "Menu", KEY_COMPOSE },
  { "Escape", KEY_ESC },
  { "Tab", KEY_TAB },
  { "Space", KEY_SPACE },
  { "Enter", KEY_ENTER },
  { "Backspace", KEY_BACKSPACE },
  { "Delete", KEY_DELETE },
  { "Insert", KEY_INSERT },
  { "Home", KEY_HOME },
  { "End", KEY_END },
  { "PageUp", KEY_PAGEUP },
  { "PageDown", KEY_PAGEDOWN },
  { "Pause", KEY_PAUSE },
  { "ScrollLock", KEY_SCROLLLOCK },
  { "Print", KEY_SYSRQ },
  { "A", KEY_A },
  { "B", KEY_B },
  { "C", KEY_C },
  { "D", KEY_D },
  { "E", KEY_E },
  { "F", KEY_F },
  { "G", KEY_G },
  { "H", KEY_H },
  { "I", KEY_I },
  { "J", KEY_J },
  { "K", KEY_K },
  { "L", KEY_L },
  { "M", KEY_M },
  { "N", KEY_N },
  { "O", KEY_O },
  { "P", KEY_P },
  { "Q", KEY_Q },
  { "R", KEY_R },
  { "S", KEY_S },
  { "T", KEY_T },
  { "U", KEY_U },
  { "V", KEY_V },
  { "W", KEY_W },
  { "X", KEY_X },
  { "Y", KEY_Y },
  { "Z", KEY_Z },
  { "F1", KEY_F1 },
  { "F2", KEY_F2 },
  { "F3", KEY_F3 },
  { "F4", KEY_F4 },
  { "F5", KEY_F5 },
  { "F6", KEY_F6 },
  { "F7", KEY_F7 },
  { "F8", KEY_F8 },
  { "F9", KEY_F9 },
  { "F10", KEY_F10 },
  { "F11", KEY_F11 },
  { "F12", KEY_F12 },
  { "F13", KEY_F13 },
  { "F14", KEY_F14 },
  { "F15", KEY_F15 },
  { "F16", KEY_F16 },
  { "F17", KEY_F17 },
  { "F18", KEY_F18 },
  { "F19", KEY_F19 },
  { "F20", KEY_F20 },
  { "F21", KEY_F21 },
  { "F22", KEY_F22 },
  { "F23", KEY_F23 },
  { "F24", KEY_F24 },
};

static gboolean
read_key (const char *text, guint16 *key)
{
  guint64 number;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (names[i].name, text) == 0) {
      *key = names[i].key;
      return TRUE;
    }
  if (!g_str_has_prefix (text, "Key") ||
      !g_ascii_string_to_unsigned (text + 3, 10, 1, KEY_MAX, &number, NULL))
    return FALSE;
  *key = (guint16)number;
  return TRUE;
}

static gboolean
has_key (const GuichetKeyChord *chord, guint16 key)
{
  for (guint i = 0; i < chord->n_keys; i++)
    if (chord->keys[i] == key)
      return TRUE;
  return FALSE;
}

/* Who holds Shift to write a capital letter must not end the visit. */
static gboolean
is_needed_alone (guint16 key)
{
  return key <= KEY_F10 || (key >= KEY_KP7 && key <= KEY_F12) ||
         (key >= KEY_KPENTER && key <= KEY_DELETE);
}

gboolean
guichet_key_chord_parse (const char *text, GuichetKeyChord *chord)
{
  g_auto (GStrv) parts = g_strsplit (text, "+", -1);
  GuichetKeyChord read = { 0 };

  for (guint i = 0; parts[i] != NULL; i++) {
    guint16 key;

    if (read.n_keys == GUICHET_KEY_CHORD_MAX || !read_key (g_strstrip (parts[i]), &key) ||
        has_key (&read, key))
      return FALSE;
    read.keys[read.n_keys++] = key;
  }
  if (read.n_keys == 1 && is_needed_alone (read.keys[0]))
    return FALSE;
  *chord = read;
  return TRUE;
}
