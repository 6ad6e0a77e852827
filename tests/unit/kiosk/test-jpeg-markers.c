/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "jpeg-markers.h"

#include <string.h>

/* EXIF with one entry, the orientation, in either order of bytes. */
#define EXIF_LITTLE(value)                                                                         \
  "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0" value "\0\0\0\0\0\0\0"
#define EXIF_BIG(value)                                                                            \
  "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" value "\0\0\0\0\0\0"

typedef struct {
  guint8 bytes[512];
  gsize size;
} Picture;

static void
add (Picture *picture, const void *bytes, gsize size)
{
  memcpy (picture->bytes + picture->size, bytes, size);
  picture->size += size;
}

static void
add_segment (Picture *picture, guint8 marker, const void *body, gsize size)
{
  guint8 head[] = { 0xff, marker, (guint8)((size + 2) >> 8), (guint8)(size + 2) };

  add (picture, head, sizeof head);
  add (picture, body, size);
}

static void
start (Picture *picture)
{
  picture->size = 0;
  add (picture, "\xff\xd8", 2);
}

static void
finish (Picture *picture)
{
  add_segment (picture, 0xda, "scan", 4);
  add (picture, "\x12\x34\xff\x00\x56\xff\xd9", 7);
}

static void
test_orientation (void)
{
  static const struct {
    const char *exif;
    gsize size;
    guint orientation;
  } cases[] = {
    { EXIF_LITTLE ("\x06"), sizeof EXIF_LITTLE ("\x06"), 6 },
    { EXIF_BIG ("\x08"), sizeof EXIF_BIG ("\x08"), 8 },
    { EXIF_LITTLE ("\x09"), sizeof EXIF_LITTLE ("\x09"), 1 },
    { EXIF_LITTLE ("\x00"), sizeof EXIF_LITTLE ("\x00"), 1 },
    { EXIF_LITTLE ("\x06"), 20, 1 }, /* cut off within the entry */
    { "Exif\0\0II*\0\xff\xff\xff\xff", 14, 1 },
    { "Exif\0\0II*\0\x08\0\0\0\xff\xff", 16, 1 },
    { "Exif\0\0", 6, 1 },
    { "", 0, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    Picture picture;

    start (&picture);
    add_segment (&picture, 0xe1, cases[i].exif, cases[i].size);
    finish (&picture);
    g_assert_cmpuint (guichet_jpeg_get_orientation (picture.bytes, picture.size), ==,
                      cases[i].orientation);
  }
}

static void
test_strip (void)
{
  static const char place[] = "48.8566, 2.3522";
  g_autoptr (GBytes) stripped = NULL;
  Picture picture, expected;

  start (&picture);
  add_segment (&picture, 0xe0, "JFIF\0\1\1\0\0\1\0\1\0\0", 14);
  add_segment (&picture, 0xe1, EXIF_LITTLE ("\x01"), sizeof EXIF_LITTLE ("\x01"));
  add_segment (&picture, 0xfe, place, sizeof place);
  add_segment (&picture, 0xdb, "table", 5);
  finish (&picture);
  add (&picture, place, sizeof place); /* behind the end, as some telephones do */
  start (&expected);
  add_segment (&expected, 0xe0, "JFIF\0\1\1\0\0\1\0\1\0\0", 14);
  add_segment (&expected, 0xdb, "table", 5);
  finish (&expected);

  stripped = guichet_jpeg_strip (picture.bytes, picture.size);
  g_assert_nonnull (stripped);
  g_assert_cmpmem (g_bytes_get_data (stripped, NULL), g_bytes_get_size (stripped), expected.bytes,
                   expected.size);
}

/* However short: an answer, and never a byte beyond the end (the sanitizers look). */
static void
test_cut (void)
{
  Picture picture;

  start (&picture);
  add_segment (&picture, 0xe1, EXIF_LITTLE ("\x06"), sizeof EXIF_LITTLE ("\x06"));
  finish (&picture);
  for (gsize size = 0; size < picture.size; size++) {
    g_autofree guint8 *cut = g_memdup2 (picture.bytes, size);
    g_autoptr (GBytes) stripped = guichet_jpeg_strip (cut, size);
    guint orientation = guichet_jpeg_get_orientation (cut, size);

    g_assert_null (stripped);
    g_assert_true (orientation == 1 || orientation == 6);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/jpeg-markers/orientation", test_orientation);
  g_test_add_func ("/kiosk/jpeg-markers/strip", test_strip);
  g_test_add_func ("/kiosk/jpeg-markers/cut", test_cut);
  return g_test_run ();
}
