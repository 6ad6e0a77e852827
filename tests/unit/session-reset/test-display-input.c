/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "display-input.h"

#include <linux/input-event-codes.h>

#include "screen-corner.h"

enum { SEAT = 7, POINTER = 8, KEYBOARD = 9, TOUCH = 10, OTHER = 11 };

typedef struct {
  guint n[GUICHET_INPUT_CORNER + 1];
  guint key;
  gboolean is_pressed;
} Seen;

static void
on_input (GuichetInputKind kind, guint key, gboolean is_pressed, gpointer user_data)
{
  Seen *seen = user_data;

  seen->n[kind]++;
  seen->key = key;
  seen->is_pressed = is_pressed;
}

static void
request (GuichetDisplayInput *input, guint32 object, guint16 opcode, guint32 argument)
{
  g_assert_true (
      guichet_display_input_take_request (input, object, opcode, (const guint8 *)&argument, 1));
}

static void
event (GuichetDisplayInput *input, guint32 object, guint16 opcode)
{
  const guint32 words[] = { 1, 2, KEY_B, 1 };

  guichet_display_input_take_event (input, object, opcode, (const guint8 *)words,
                                    G_N_ELEMENTS (words));
}

static GuichetDisplayInput *
make (Seen *seen)
{
  GuichetDisplayInput *input = guichet_display_input_new ();

  guichet_display_input_set_func (input, on_input, seen);
  g_assert_true (guichet_display_input_add_seat (input, SEAT));
  request (input, SEAT, 0, POINTER);
  request (input, SEAT, 1, KEYBOARD);
  request (input, SEAT, 2, TOUCH);
  return input;
}

static void
test_events (void)
{
  Seen seen = { 0 };
  g_autoptr (GuichetDisplayInput) input = make (&seen);

  event (input, KEYBOARD, 3);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_KEY], ==, 1);
  g_assert_cmpuint (seen.key, ==, KEY_B);
  g_assert_true (seen.is_pressed);
  for (guint16 opcode = 0; opcode < 12; opcode++)
    event (input, POINTER, opcode);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_POINTER], ==, 3); /* motion, button, axis */
  for (guint16 opcode = 0; opcode < 7; opcode++)
    event (input, TOUCH, opcode);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_TOUCH], ==, 3); /* down, up, motion */
  event (input, KEYBOARD, 0);
  event (input, KEYBOARD, 4);
  event (input, KEYBOARD, 5);
  event (input, SEAT, 0);
  event (input, OTHER, 3);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_KEY], ==, 1);
  event (input, KEYBOARD, 1);
  event (input, KEYBOARD, 2);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_LOST], ==, 2);
}

static void
send (GuichetDisplayInput *input, guint32 object, guint16 opcode, const guint32 *words,
      gsize n_words)
{
  guichet_display_input_take_event (input, object, opcode, (const guint8 *)words, n_words);
}

/* In a window that covers the screen, places are known as soon as the screen's size is. */
static void
test_corner (void)
{
  enum { OUTPUT = 12 };
  static const guint32 mode[] = { 1, 1280, 800, 60000 }, scale[] = { 2 };
  static const guint32 enter[] = { 1, 50, 2 * 256, 390 * 256 };
  static const guint32 press[] = { 1, 2, BTN_LEFT, 1 }, let_go[] = { 1, 2, BTN_LEFT, 0 };
  static const guint32 down[] = { 1, 2, 50, 0, 4 * 256, 399 * 256 }, up[] = { 1, 2, 0 };
  static const guint32 away[] = { 2, 0, 300 * 256, 399 * 256 };
  Seen seen = { 0 };
  g_autoptr (GuichetDisplayInput) input = make (&seen);

  send (input, POINTER, 0, enter, 4);
  send (input, POINTER, 3, press, 4);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_CORNER], ==, 0);
  g_assert_true (guichet_display_input_add_output (input, OUTPUT));
  send (input, OUTPUT, 1, mode, 4);
  send (input, OUTPUT, 3, scale, 1);
  send (input, POINTER, 0, enter, 4);
  send (input, POINTER, 3, press, 4);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_CORNER], ==, 1);
  g_assert_cmpuint (seen.key, ==, GUICHET_CORNER_BOTTOM_LEFT);
  g_assert_true (seen.is_pressed);
  send (input, POINTER, 3, let_go, 4);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_CORNER], ==, 2);
  g_assert_false (seen.is_pressed);
  send (input, TOUCH, 0, down, 6);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_CORNER], ==, 3);
  send (input, TOUCH, 2, away, 4);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_CORNER], ==, 4);
  g_assert_false (seen.is_pressed);
  send (input, TOUCH, 1, up, 3);
  /* Words that are missing are none. */
  send (input, TOUCH, 0, down, 3);
  send (input, POINTER, 0, enter, 2);
  send (input, OUTPUT, 1, mode, 1);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_CORNER], ==, 4);
}

/* A connection that ends while a corner is pressed: else the next press would be none. */
static void
test_corner_let_go (void)
{
  enum { OUTPUT = 12 };
  static const guint32 mode[] = { 1, 1280, 800, 60000 }, enter[] = { 1, 50, 0, 799 * 256 };
  static const guint32 press[] = { 1, 2, BTN_LEFT, 1 }, down[] = { 1, 2, 50, 0, 0, 0 };
  Seen seen = { 0 };
  GuichetDisplayInput *input = make (&seen);

  g_assert_true (guichet_display_input_add_output (input, OUTPUT));
  send (input, OUTPUT, 1, mode, 4);
  send (input, POINTER, 0, enter, 4);
  send (input, POINTER, 3, press, 4);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_CORNER], ==, 1);
  /* The pointer is given back: no event of it comes any more. */
  request (input, POINTER, 1, 0);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_CORNER], ==, 2);
  g_assert_cmpuint (seen.key, ==, GUICHET_CORNER_BOTTOM_LEFT);
  g_assert_false (seen.is_pressed);
  send (input, TOUCH, 0, down, 6);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_CORNER], ==, 3);
  g_assert_true (seen.is_pressed);
  guichet_display_input_free (input);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_CORNER], ==, 4);
  g_assert_cmpuint (seen.key, ==, GUICHET_CORNER_TOP_LEFT);
  g_assert_false (seen.is_pressed);
}

/* An object that was given back is another one's number then, and its events are no input. */
static void
test_given_back (void)
{
  Seen seen = { 0 };
  g_autoptr (GuichetDisplayInput) input = make (&seen);

  request (input, KEYBOARD, 0, 0);
  request (input, POINTER, 1, 0);
  request (input, TOUCH, 0, 0);
  for (guint16 opcode = 0; opcode < 12; opcode++) {
    event (input, KEYBOARD, opcode);
    event (input, POINTER, opcode);
    event (input, TOUCH, opcode);
  }
  for (guint i = 0; i < G_N_ELEMENTS (seen.n); i++)
    g_assert_cmpuint (seen.n[i], ==, 0);
  /* What is asked of a seat that was given back makes nothing. */
  request (input, SEAT, 3, 0);
  request (input, SEAT, 1, KEYBOARD);
  event (input, KEYBOARD, 3);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_KEY], ==, 0);
}

static void
test_short_and_many (void)
{
  Seen seen = { 0 };
  g_autoptr (GuichetDisplayInput) input = make (&seen);
  gboolean is_taken = TRUE;

  guichet_display_input_take_event (input, KEYBOARD, 3, NULL, 0);
  g_assert_cmpuint (seen.n[GUICHET_INPUT_KEY], ==, 0);
  g_assert_false (guichet_display_input_take_request (input, SEAT, 1, NULL, 0));
  for (guint32 i = 0; i < 1000 && is_taken; i++) {
    guint32 object = 100 + i;

    is_taken = guichet_display_input_take_request (input, SEAT, 1, (const guint8 *)&object, 1);
  }
  g_assert_false (is_taken);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/display-input/events", test_events);
  g_test_add_func ("/session-reset/display-input/corner", test_corner);
  g_test_add_func ("/session-reset/display-input/corner-let-go", test_corner_let_go);
  g_test_add_func ("/session-reset/display-input/given-back", test_given_back);
  g_test_add_func ("/session-reset/display-input/short-and-many", test_short_and_many);
  return g_test_run ();
}
