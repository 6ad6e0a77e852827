/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "jpeg-writer.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

/* After stdio.h, which it needs. */
#include <jpeglib.h>

struct _GuichetJpegWriter {
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  jmp_buf failed;
  struct jpeg_destination_mgr destination;
  /* Owned */
  GByteArray *bytes;
  /* State */
  guint8 chunk[16384];
  gsize row_bytes;
  gboolean is_broken;
};

static void
on_error (j_common_ptr jpeg)
{
  GuichetJpegWriter *self = jpeg->client_data;

  longjmp (self->failed, 1);
}

/* Warnings would go to standard error. */
static void
on_message (j_common_ptr jpeg)
{
}

/* libjpeg's own memory destination gives its buffer away only at the end: one that is given up in
 * the middle would be lost, or freed twice. */
static void
on_begin (j_compress_ptr jpeg)
{
  GuichetJpegWriter *self = jpeg->client_data;

  self->destination.next_output_byte = self->chunk;
  self->destination.free_in_buffer = sizeof self->chunk;
}

static boolean
on_full (j_compress_ptr jpeg)
{
  GuichetJpegWriter *self = jpeg->client_data;

  g_byte_array_append (self->bytes, self->chunk, sizeof self->chunk);
  on_begin (jpeg);
  return TRUE;
}

static void
on_end (j_compress_ptr jpeg)
{
  GuichetJpegWriter *self = jpeg->client_data;

  g_byte_array_append (self->bytes, self->chunk,
                       (guint)(sizeof self->chunk - self->destination.free_in_buffer));
}

GuichetJpegWriter *
guichet_jpeg_writer_new (guint width, guint height, guint channels, guint resolution, guint quality)
{
  GuichetJpegWriter *self = g_new0 (GuichetJpegWriter, 1);

  self->row_bytes = (gsize)width * channels;
  self->bytes = g_byte_array_new ();
  self->destination.init_destination = on_begin;
  self->destination.empty_output_buffer = on_full;
  self->destination.term_destination = on_end;
  self->jpeg.err = jpeg_std_error (&self->errors);
  self->errors.error_exit = on_error;
  self->errors.output_message = on_message;
  self->jpeg.client_data = self;
  if (setjmp (self->failed) != 0) {
    self->is_broken = TRUE;
    return self;
  }
  jpeg_create_compress (&self->jpeg);
  self->jpeg.dest = &self->destination;
  self->jpeg.image_width = width;
  self->jpeg.image_height = height;
  self->jpeg.input_components = (int)channels;
  self->jpeg.in_color_space = channels == 3 ? JCS_RGB : JCS_GRAYSCALE;
  jpeg_set_defaults (&self->jpeg);
  jpeg_set_quality (&self->jpeg, (int)quality, TRUE);
  self->jpeg.density_unit = 1; /* dots per inch */
  self->jpeg.X_density = self->jpeg.Y_density = (UINT16)resolution;
  self->jpeg.dct_method = JDCT_ISLOW;
  jpeg_start_compress (&self->jpeg, TRUE);
  return self;
}

void
guichet_jpeg_writer_free (GuichetJpegWriter *self)
{
  if (self == NULL)
    return;
  jpeg_destroy_compress (&self->jpeg);
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_free (self);
}

void
guichet_jpeg_writer_add_rows (GuichetJpegWriter *self, const guint8 *rows, guint n_rows)
{
  if (self->is_broken)
    return;
  if (setjmp (self->failed) != 0) {
    self->is_broken = TRUE;
    return;
  }
  for (guint i = 0; i < n_rows && self->jpeg.next_scanline < self->jpeg.image_height; i++) {
    JSAMPROW row = (JSAMPROW)(rows + i * self->row_bytes);

    jpeg_write_scanlines (&self->jpeg, &row, 1);
  }
}

static void
fill_up (GuichetJpegWriter *self)
{
  g_autofree guint8 *white = g_malloc (self->row_bytes);

  memset (white, 0xff, self->row_bytes);
  while (!self->is_broken && self->jpeg.next_scanline < self->jpeg.image_height)
    guichet_jpeg_writer_add_rows (self, white, 1);
}

static void
finish (GuichetJpegWriter *self)
{
  if (self->is_broken)
    return;
  if (setjmp (self->failed) != 0) {
    self->is_broken = TRUE;
    return;
  }
  jpeg_finish_compress (&self->jpeg);
}

GBytes *
guichet_jpeg_writer_finish (GuichetJpegWriter *self)
{
  GBytes *bytes = NULL;

  fill_up (self);
  finish (self);
  if (!self->is_broken)
    bytes = g_byte_array_free_to_bytes (g_steal_pointer (&self->bytes));
  guichet_jpeg_writer_free (self);
  return bytes;
}
