/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "display-filter.h"

#include <string.h>

#include "display-input.h"

/* The Wayland wire format: a message is the object's number, then opcode and size, each half of a
 * word in the byte order of the machine, then arguments in whole words. */
#define HEADER_SIZE 8
#define WORD        4
#define MAX_OBJECTS 64 /* registries, managers and devices that one client may have */

#define DISPLAY_OBJECT            1
#define DISPLAY_GET_REGISTRY      1
#define REGISTRY_BIND             0
#define REGISTRY_GLOBAL           0
#define MANAGER_GET_DATA_DEVICE   1
#define DATA_DEVICE_START_DRAG    0
#define DATA_DEVICE_SET_SELECTION 1
#define DATA_DEVICE_RELEASE       2

#define DATA_DEVICE_MANAGER "wl_data_device_manager"

/* The policy: all that a world may see of the compositor. */
static const char *const allowed_globals[] = {
  "wl_compositor",    /* surfaces */
  "wl_subcompositor", /* surfaces within a window */
  "wl_shm",           /* their pixels, in memory */
  "wl_output",        /* size of the screen */
  "wl_seat",          /* keys, pointer, touch */
  "xdg_wm_base",      /* windows and popovers */
  "wp_viewporter",    /* scaling of a surface */
  "wp_presentation",  /* when a frame was shown */
  "zxdg_output_manager_v1",
  "wp_fractional_scale_manager_v1",
  "zwp_linux_dmabuf_v1", /* pixels of a real graphics device */
  "wl_drm",              /* the same, older Mesa */
  DATA_DEVICE_MANAGER,   /* GTK needs it; see hides_request() */
};

/* A message has at most 64 KiB, and bytes come in pieces of at most 16. */
#define HELD_SIZE (80 * 1024)

struct _GuichetDisplayFilter {
  GByteArray *requests; /* half a message */
  GByteArray *events;
  GArray *registries; /* element type guint32: object numbers */
  GArray *managers;   /* of data devices */
  GArray *devices;    /* data devices */
  GArray *names;      /* of offered globals */
  GuichetDisplayInput *input;
};

typedef struct {
  const guint8 *bytes; /* header included */
  gsize size;
  guint32 object;
  guint16 opcode;
} Message;

GuichetDisplayFilter *
guichet_display_filter_new (void)
{
  GuichetDisplayFilter *self = g_new0 (GuichetDisplayFilter, 1);

  /* Large enough never to move: the keys that somebody pressed go through here, and an array that
   * grows leaves a copy behind. */
  self->requests = g_byte_array_sized_new (HELD_SIZE);
  self->events = g_byte_array_sized_new (HELD_SIZE);
  self->registries = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->managers = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->devices = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->names = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->input = guichet_display_input_new ();
  return self;
}

void
guichet_display_filter_forget (GByteArray *bytes, gsize n)
{
  g_byte_array_remove_range (bytes, 0, (guint)n);
  /* The room stays, and what was in it. */
  explicit_bzero (bytes->data + bytes->len, n);
}

void
guichet_display_filter_free (GuichetDisplayFilter *self)
{
  guichet_display_filter_forget (self->requests, self->requests->len);
  guichet_display_filter_forget (self->events, self->events->len);
  g_byte_array_unref (self->requests);
  g_byte_array_unref (self->events);
  g_array_unref (self->registries);
  g_array_unref (self->managers);
  g_array_unref (self->devices);
  g_array_unref (self->names);
  guichet_display_input_free (self->input);
  g_free (self);
}

void
guichet_display_filter_set_input_func (GuichetDisplayFilter *self, GuichetInputFunc func,
                                       gpointer user_data)
{
  guichet_display_input_set_func (self->input, func, user_data);
}

static guint32
read_word (const guint8 *bytes)
{
  guint32 word;

  memcpy (&word, bytes, sizeof word);
  return word;
}

static gboolean
has (const GArray *numbers, guint32 number)
{
  for (guint i = 0; i < numbers->len; i++)
    if (g_array_index (numbers, guint32, i) == number)
      return TRUE;
  return FALSE;
}

static gboolean
add (GArray *numbers, guint32 number)
{
  if (has (numbers, number))
    return TRUE;
  if (numbers->len >= MAX_OBJECTS)
    return FALSE;
  g_array_append_val (numbers, number);
  return TRUE;
}

static void
drop (GArray *numbers, guint32 number)
{
  for (guint i = numbers->len; i-- > 0;)
    if (g_array_index (numbers, guint32, i) == number)
      g_array_remove_index_fast (numbers, i);
}

/* The string argument at @offset: its length with the final NUL, then its bytes, padded to a word.
 * NULL when it does not fit. */
static const char *
read_string (const Message *message, gsize offset, gsize *next)
{
  const char *text = (const char *)message->bytes + offset + WORD;
  gsize length, padded;

  if (offset + WORD > message->size)
    return NULL;
  length = read_word (message->bytes + offset);
  padded = (length + WORD - 1) & ~(gsize)(WORD - 1);
  if (length == 0 || padded > message->size - offset - WORD || text[length - 1] != '\0' ||
      strlen (text) != length - 1)
    return NULL;
  *next = offset + WORD + padded;
  return text;
}

static gboolean
is_allowed (const char *interface)
{
  for (gsize i = 0; i < G_N_ELEMENTS (allowed_globals); i++)
    if (strcmp (allowed_globals[i], interface) == 0)
      return TRUE;
  return FALSE;
}

/* wl_registry.bind: name, interface, version, new object. */
static gboolean
take_bind (GuichetDisplayFilter *self, const Message *message)
{
  gsize next = 0;
  const char *interface;

  if (message->size < HEADER_SIZE + WORD ||
      !has (self->names, read_word (message->bytes + HEADER_SIZE)))
    return FALSE;
  interface = read_string (message, HEADER_SIZE + WORD, &next);
  if (interface == NULL || !is_allowed (interface) || next + 2 * WORD != message->size)
    return FALSE;
  if (strcmp (interface, DATA_DEVICE_MANAGER) == 0)
    return add (self->managers, read_word (message->bytes + next + WORD));
  if (strcmp (interface, "wl_seat") == 0)
    return guichet_display_input_add_seat (self->input, read_word (message->bytes + next + WORD));
  if (strcmp (interface, "wl_output") == 0)
    return guichet_display_input_add_output (self->input, read_word (message->bytes + next + WORD));
  return TRUE;
}

/* Neither the clipboard nor a drag leaves the client: GTK serves both from its own memory as long
 * as nobody tells it that it lost them. No request here makes an object, so none is missed. */
static gboolean
hides_request (const GuichetDisplayFilter *self, const Message *message)
{
  return has (self->devices, message->object) && (message->opcode == DATA_DEVICE_START_DRAG ||
                                                  message->opcode == DATA_DEVICE_SET_SELECTION);
}

static gboolean
take_request (GuichetDisplayFilter *self, const Message *message, gboolean *is_hidden)
{
  guint32 first =
      message->size >= HEADER_SIZE + WORD ? read_word (message->bytes + HEADER_SIZE) : 0;

  *is_hidden = hides_request (self, message);
  if (message->object == DISPLAY_OBJECT && message->opcode == DISPLAY_GET_REGISTRY)
    return first != 0 && add (self->registries, first);
  if (has (self->registries, message->object))
    return message->opcode == REGISTRY_BIND && take_bind (self, message);
  if (has (self->managers, message->object) && message->opcode == MANAGER_GET_DATA_DEVICE)
    return first != 0 && add (self->devices, first);
  if (has (self->devices, message->object) && message->opcode == DATA_DEVICE_RELEASE)
    drop (self->devices, message->object);
  return guichet_display_input_take_request (self->input, message->object, message->opcode,
                                             message->bytes + HEADER_SIZE,
                                             (message->size - HEADER_SIZE) / WORD);
}

/* wl_registry.global: name, interface, version. */
static gboolean
take_event (GuichetDisplayFilter *self, const Message *message, gboolean *is_hidden)
{
  gsize next = 0;
  const char *interface;

  *is_hidden = FALSE;
  guichet_display_input_take_event (self->input, message->object, message->opcode,
                                    message->bytes + HEADER_SIZE,
                                    (message->size - HEADER_SIZE) / WORD);
  if (!has (self->registries, message->object) || message->opcode != REGISTRY_GLOBAL)
    return TRUE;
  interface = read_string (message, HEADER_SIZE + WORD, &next);
  if (interface == NULL)
    return FALSE;
  *is_hidden = !is_allowed (interface);
  return *is_hidden || add (self->names, read_word (message->bytes + HEADER_SIZE));
}

typedef gboolean (*TakeFunc) (GuichetDisplayFilter *self, const Message *message,
                              gboolean *is_hidden);

static gboolean
take (GuichetDisplayFilter *self, GByteArray *held, const guint8 *data, gsize size, GByteArray *out,
      TakeFunc func)
{
  gsize at = 0;

  g_byte_array_append (held, data, (guint)size);
  while (held->len - at >= HEADER_SIZE) {
    guint32 word = read_word (held->data + at + WORD);
    Message message = { held->data + at, word >> 16, read_word (held->data + at),
                        (guint16)(word & 0xffff) };
    gboolean is_hidden = FALSE;

    if (message.size < HEADER_SIZE || message.size % WORD != 0)
      return FALSE;
    if (message.size > held->len - at)
      break;
    if (!func (self, &message, &is_hidden))
      return FALSE;
    if (!is_hidden)
      g_byte_array_append (out, message.bytes, (guint)message.size);
    at += message.size;
  }
  guichet_display_filter_forget (held, at);
  return TRUE;
}

gboolean
guichet_display_filter_take_requests (GuichetDisplayFilter *self, const guint8 *data, gsize size,
                                      GByteArray *out)
{
  return take (self, self->requests, data, size, out, take_request);
}

gboolean
guichet_display_filter_take_events (GuichetDisplayFilter *self, const guint8 *data, gsize size,
                                    GByteArray *out)
{
  return take (self, self->events, data, size, out, take_event);
}
