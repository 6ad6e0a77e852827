/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jerror.h>
#include <jpeglib.h>

#include "jpeg.h"

typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf back;
  gboolean is_cut; /* the file ends before the picture does */
} Errors;

/* libjpeg's own handlers end the program and print. */
static void
on_error (j_common_ptr common)
{
  longjmp (((Errors *)common->err)->back, 1);
}

static void
on_message (j_common_ptr common)
{
}

static void
on_warning (j_common_ptr common, int level)
{
  if (level < 0 && common->err->msg_code == JWRN_JPEG_EOF)
    ((Errors *)common->err)->is_cut = TRUE;
}

static void
set_errors (Errors *errors, struct jpeg_error_mgr **slot)
{
  *slot = jpeg_std_error (&errors->base);
  errors->is_cut = FALSE;
  errors->base.error_exit = on_error;
  errors->base.output_message = on_message;
  errors->base.emit_message = on_warning;
}

static int
measure (const GuichetInput *input, guint page, guint *width, guint *height)
{
  struct jpeg_decompress_struct reader = { 0 };
  Errors errors;

  set_errors (&errors, &reader.err);
  if (setjmp (errors.back)) {
    jpeg_destroy_decompress (&reader);
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  }
  jpeg_create_decompress (&reader);
  jpeg_mem_src (&reader, input->data, input->size);
  jpeg_read_header (&reader, TRUE);
  *width = reader.image_width;
  *height = reader.image_height;
  jpeg_destroy_decompress (&reader);
  return 0;
}

/* libjpeg can leave out detail while decoding: as much as the wished size allows. */
static void
choose_scale (struct jpeg_decompress_struct *reader, guint width, guint height)
{
  reader->scale_num = 1;
  reader->scale_denom = 1;
  while (width > 0 && height > 0 && reader->scale_denom < 8 &&
         reader->image_width / (reader->scale_denom * 2) >= width &&
         reader->image_height / (reader->scale_denom * 2) >= height)
    reader->scale_denom *= 2;
}

/* Adobe's programs write the amounts of ink upside down; nobody else writes such files. */
static void
ink_to_light (guint8 *row, guint width, gboolean inverted)
{
  for (guint8 *pixel = row; pixel < row + (gsize)width * 4; pixel += 4) {
    guint black = inverted ? pixel[3] : 255 - pixel[3];
    guint light[3];

    for (guint i = 0; i < 3; i++)
      light[i] = (inverted ? pixel[i] : 255 - pixel[i]) * black / 255;
    for (guint i = 0; i < 3; i++)
      pixel[i] = (guint8)light[2 - i];
    pixel[3] = 255;
  }
}

static void
read_rows (struct jpeg_decompress_struct *reader, cairo_surface_t *surface)
{
  guint8 *data = cairo_image_surface_get_data (surface);
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);

  while (reader->output_scanline < reader->output_height) {
    guint8 *row = data + reader->output_scanline * stride;
    JSAMPROW rows[] = { row };

    jpeg_read_scanlines (reader, rows, 1);
    if (reader->out_color_space == JCS_CMYK)
      ink_to_light (row, reader->output_width, reader->saw_Adobe_marker);
  }
  cairo_surface_mark_dirty (surface);
}

static int
decode (const GuichetInput *input, guint page, guint width, guint height, cairo_surface_t **surface)
{
  struct jpeg_decompress_struct reader = { 0 };
  cairo_surface_t *volatile made = NULL;
  Errors errors;

  set_errors (&errors, &reader.err);
  if (setjmp (errors.back)) {
    jpeg_destroy_decompress (&reader);
    if (made != NULL)
      cairo_surface_destroy (made);
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  }
  jpeg_create_decompress (&reader);
  jpeg_mem_src (&reader, input->data, input->size);
  jpeg_read_header (&reader, TRUE);
  choose_scale (&reader, width, height);
  reader.out_color_space = reader.num_components == 4 ? JCS_CMYK : JCS_EXT_BGRX;
  jpeg_start_decompress (&reader);
  made = guichet_picture_new_surface (reader.output_width, reader.output_height);
  if (made != NULL)
    read_rows (&reader, made);
  /* A file that is cut off gives its first rows and then grey: nobody must send it off as a whole
   * document. */
  if (errors.is_cut)
    longjmp (errors.back, 1);
  jpeg_abort_decompress (&reader);
  jpeg_destroy_decompress (&reader);
  *surface = made;
  return made != NULL ? 0 : GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
}

const GuichetPictureFormat guichet_picture_jpeg = { measure, decode };

static gboolean
compress (cairo_surface_t *surface, guint quality, unsigned char *volatile *bytes,
          unsigned long *size)
{
  struct jpeg_compress_struct writer = { 0 };
  Errors errors;
  guint8 *data = cairo_image_surface_get_data (surface);
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);

  set_errors (&errors, &writer.err);
  if (setjmp (errors.back)) {
    jpeg_destroy_compress (&writer);
    return FALSE;
  }
  jpeg_create_compress (&writer);
  jpeg_mem_dest (&writer, (unsigned char **)bytes, size);
  writer.image_width = (JDIMENSION)cairo_image_surface_get_width (surface);
  writer.image_height = (JDIMENSION)cairo_image_surface_get_height (surface);
  writer.input_components = 4;
  writer.in_color_space = JCS_EXT_BGRX;
  jpeg_set_defaults (&writer);
  jpeg_set_quality (&writer, (int)quality, TRUE);
  writer.optimize_coding = TRUE;
  jpeg_start_compress (&writer, TRUE);
  while (writer.next_scanline < writer.image_height) {
    JSAMPROW rows[] = { data + writer.next_scanline * stride };

    jpeg_write_scanlines (&writer, rows, 1);
  }
  jpeg_finish_compress (&writer);
  jpeg_destroy_compress (&writer);
  return TRUE;
}

static void
free_compressed (gpointer bytes)
{
  free (bytes);
}

GBytes *
guichet_jpeg_compress (cairo_surface_t *surface, guint quality)
{
  unsigned char *volatile bytes = NULL;
  unsigned long size = 0;

  cairo_surface_flush (surface);
  if (!compress (surface, quality, &bytes, &size)) {
    free (bytes);
    return NULL;
  }
  return g_bytes_new_with_free_func (bytes, size, free_compressed, bytes);
}
