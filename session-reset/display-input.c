/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "display-input.h"

#include <string.h>

#define MAX_OBJECTS 64

/* Places of requests and events in wayland.xml. */
#define SEAT_GET_POINTER  0
#define SEAT_GET_KEYBOARD 1
#define SEAT_GET_TOUCH    2
#define SEAT_RELEASE      3

#define POINTER_RELEASE  1
#define KEYBOARD_RELEASE 0
#define TOUCH_RELEASE    0

#define POINTER_MOTION 2
#define POINTER_BUTTON 3
#define POINTER_AXIS   4
#define KEYBOARD_ENTER 1
#define KEYBOARD_LEAVE 2
#define KEYBOARD_KEY   3
#define TOUCH_DOWN     0
#define TOUCH_UP       1
#define TOUCH_MOTION   2

typedef enum { OTHER, SEAT, POINTER, KEYBOARD, TOUCH } Interface;

typedef struct {
  guint32 number;
  Interface interface;
} Object;

struct _GuichetDisplayInput {
  GuichetInputFunc func;
  gpointer user_data;
  GArray *objects; /* element type Object */
};

GuichetDisplayInput *
guichet_display_input_new (void)
{
  GuichetDisplayInput *self = g_new0 (GuichetDisplayInput, 1);

  self->objects = g_array_new (FALSE, FALSE, sizeof (Object));
  return self;
}

void
guichet_display_input_free (GuichetDisplayInput *self)
{
  g_array_unref (self->objects);
  g_free (self);
}

void
guichet_display_input_set_func (GuichetDisplayInput *self, GuichetInputFunc func,
                                gpointer user_data)
{
  self->func = func;
  self->user_data = user_data;
}

static Interface
find (const GuichetDisplayInput *self, guint32 number)
{
  for (guint i = 0; i < self->objects->len; i++)
    if (g_array_index (self->objects, Object, i).number == number)
      return g_array_index (self->objects, Object, i).interface;
  return OTHER;
}

static void
drop (GuichetDisplayInput *self, guint32 number)
{
  for (guint i = self->objects->len; i-- > 0;)
    if (g_array_index (self->objects, Object, i).number == number)
      g_array_remove_index_fast (self->objects, i);
}

static gboolean
add (GuichetDisplayInput *self, guint32 number, Interface interface)
{
  Object object = { number, interface };

  if (number == 0 || self->objects->len >= MAX_OBJECTS)
    return FALSE;
  drop (self, number);
  g_array_append_val (self->objects, object);
  return TRUE;
}

gboolean
guichet_display_input_add_seat (GuichetDisplayInput *self, guint32 object)
{
  return add (self, object, SEAT);
}

static guint32
read_word (const guint8 *words, gsize place)
{
  guint32 word;

  memcpy (&word, words + place * sizeof word, sizeof word);
  return word;
}

static gboolean
take_seat_request (GuichetDisplayInput *self, guint32 object, guint16 opcode, const guint8 *words,
                   gsize n_words)
{
  static const Interface devices[] = {
    [SEAT_GET_POINTER] = POINTER, [SEAT_GET_KEYBOARD] = KEYBOARD, [SEAT_GET_TOUCH] = TOUCH
  };

  if (opcode == SEAT_RELEASE)
    drop (self, object);
  if (opcode >= G_N_ELEMENTS (devices))
    return TRUE;
  return n_words >= 1 && add (self, read_word (words, 0), devices[opcode]);
}

gboolean
guichet_display_input_take_request (GuichetDisplayInput *self, guint32 object, guint16 opcode,
                                    const guint8 *words, gsize n_words)
{
  switch (find (self, object)) {
  case SEAT:
    return take_seat_request (self, object, opcode, words, n_words);
  case POINTER:
    if (opcode == POINTER_RELEASE)
      drop (self, object);
    return TRUE;
  case KEYBOARD:
    if (opcode == KEYBOARD_RELEASE)
      drop (self, object);
    return TRUE;
  case TOUCH:
    if (opcode == TOUCH_RELEASE)
      drop (self, object);
    return TRUE;
  case OTHER:
  default:
    return TRUE;
  }
}

static void
tell (GuichetDisplayInput *self, GuichetInputKind kind, guint key, gboolean is_pressed)
{
  if (self->func != NULL)
    self->func (kind, key, is_pressed, self->user_data);
}

/* key: serial, time, key, state. The key is the kernel's own number of it. */
static void
take_keyboard_event (GuichetDisplayInput *self, guint16 opcode, const guint8 *words, gsize n_words)
{
  if (opcode == KEYBOARD_KEY && n_words >= 4)
    tell (self, GUICHET_INPUT_KEY, read_word (words, 2), read_word (words, 3) != 0);
  else if (opcode == KEYBOARD_ENTER || opcode == KEYBOARD_LEAVE)
    tell (self, GUICHET_INPUT_LOST, 0, FALSE);
}

void
guichet_display_input_take_event (GuichetDisplayInput *self, guint32 object, guint16 opcode,
                                  const guint8 *words, gsize n_words)
{
  switch (find (self, object)) {
  case KEYBOARD:
    take_keyboard_event (self, opcode, words, n_words);
    break;
  case POINTER:
    if (opcode >= POINTER_MOTION && opcode <= POINTER_AXIS)
      tell (self, GUICHET_INPUT_POINTER, 0, FALSE);
    break;
  case TOUCH:
    if (opcode <= TOUCH_MOTION)
      tell (self, GUICHET_INPUT_TOUCH, 0, FALSE);
    break;
  case SEAT:
  case OTHER:
  default:
    break;
  }
}
