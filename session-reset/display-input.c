/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "display-input.h"

#include <string.h>

#include "corner-watch.h"

#define MAX_OBJECTS 64

/* Places of requests and events in wayland.xml. */
#define SEAT_GET_POINTER  0
#define SEAT_GET_KEYBOARD 1
#define SEAT_GET_TOUCH    2
#define SEAT_RELEASE      3

#define POINTER_RELEASE  1
#define KEYBOARD_RELEASE 0
#define TOUCH_RELEASE    0

#define OUTPUT_RELEASE 0

#define POINTER_ENTER  0
#define POINTER_LEAVE  1
#define POINTER_MOTION 2
#define POINTER_BUTTON 3
#define POINTER_AXIS   4
#define KEYBOARD_ENTER 1
#define KEYBOARD_LEAVE 2
#define KEYBOARD_KEY   3
#define TOUCH_DOWN     0
#define TOUCH_UP       1
#define TOUCH_MOTION   2
#define TOUCH_CANCEL   4
#define OUTPUT_MODE    1
#define OUTPUT_SCALE   3

#define MODE_CURRENT 1

typedef enum { OTHER, SEAT, POINTER, KEYBOARD, TOUCH, OUTPUT } Interface;

typedef struct {
  guint32 number;
  Interface interface;
} Object;

struct _GuichetDisplayInput {
  GuichetInputFunc func;
  gpointer user_data;
  GArray *objects; /* element type Object */
  GuichetCornerWatch *corner;
  gint32 width, height; /* of the screen, in its pixels; 0: not known */
  gint32 scale;
};

GuichetDisplayInput *
guichet_display_input_new (void)
{
  GuichetDisplayInput *self = g_new0 (GuichetDisplayInput, 1);

  self->objects = g_array_new (FALSE, FALSE, sizeof (Object));
  self->corner = guichet_corner_watch_new ();
  self->scale = 1;
  return self;
}

static void
tell (GuichetDisplayInput *self, GuichetInputKind kind, guint key, gboolean is_pressed)
{
  if (self->func != NULL)
    self->func (kind, key, is_pressed, self->user_data);
}

/* Of a press whose end will not be seen. */
static void
let_go (GuichetDisplayInput *self)
{
  GuichetScreenCorner corner = guichet_corner_watch_get (self->corner);

  guichet_corner_watch_forget (self->corner);
  if (corner != GUICHET_CORNER_NONE)
    tell (self, GUICHET_INPUT_CORNER, corner, FALSE);
}

void
guichet_display_input_free (GuichetDisplayInput *self)
{
  let_go (self);
  g_array_unref (self->objects);
  guichet_corner_watch_free (self->corner);
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

gboolean
guichet_display_input_add_output (GuichetDisplayInput *self, guint32 object)
{
  return add (self, object, OUTPUT);
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
    if (opcode == POINTER_RELEASE) {
      drop (self, object);
      let_go (self);
    }
    return TRUE;
  case KEYBOARD:
    if (opcode == KEYBOARD_RELEASE)
      drop (self, object);
    return TRUE;
  case TOUCH:
    if (opcode == TOUCH_RELEASE) {
      drop (self, object);
      let_go (self);
    }
    return TRUE;
  case OUTPUT:
    if (opcode == OUTPUT_RELEASE)
      drop (self, object);
    return TRUE;
  case OTHER:
  default:
    return TRUE;
  }
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

/* Positions are those in the client's window, which covers the screen, in 256ths of a pixel. */
static double
read_part (const guint8 *words, gsize place, gint32 size, gint32 scale)
{
  return (gint32)read_word (words, place) / 256.0 * scale / size;
}

static void
take_pointer_place (GuichetDisplayInput *self, guint16 opcode, const guint8 *words, gsize n_words)
{
  gsize place = opcode == POINTER_ENTER ? 2 : 1;

  if ((opcode == POINTER_ENTER || opcode == POINTER_MOTION) && n_words >= place + 2)
    guichet_corner_watch_take_position (self->corner,
                                        read_part (words, place, self->width, self->scale),
                                        read_part (words, place + 1, self->height, self->scale));
  else if (opcode == POINTER_BUTTON && n_words >= 4)
    guichet_corner_watch_take_button (self->corner, read_word (words, 3) != 0);
  else if (opcode == POINTER_LEAVE)
    guichet_corner_watch_forget (self->corner);
}

/* down: serial, time, surface, finger, x, y. up: serial, time, finger. motion: time, finger, x, y.
 */
static void
take_touch_place (GuichetDisplayInput *self, guint16 opcode, const guint8 *words, gsize n_words)
{
  gsize place = opcode == TOUCH_DOWN ? 3 : 1;

  if (opcode == TOUCH_UP && n_words >= 3)
    guichet_corner_watch_take_finger_up (self->corner, (gint32)read_word (words, 2));
  else if ((opcode == TOUCH_DOWN || opcode == TOUCH_MOTION) && n_words >= place + 3)
    guichet_corner_watch_take_finger (self->corner, (gint32)read_word (words, place),
                                      opcode == TOUCH_DOWN,
                                      read_part (words, place + 1, self->width, self->scale),
                                      read_part (words, place + 2, self->height, self->scale));
  else if (opcode == TOUCH_CANCEL)
    guichet_corner_watch_forget (self->corner);
}

static void
take_place (GuichetDisplayInput *self, Interface interface, guint16 opcode, const guint8 *words,
            gsize n_words)
{
  GuichetScreenCorner before = guichet_corner_watch_get (self->corner);
  GuichetScreenCorner after;

  if (self->width <= 0 || self->height <= 0)
    return;
  if (interface == POINTER)
    take_pointer_place (self, opcode, words, n_words);
  else
    take_touch_place (self, opcode, words, n_words);
  after = guichet_corner_watch_get (self->corner);
  if (before != after && before != GUICHET_CORNER_NONE)
    tell (self, GUICHET_INPUT_CORNER, before, FALSE);
  if (before != after && after != GUICHET_CORNER_NONE)
    tell (self, GUICHET_INPUT_CORNER, after, TRUE);
}

/* mode: flags, width, height, rate. */
static void
take_output_event (GuichetDisplayInput *self, guint16 opcode, const guint8 *words, gsize n_words)
{
  if (opcode == OUTPUT_MODE && n_words >= 3 && (read_word (words, 0) & MODE_CURRENT) != 0) {
    self->width = (gint32)read_word (words, 1);
    self->height = (gint32)read_word (words, 2);
  } else if (opcode == OUTPUT_SCALE && n_words >= 1) {
    self->scale = MAX (1, (gint32)read_word (words, 0));
  }
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
    take_place (self, POINTER, opcode, words, n_words);
    break;
  case TOUCH:
    if (opcode <= TOUCH_MOTION)
      tell (self, GUICHET_INPUT_TOUCH, 0, FALSE);
    take_place (self, TOUCH, opcode, words, n_words);
    break;
  case OUTPUT:
    take_output_event (self, opcode, words, n_words);
    break;
  case SEAT:
  case OTHER:
  default:
    break;
  }
}
