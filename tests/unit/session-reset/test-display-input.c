/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "display-input.h"

#include <linux/input-event-codes.h>

enum { SEAT = 7, POINTER = 8, KEYBOARD = 9, TOUCH = 10, OTHER = 11 };

typedef struct {
  guint n[GUICHET_INPUT_LOST + 1];
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
  g_test_add_func ("/session-reset/display-input/given-back", test_given_back);
  g_test_add_func ("/session-reset/display-input/short-and-many", test_short_and_many);
  return g_test_run ();
}
