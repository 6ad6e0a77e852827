/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "key-chord.h"

#include <linux/input-event-codes.h>

static void
test_chords (void)
{
  GuichetKeyChord chord;

  g_assert_true (guichet_key_chord_parse ("LeftCtrl+RightCtrl+Escape", &chord));
  g_assert_cmpuint (chord.n_keys, ==, 3);
  g_assert_cmpuint (chord.keys[0], ==, KEY_LEFTCTRL);
  g_assert_cmpuint (chord.keys[1], ==, KEY_RIGHTCTRL);
  g_assert_cmpuint (chord.keys[2], ==, KEY_ESC);
  g_assert_true (guichet_key_chord_parse ("leftctrl + p", &chord));
  g_assert_cmpuint (chord.keys[1], ==, KEY_P);
  g_assert_true (guichet_key_chord_parse ("Key183", &chord));
  g_assert_cmpuint (chord.keys[0], ==, KEY_F13);
  g_assert_true (guichet_key_chord_parse ("Pause", &chord));
  g_assert_true (guichet_key_chord_parse ("", &chord));
  g_assert_cmpuint (chord.n_keys, ==, 0);
}

static void
test_mistakes (void)
{
  static const char *const bad[] = { "Ctrl",      "LeftCtrl+", "LeftCtrl+LeftCtrl",
                                     "LeftShift", "A",         "Enter",
                                     "Delete",    "F5",        "F12",
                                     "Key0",      "Key30",     "Key99999",
                                     "A+B+C+D+E", "AltGr",     "LeftCtrl-Escape" };
  GuichetKeyChord chord = { .n_keys = 7 };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_test_message ("“%s”", bad[i]);
    g_assert_false (guichet_key_chord_parse (bad[i], &chord));
    g_assert_cmpuint (chord.n_keys, ==, 7);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/key-chord/chords", test_chords);
  g_test_add_func ("/config/key-chord/mistakes", test_mistakes);
  return g_test_run ();
}
