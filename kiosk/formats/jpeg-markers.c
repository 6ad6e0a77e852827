/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "jpeg-markers.h"

#include <string.h>

enum {
  SOI = 0xd8,
  EOI = 0xd9,
  SOS = 0xda,
  APP0 = 0xe0,
  APP1 = 0xe1,
  APP2 = 0xe2,
  APP14 = 0xee,
  APP15 = 0xef,
  COM = 0xfe
};

typedef struct {
  guint8 marker;
  const guint8 *body; /* after the two bytes of length */
  gsize size;
} Segment;

/* The segment at *@position, which is moved behind it; FALSE: there is none that makes sense. */
static gboolean
next_segment (const guint8 *data, gsize size, gsize *position, Segment *segment)
{
  gsize at = *position;
  gsize length;

  while (at + 1 < size && data[at] == 0xff && data[at + 1] == 0xff)
    at++; /* fill bytes */
  if (at + 4 > size || data[at] != 0xff)
    return FALSE;
  length = (gsize)data[at + 2] << 8 | data[at + 3];
  if (length < 2 || length > size - at - 2)
    return FALSE;
  segment->marker = data[at + 1];
  segment->body = data + at + 4;
  segment->size = length - 2;
  *position = at + 2 + length;
  return TRUE;
}

static guint
read_number (const guint8 *bytes, guint count, gboolean little)
{
  guint number = 0;

  for (guint i = 0; i < count; i++)
    number = number << 8 | bytes[little ? count - 1 - i : i];
  return number;
}

/* The TIFF structure within EXIF: byte order, 42, offset of the first directory of 12-byte entries.
 */
static guint
read_orientation (const guint8 *tiff, gsize size)
{
  gboolean little;
  gsize offset;
  guint n_entries;

  if (size < 8)
    return 1;
  little = tiff[0] == 'I';
  offset = read_number (tiff + 4, 4, little);
  if (offset > size || size - offset < 2)
    return 1;
  n_entries = read_number (tiff + offset, 2, little);
  for (guint i = 0; i < n_entries; i++) {
    gsize at = offset + 2 + 12 * (gsize)i;
    guint value;

    if (at + 12 > size)
      break;
    if (read_number (tiff + at, 2, little) != 0x0112)
      continue;
    value = read_number (tiff + at + 8, 2, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

guint
guichet_jpeg_get_orientation (const guint8 *data, gsize size)
{
  gsize position = 2;
  Segment segment;

  while (next_segment (data, size, &position, &segment) && segment.marker != SOS)
    if (segment.marker == APP1 && segment.size > 6 && memcmp (segment.body, "Exif\0\0", 6) == 0)
      return read_orientation (segment.body + 6, segment.size - 6);
  return 1;
}

/* JFIF and Adobe's segment say how to read the colours. */
static gboolean
is_needed (const Segment *segment)
{
  if (segment->marker == APP0)
    return segment->size >= 14 && memcmp (segment->body, "JFIF", 5) == 0;
  if (segment->marker == APP14)
    return TRUE;
  return segment->marker != COM && (segment->marker < APP0 || segment->marker > APP15);
}

static void
append_segment (GByteArray *stripped, const Segment *segment)
{
  gsize length = segment->size + 2;
  guint8 head[] = { 0xff, segment->marker, (guint8)(length >> 8), (guint8)length };

  g_byte_array_append (stripped, head, sizeof head);
  g_byte_array_append (stripped, segment->body, (guint)segment->size);
}

/* From the first scan on everything is taken over up to the end of the picture: what some
 * telephones append there (films, second pictures) is not. */
static gsize
find_end (const guint8 *data, gsize size, gsize position)
{
  for (gsize at = position; at + 1 < size; at++)
    if (data[at] == 0xff && data[at + 1] == EOI)
      return at + 2;
  return 0;
}

GBytes *
guichet_jpeg_strip (const guint8 *data, gsize size)
{
  static const guint8 start[] = { 0xff, SOI };
  g_autoptr (GByteArray) stripped = g_byte_array_new ();
  gsize position = 2;
  Segment segment = { 0 };
  gsize end;

  if (size < 4 || data[0] != 0xff || data[1] != SOI)
    return NULL;
  g_byte_array_append (stripped, start, sizeof start);
  while (next_segment (data, size, &position, &segment) && segment.marker != SOS)
    if (is_needed (&segment))
      append_segment (stripped, &segment);
  end = segment.marker == SOS ? find_end (data, size, position) : 0;
  if (end == 0 || end - position > G_MAXUINT)
    return NULL;
  append_segment (stripped, &segment);
  g_byte_array_append (stripped, data + position, (guint)(end - position));
  return g_byte_array_free_to_bytes (g_steal_pointer (&stripped));
}
