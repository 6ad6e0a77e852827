/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture.h"

#include <png.h>

/* libpng's simplified interface: it owns its error handling, and colours come out as sRGB. */
static int
begin (const GuichetInput *input, png_image *image)
{
  *image = (png_image){ .version = PNG_IMAGE_VERSION };
  return png_image_begin_read_from_memory (image, input->data, input->size)
             ? 0
             : GUICHET_DOCUMENT_ERROR_BROKEN;
}

static int
measure (const GuichetInput *input, guint page, guint *width, guint *height)
{
  png_image image;
  int error = begin (input, &image);

  *width = image.width;
  *height = image.height;
  png_image_free (&image);
  return error;
}

static int
decode (const GuichetInput *input, guint page, guint width, guint height, cairo_surface_t **surface)
{
  png_image image;
  guint8 *data;
  gsize stride;
  int error = begin (input, &image);

  if (error != 0)
    return error;
  *surface = guichet_picture_new_surface (image.width, image.height);
  if (*surface == NULL) {
    png_image_free (&image);
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
  }
  data = cairo_image_surface_get_data (*surface);
  stride = (gsize)cairo_image_surface_get_stride (*surface);
  image.format = PNG_FORMAT_BGRA;
  if (!png_image_finish_read (&image, NULL, data, (png_int_32)stride, NULL)) {
    png_image_free (&image);
    cairo_surface_destroy (*surface);
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  }
  for (guint y = 0; y < image.height; y++)
    guichet_picture_flatten_row (data + y * stride, image.width);
  cairo_surface_mark_dirty (*surface);
  png_image_free (&image);
  return 0;
}

const GuichetPictureFormat guichet_picture_png = { measure, decode };
