/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture.h"

#include <string.h>

#include <tiffio.h>

/* A strip or a table larger than this is an attack, not a scan. */
#define MAX_SINGLE_ALLOCATION (256 * 1024 * 1024)

typedef struct {
  const GuichetInput *input;
  gsize position;
} Reader;

static tmsize_t
on_read (thandle_t data, void *buffer, tmsize_t size)
{
  Reader *reader = data;
  gsize rest = reader->position < reader->input->size ? reader->input->size - reader->position : 0;
  gsize count = MIN ((gsize)MAX (size, 0), rest);

  memcpy (buffer, reader->input->data + reader->position, count);
  reader->position += count;
  return (tmsize_t)count;
}

static tmsize_t
on_write (thandle_t data, void *buffer, tmsize_t size)
{
  return -1;
}

static toff_t
on_seek (thandle_t data, toff_t offset, int whence)
{
  Reader *reader = data;
  toff_t base = whence == SEEK_SET   ? 0
                : whence == SEEK_CUR ? reader->position
                                     : reader->input->size;

  reader->position = base + offset;
  return reader->position;
}

static int
on_close (thandle_t data)
{
  return 0;
}

static toff_t
on_size (thandle_t data)
{
  return ((Reader *)data)->input->size;
}

static int
on_message (TIFF *tiff, void *user_data, const char *module, const char *format, va_list words)
{
  return 1;
}

static TIFF *
open_page (Reader *reader, guint page)
{
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc ();
  TIFF *tiff;

  TIFFOpenOptionsSetMaxSingleMemAlloc (options, MAX_SINGLE_ALLOCATION);
  TIFFOpenOptionsSetErrorHandlerExtR (options, on_message, NULL);
  TIFFOpenOptionsSetWarningHandlerExtR (options, on_message, NULL);
  /* "m": no mapping, reads go through the functions above. */
  tiff = TIFFClientOpenExt ("", "rm", reader, on_read, on_write, on_seek, on_close, on_size, NULL,
                            NULL, options);
  TIFFOpenOptionsFree (options);
  if (tiff != NULL && !TIFFSetDirectory (tiff, (tdir_t)page)) {
    TIFFClose (tiff);
    return NULL;
  }
  return tiff;
}

guint
guichet_picture_tiff_count_pages (const GuichetInput *input)
{
  Reader reader = { input, 0 };
  TIFF *tiff = open_page (&reader, 0);
  guint n_pages = 0;

  if (tiff == NULL)
    return 0;
  do
    n_pages++;
  while (n_pages <= input->max_pages && TIFFReadDirectory (tiff));
  TIFFClose (tiff);
  return n_pages;
}

static gboolean
get_size (TIFF *tiff, guint *width, guint *height)
{
  guint32 stored_width = 0, stored_height = 0;

  if (!TIFFGetField (tiff, TIFFTAG_IMAGEWIDTH, &stored_width) ||
      !TIFFGetField (tiff, TIFFTAG_IMAGELENGTH, &stored_height))
    return FALSE;
  *width = stored_width;
  *height = stored_height;
  return TRUE;
}

static int
measure (const GuichetInput *input, guint page, guint *width, guint *height)
{
  Reader reader = { input, 0 };
  TIFF *tiff = open_page (&reader, page);
  gboolean good = tiff != NULL && get_size (tiff, width, height);

  if (tiff != NULL)
    TIFFClose (tiff);
  return good ? 0 : GUICHET_DOCUMENT_ERROR_BROKEN;
}

/* libtiff packs R in the lowest byte, premultiplied; cairo wants B there. */
static void
swap_row (guint32 *row, guint width)
{
  for (guint x = 0; x < width; x++) {
    guint32 pixel = row[x];
    guint white = 255 - TIFFGetA (pixel);

    row[x] = 0xff000000U | MIN (TIFFGetR (pixel) + white, 255) << 16 |
             MIN (TIFFGetG (pixel) + white, 255) << 8 | MIN (TIFFGetB (pixel) + white, 255);
  }
}

static int
decode (const GuichetInput *input, guint page, guint width, guint height, cairo_surface_t **surface)
{
  Reader reader = { input, 0 };
  TIFF *tiff = open_page (&reader, page);
  guint own_width = 0, own_height = 0;
  gboolean good;

  if (tiff == NULL)
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  if (!get_size (tiff, &own_width, &own_height) ||
      (*surface = guichet_picture_new_surface (own_width, own_height)) == NULL) {
    TIFFClose (tiff);
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
  }
  /* RGB24 rows have no gaps, so that the surface is the raster that libtiff fills. The orientations
   * that lie on a side are only mirrored by libtiff: rare enough. */
  good = TIFFReadRGBAImageOriented (tiff, own_width, own_height,
                                    (void *)cairo_image_surface_get_data (*surface),
                                    ORIENTATION_TOPLEFT, 1) != 0;
  TIFFClose (tiff);
  if (!good) {
    cairo_surface_destroy (*surface);
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  }
  for (gsize y = 0; y < own_height; y++)
    swap_row ((void *)(cairo_image_surface_get_data (*surface) +
                       y * (gsize)cairo_image_surface_get_stride (*surface)),
              own_width);
  cairo_surface_mark_dirty (*surface);
  return 0;
}

const GuichetPictureFormat guichet_picture_tiff = { measure, decode };
