/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chord-watch.h"

#include <linux/input-event-codes.h>

#define HOLD_MS 3000

static GuichetChordWatch *
make (void)
{
  GuichetKeyChord chord;

  g_assert_true (guichet_key_chord_parse ("LeftCtrl+RightCtrl+Escape", &chord));
  return guichet_chord_watch_new (&chord, HOLD_MS);
}

static void
press_all (GuichetChordWatch *watch, gint64 now)
{
  g_assert_cmpint (guichet_chord_watch_take_key (watch, KEY_LEFTCTRL, TRUE, now), ==,
                   GUICHET_CHORD_NOTHING);
  g_assert_cmpint (guichet_chord_watch_take_key (watch, KEY_ESC, TRUE, now), ==,
                   GUICHET_CHORD_NOTHING);
  g_assert_cmpint (guichet_chord_watch_get_wait (watch, now), ==, -1);
  g_assert_cmpint (guichet_chord_watch_take_key (watch, KEY_RIGHTCTRL, TRUE, now), ==,
                   GUICHET_CHORD_BEGUN);
}

static void
release_all (GuichetChordWatch *watch, gint64 now)
{
  guichet_chord_watch_take_key (watch, KEY_ESC, FALSE, now);
  guichet_chord_watch_take_key (watch, KEY_LEFTCTRL, FALSE, now);
  guichet_chord_watch_take_key (watch, KEY_RIGHTCTRL, FALSE, now);
}

static GuichetChordEvent
hold_at (GuichetChordWatch *watch, gint64 now)
{
  GuichetChordEvent event;

  press_all (watch, now);
  event = guichet_chord_watch_tick (watch, now + HOLD_MS);
  release_all (watch, now + HOLD_MS + 10);
  return event;
}

static void
test_held (void)
{
  g_autoptr (GuichetChordWatch) watch = make ();

  press_all (watch, 1000);
  g_assert_cmpint (guichet_chord_watch_get_wait (watch, 1000), ==, HOLD_MS);
  g_assert_cmpint (guichet_chord_watch_tick (watch, 3999), ==, GUICHET_CHORD_NOTHING);
  /* Another key beside does not matter, nor does the kernel's repeating of one. */
  guichet_chord_watch_take_key (watch, KEY_A, TRUE, 3999);
  g_assert_cmpint (guichet_chord_watch_take_key (watch, KEY_ESC, TRUE, 3999), ==,
                   GUICHET_CHORD_NOTHING);
  g_assert_cmpint (guichet_chord_watch_tick (watch, 4000), ==, GUICHET_CHORD_HELD);
  /* Once, however long it stays. */
  g_assert_cmpint (guichet_chord_watch_tick (watch, 9000), ==, GUICHET_CHORD_NOTHING);
  guichet_chord_watch_take_key (watch, KEY_ESC, FALSE, 9001);
  g_assert_cmpint (guichet_chord_watch_take_key (watch, KEY_ESC, TRUE, 9002), ==,
                   GUICHET_CHORD_NOTHING);
  g_assert_cmpint (guichet_chord_watch_get_wait (watch, 9002), ==, -1);
}

static void
test_let_go (void)
{
  g_autoptr (GuichetChordWatch) watch = make ();

  press_all (watch, 1000);
  guichet_chord_watch_take_key (watch, KEY_RIGHTCTRL, FALSE, 3990);
  g_assert_cmpint (guichet_chord_watch_tick (watch, 4100), ==, GUICHET_CHORD_NOTHING);
  /* From the beginning. */
  g_assert_cmpint (guichet_chord_watch_take_key (watch, KEY_RIGHTCTRL, TRUE, 4200), ==,
                   GUICHET_CHORD_BEGUN);
  g_assert_cmpint (guichet_chord_watch_get_wait (watch, 4200), ==, HOLD_MS);
  guichet_chord_watch_forget_keys (watch);
  g_assert_cmpint (guichet_chord_watch_tick (watch, 9000), ==, GUICHET_CHORD_NOTHING);
}

static void
test_again (void)
{
  g_autoptr (GuichetChordWatch) watch = make ();

  g_assert_cmpint (hold_at (watch, 0), ==, GUICHET_CHORD_HELD);
  g_assert_cmpint (hold_at (watch, 6000), ==, GUICHET_CHORD_HELD_AGAIN);
  g_assert_cmpint (hold_at (watch, 12000), ==, GUICHET_CHORD_HELD);
  g_assert_cmpint (hold_at (watch, 30000), ==, GUICHET_CHORD_HELD);
}

static void
test_none (void)
{
  GuichetKeyChord chord = { .n_keys = 0 };
  g_autoptr (GuichetChordWatch) watch = guichet_chord_watch_new (&chord, HOLD_MS);

  for (guint key = 0; key < KEY_MAX; key++)
    g_assert_cmpint (guichet_chord_watch_take_key (watch, key, TRUE, 0), ==, GUICHET_CHORD_NOTHING);
  g_assert_cmpint (guichet_chord_watch_tick (watch, 100000), ==, GUICHET_CHORD_NOTHING);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/chord-watch/held", test_held);
  g_test_add_func ("/session-reset/chord-watch/let-go", test_let_go);
  g_test_add_func ("/session-reset/chord-watch/again", test_again);
  g_test_add_func ("/session-reset/chord-watch/none", test_none);
  return g_test_run ();
}
