/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture.h"

#include <libheif/heif.h>

/* What telephones save: HEIC, and AVIF in the same box. libheif turns it upright itself. */
static int
open_primary (const GuichetInput *input, struct heif_context **context,
              struct heif_image_handle **handle)
{
  struct heif_error error;

  *handle = NULL;
  *context = heif_context_alloc ();
  if (*context == NULL)
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
  heif_context_set_max_decoding_threads (*context, 0);
  error = heif_context_read_from_memory_without_copy (*context, input->data, input->size, NULL);
  if (error.code == heif_error_Ok)
    error = heif_context_get_primary_image_handle (*context, handle);
  if (error.code == heif_error_Ok)
    return 0;
  heif_context_free (*context);
  return GUICHET_DOCUMENT_ERROR_BROKEN;
}

static void
close_primary (struct heif_context *context, struct heif_image_handle *handle)
{
  heif_image_handle_release (handle);
  heif_context_free (context);
}

static int
measure (const GuichetInput *input, guint page, guint *width, guint *height)
{
  struct heif_context *context;
  struct heif_image_handle *handle;
  int error = open_primary (input, &context, &handle);

  if (error != 0)
    return error;
  *width = (guint)MAX (heif_image_handle_get_width (handle), 0);
  *height = (guint)MAX (heif_image_handle_get_height (handle), 0);
  close_primary (context, handle);
  return 0;
}

static void
copy_row (guint8 *to, const guint8 *from, guint width)
{
  for (guint x = 0; x < width; x++, to += 4, from += 4) {
    to[0] = from[2];
    to[1] = from[1];
    to[2] = from[0];
    to[3] = from[3];
  }
}

/* The size that comes out is the decoder's word, which the head of the file may not have kept. */
static int
copy_picture (const GuichetInput *input, const struct heif_image *image, cairo_surface_t **surface)
{
  int width = heif_image_get_primary_width (image);
  int height = heif_image_get_primary_height (image);
  int from_stride = 0;
  const guint8 *from =
      heif_image_get_plane_readonly (image, heif_channel_interleaved, &from_stride);

  if (from == NULL || width <= 0 || height <= 0 || from_stride < 0 ||
      (guint64)width * 4 > (guint64)from_stride)
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  if ((guint64)width * (guint64)height > input->max_pixels)
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
  *surface = guichet_picture_new_surface ((guint)width, (guint)height);
  if (*surface == NULL)
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
  for (gsize y = 0; y < (gsize)height; y++) {
    guint8 *row = cairo_image_surface_get_data (*surface) +
                  y * (gsize)cairo_image_surface_get_stride (*surface);

    copy_row (row, from + y * (gsize)from_stride, (guint)width);
    guichet_picture_flatten_row (row, (guint)width);
  }
  cairo_surface_mark_dirty (*surface);
  return 0;
}

static int
decode (const GuichetInput *input, guint page, guint width, guint height, cairo_surface_t **surface)
{
  struct heif_context *context;
  struct heif_image_handle *handle;
  struct heif_image *image = NULL;
  int error = open_primary (input, &context, &handle);

  if (error != 0)
    return error;
  if (heif_decode_image (handle, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGBA, NULL)
          .code == heif_error_Ok)
    error = copy_picture (input, image, surface);
  else
    error = GUICHET_DOCUMENT_ERROR_BROKEN;
  if (image != NULL)
    heif_image_release (image);
  close_primary (context, handle);
  return error;
}

const GuichetPictureFormat guichet_picture_heif = { measure, decode };
