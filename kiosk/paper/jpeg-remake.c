/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "jpeg-remake.h"

#include <setjmp.h>
#include <stdio.h>

/* After stdio.h, which it needs. */
#include <jpeglib.h>

#include "jpeg-writer.h"

typedef struct {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  jmp_buf failed;
  /* Owned */
  GuichetJpegWriter *writer;
  guint8 *row;
  /* State: the part that is kept, in dots of what is decoded */
  guint x, y, width, height;
} Work;

static void
on_error (j_common_ptr jpeg)
{
  Work *work = jpeg->client_data;

  longjmp (work->failed, 1);
}

static void
on_message (j_common_ptr jpeg)
{
}

void
guichet_jpeg_clear (GuichetJpeg *jpeg)
{
  g_clear_pointer (&jpeg->bytes, g_bytes_unref);
}

/* libjpeg scales by eighths while it decodes: never below what was asked for. */
static guint
find_eighths (const GuichetJpegRecipe *recipe)
{
  guint eighths = 8;

  if (recipe->resolution > 0 && recipe->from_resolution > recipe->resolution)
    eighths = (8 * recipe->resolution + recipe->from_resolution - 1) / recipe->from_resolution;
  return CLAMP (eighths, 1, 8);
}

static void
find_part (Work *work, const GuichetJpegRecipe *recipe, guint eighths)
{
  if (recipe->width == 0) {
    work->width = work->jpeg.output_width;
    work->height = work->jpeg.output_height;
    return;
  }
  work->x = MIN (recipe->x * eighths / 8, work->jpeg.output_width - 1);
  work->y = MIN (recipe->y * eighths / 8, work->jpeg.output_height - 1);
  work->width = CLAMP (recipe->width * eighths / 8, 1, work->jpeg.output_width - work->x);
  work->height = CLAMP (recipe->height * eighths / 8, 1, work->jpeg.output_height - work->y);
}

static void
copy_rows (Work *work)
{
  guint channels = (guint)work->jpeg.output_components;

  while (work->jpeg.output_scanline < work->jpeg.output_height) {
    guint y = work->jpeg.output_scanline;
    JSAMPROW row = work->row;

    jpeg_read_scanlines (&work->jpeg, &row, 1);
    if (y >= work->y && y < work->y + work->height)
      guichet_jpeg_writer_add_rows (work->writer, work->row + (gsize)work->x * channels, 1);
  }
}

static void
remake (Work *work, const GuichetJpegRecipe *recipe, GuichetJpeg *made)
{
  guint eighths = find_eighths (recipe);

  work->jpeg.scale_num = eighths;
  work->jpeg.scale_denom = 8;
  if (recipe->is_grey)
    work->jpeg.out_color_space = JCS_GRAYSCALE;
  work->jpeg.dct_method = JDCT_ISLOW;
  jpeg_start_decompress (&work->jpeg);
  find_part (work, recipe, eighths);
  made->width = work->width;
  made->height = work->height;
  made->resolution = recipe->from_resolution * eighths / 8;
  work->row = g_malloc ((gsize)work->jpeg.output_width * (gsize)work->jpeg.output_components);
  work->writer =
      guichet_jpeg_writer_new (work->width, work->height, (guint)work->jpeg.output_components,
                               made->resolution, recipe->quality);
  copy_rows (work);
  jpeg_finish_decompress (&work->jpeg);
  made->bytes = guichet_jpeg_writer_finish (g_steal_pointer (&work->writer));
}

gboolean
guichet_jpeg_remake (GBytes *jpeg, const GuichetJpegRecipe *recipe, GuichetJpeg *made)
{
  Work *work = g_new0 (Work, 1);
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);

  *made = (GuichetJpeg){ 0 };
  work->jpeg.err = jpeg_std_error (&work->errors);
  work->errors.error_exit = on_error;
  work->errors.output_message = on_message;
  work->jpeg.client_data = work;
  if (setjmp (work->failed) == 0) {
    jpeg_create_decompress (&work->jpeg);
    jpeg_mem_src (&work->jpeg, data, size);
    jpeg_read_header (&work->jpeg, TRUE);
    remake (work, recipe, made);
  }
  jpeg_destroy_decompress (&work->jpeg);
  guichet_jpeg_writer_free (work->writer);
  g_free (work->row);
  g_free (work);
  return made->bytes != NULL;
}
