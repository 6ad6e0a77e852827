/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "display-filter.h"

#include <string.h>

/* Messages are built here by hand, by the wire format of the Wayland protocol: the test must not
 * share a mistake with the code. */

#define MANAGER_NAME 7u
#define SEAT_NAME    3u
#define REGISTRY     2u
#define MANAGER      10u
#define DEVICE       11u
#define SEAT         12u

typedef struct {
  GuichetDisplayFilter *filter;
  GByteArray *out;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->filter = guichet_display_filter_new ();
  f->out = g_byte_array_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  guichet_display_filter_free (f->filter);
  g_byte_array_unref (f->out);
}

static void
put_word (GByteArray *bytes, guint32 word)
{
  g_byte_array_append (bytes, (const guint8 *)&word, sizeof word);
}

static void
put_string (GByteArray *bytes, const char *text)
{
  static const guint8 zeros[4];
  guint length = (guint)strlen (text) + 1;

  put_word (bytes, length);
  g_byte_array_append (bytes, (const guint8 *)text, length);
  g_byte_array_append (bytes, zeros, (4 - length % 4) % 4);
}

static GByteArray *
start_message (guint32 object, guint16 opcode)
{
  GByteArray *bytes = g_byte_array_new ();

  put_word (bytes, object);
  put_word (bytes, opcode);
  return bytes;
}

/* Writes the size into the header. */
static GByteArray *
end_message (GByteArray *bytes)
{
  guint32 word;

  memcpy (&word, bytes->data + 4, sizeof word);
  word |= (guint32)bytes->len << 16;
  memcpy (bytes->data + 4, &word, sizeof word);
  return bytes;
}

static GByteArray *
make_words (guint32 object, guint16 opcode, guint n_words, const guint32 *words)
{
  GByteArray *bytes = start_message (object, opcode);

  for (guint i = 0; i < n_words; i++)
    put_word (bytes, words[i]);
  return end_message (bytes);
}

static GByteArray *
make_global (guint32 name, const char *interface)
{
  GByteArray *bytes = start_message (REGISTRY, 0);

  put_word (bytes, name);
  put_string (bytes, interface);
  put_word (bytes, 1);
  return end_message (bytes);
}

static GByteArray *
make_bind (guint32 name, const char *interface, guint32 object)
{
  GByteArray *bytes = start_message (REGISTRY, 0);

  put_word (bytes, name);
  put_string (bytes, interface);
  put_word (bytes, 1);
  put_word (bytes, object);
  return end_message (bytes);
}

/* Takes the message over; says whether all of it came out. */
static gboolean
request (Fixture *f, GByteArray *message, gboolean *passed)
{
  guint before = f->out->len;
  gboolean is_good =
      guichet_display_filter_take_requests (f->filter, message->data, message->len, f->out);

  *passed = f->out->len == before + message->len &&
            memcmp (f->out->data + before, message->data, message->len) == 0;
  if (!*passed)
    g_assert_cmpuint (f->out->len, ==, before);
  g_byte_array_unref (message);
  return is_good;
}

static gboolean
event (Fixture *f, GByteArray *message, gboolean *passed)
{
  guint before = f->out->len;
  gboolean is_good =
      guichet_display_filter_take_events (f->filter, message->data, message->len, f->out);

  *passed = f->out->len == before + message->len;
  g_byte_array_unref (message);
  return is_good;
}

static void
get_registry (Fixture *f)
{
  gboolean passed;

  g_assert_true (request (f, make_words (1, 1, 1, (guint32[]){ REGISTRY }), &passed));
  g_assert_true (passed);
}

static void
get_data_device (Fixture *f)
{
  gboolean passed;

  get_registry (f);
  g_assert_true (event (f, make_global (MANAGER_NAME, "wl_data_device_manager"), &passed));
  g_assert_true (passed);
  g_assert_true (request (f, make_bind (MANAGER_NAME, "wl_data_device_manager", MANAGER), &passed));
  g_assert_true (passed);
  g_assert_true (request (f, make_words (MANAGER, 1, 2, (guint32[]){ DEVICE, SEAT }), &passed));
  g_assert_true (passed);
}

static void
test_globals (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *interface;
    gboolean passes;
  } rows[] = {
    { "wl_compositor", TRUE },
    { "wl_seat", TRUE },
    { "xdg_wm_base", TRUE },
    { "wl_data_device_manager", TRUE },
    { "wl_data_device_manager2", FALSE },
    { "zwp_primary_selection_device_manager_v1", FALSE },
    { "zwlr_data_control_manager_v1", FALSE },
    { "zwlr_screencopy_manager_v1", FALSE },
    { "weston_screenshooter", FALSE },
    { "guichet_screen", FALSE }, /* ours, for the supervisor alone */
    { "weston_capture_v1", FALSE },
    { "weston_debug_v1", FALSE },
    { "zwp_pointer_constraints_v1", FALSE },
    { "zwp_relative_pointer_manager_v1", FALSE },
    { "zwp_virtual_keyboard_manager_v1", FALSE },
    { "zwp_input_method_v1", FALSE },
    { "zwp_text_input_manager_v1", FALSE },
    { "zwlr_layer_shell_v1", FALSE },
    { "wl_shell", FALSE },
    { "", FALSE },
  };

  get_registry (f);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gboolean passed;

    g_assert_true (event (f, make_global (i + 1, rows[i].interface), &passed));
    g_assert_cmpint (passed, ==, rows[i].passes);
  }
}

static void
test_bind_offered_only (Fixture *f, gconstpointer data)
{
  static const struct {
    guint32 name;
    const char *interface;
    gboolean is_good;
  } rows[] = {
    { SEAT_NAME, "wl_seat", TRUE },
    { SEAT_NAME + 1, "wl_seat", FALSE }, /* hidden, or made up */
    { SEAT_NAME, "weston_screenshooter", FALSE },
    { SEAT_NAME, "guichet_screen", FALSE },
    { SEAT_NAME, "wl_sea", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gboolean passed;

    tear_down (f, NULL);
    set_up (f, NULL);
    get_registry (f);
    event (f, make_global (SEAT_NAME, "wl_seat"), &passed);
    event (f, make_global (SEAT_NAME + 1, "weston_screenshooter"), &passed);
    g_assert_cmpint (request (f, make_bind (rows[i].name, rows[i].interface, 20), &passed), ==,
                     rows[i].is_good);
  }
}

static void
test_selection_hidden (Fixture *f, gconstpointer data)
{
  gboolean passed;

  get_data_device (f);
  g_assert_true (request (f, make_words (DEVICE, 1, 2, (guint32[]){ 30, 5 }), &passed));
  g_assert_false (passed);
  g_assert_true (request (f, make_words (DEVICE, 0, 4, (guint32[]){ 30, 5, 0, 6 }), &passed));
  g_assert_false (passed);
  /* Making a source and leaving the device are no harm, and GTK needs them. */
  g_assert_true (request (f, make_words (MANAGER, 0, 1, (guint32[]){ 30 }), &passed));
  g_assert_true (passed);
  g_assert_true (request (f, make_words (DEVICE, 2, 0, NULL), &passed));
  g_assert_true (passed);
}

static void
test_selection_of_second_device (Fixture *f, gconstpointer data)
{
  gboolean passed;

  get_data_device (f);
  request (f, make_words (DEVICE, 2, 0, NULL), &passed);
  request (f, make_words (MANAGER, 1, 2, (guint32[]){ 40, SEAT }), &passed);
  g_assert_true (request (f, make_words (40, 1, 2, (guint32[]){ 30, 5 }), &passed));
  g_assert_false (passed);
  /* The number of the released one may be anything now. */
  g_assert_true (request (f, make_words (DEVICE, 1, 2, (guint32[]){ 30, 5 }), &passed));
  g_assert_true (passed);
}

static void
test_byte_by_byte (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  GByteArray *parts[] = { make_words (1, 1, 1, (guint32[]){ REGISTRY }),
                          make_words (50, 3, 2, (guint32[]){ 1, 2 }), make_words (51, 4, 0, NULL) };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_byte_array_append (all, parts[i]->data, parts[i]->len);
    g_byte_array_unref (parts[i]);
  }
  for (guint i = 0; i < all->len; i++)
    g_assert_true (guichet_display_filter_take_requests (f->filter, all->data + i, 1, f->out));
  g_assert_cmpmem (f->out->data, f->out->len, all->data, all->len);
}

static void
test_not_wayland (Fixture *f, gconstpointer data)
{
  static const guint32 sizes[] = { 0, 4, 7, 9, 10 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    guint32 words[2] = { 1, sizes[i] << 16 };

    tear_down (f, NULL);
    set_up (f, NULL);
    g_assert_false (guichet_display_filter_take_requests (f->filter, (const guint8 *)words,
                                                          sizeof words, f->out));
    g_assert_cmpuint (f->out->len, ==, 0);
  }
}

static void
test_lying_string (Fixture *f, gconstpointer data)
{
  static const guint32 lengths[] = { 0, 5, 8, 200, 0xfffffffd, 0xffffffff };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    GByteArray *message;
    gboolean passed;

    tear_down (f, NULL);
    set_up (f, NULL);
    get_registry (f);
    message = make_global (1, "wl_seat");
    memcpy (message->data + 12, &lengths[i], sizeof lengths[i]);
    /* 8 is the truth. */
    g_assert_cmpint (event (f, message, &passed), ==, lengths[i] == 8);
  }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session-reset/display-filter/globals", test_globals);
  ADD ("/session-reset/display-filter/bind-offered-only", test_bind_offered_only);
  ADD ("/session-reset/display-filter/selection-hidden", test_selection_hidden);
  ADD ("/session-reset/display-filter/selection-of-second-device", test_selection_of_second_device);
  ADD ("/session-reset/display-filter/byte-by-byte", test_byte_by_byte);
  ADD ("/session-reset/display-filter/not-wayland", test_not_wayland);
  ADD ("/session-reset/display-filter/lying-string", test_lying_string);
  return g_test_run ();
}
