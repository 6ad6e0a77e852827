/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-preview.h"

#include <string.h>

/* Wide enough for a look at the whole page on a screen of 1080 rows. */
#define WIDTH 640
#define MANY  4

GuichetPagePreview *
guichet_page_preview_new (guint width, guint height, guint channels, guint resolution)
{
  GuichetPagePreview *self = g_new0 (GuichetPagePreview, 1);

  self->factor = MAX (1, (width + WIDTH - 1) / WIDTH);
  self->page_width = width;
  self->channels = channels;
  self->width = MAX (1, width / self->factor);
  self->height = MAX (1, height / self->factor);
  self->stride = self->width * 4;
  self->resolution = (double)resolution / self->factor;
  self->pixels = g_malloc ((gsize)self->stride * self->height);
  memset (self->pixels, 0xff, (gsize)self->stride * self->height);
  self->sums = g_new0 (guint32, (gsize)self->width * channels);
  return self;
}

void
guichet_page_preview_free (GuichetPagePreview *self)
{
  g_free (self->pixels);
  g_free (self->sums);
  g_free (self);
}

static void
sum_grey (GuichetPagePreview *self, const guint8 *row)
{
  const guint factor = self->factor;

  for (guint x = 0; x < self->width; x++) {
    guint32 sum = 0;

    for (guint i = 0; i < factor; i++)
      sum += *row++;
    self->sums[x] += sum;
  }
}

static void
sum_colour (GuichetPagePreview *self, const guint8 *row)
{
  const guint factor = self->factor;
  guint32 *sum = self->sums;

  for (guint x = 0; x < self->width; x++, sum += 3) {
    guint32 r = 0, g = 0, b = 0;

    for (guint i = 0; i < factor; i++, row += 3) {
      r += row[0];
      g += row[1];
      b += row[2];
    }
    sum[0] += r;
    sum[1] += g;
    sum[2] += b;
  }
}

/* Of many rows in one, every second one is enough for a look. */
static gboolean
is_summed (GuichetPagePreview *self)
{
  return self->factor < MANY || self->n_summed % 2 == 0;
}

static void
write_row (GuichetPagePreview *self)
{
  guint32 *out = (guint32 *)(void *)(self->pixels + (gsize)self->stride * self->n_rows);
  guint n_rows = self->factor < MANY ? self->factor : (self->factor + 1) / 2;
  guint area = self->factor * n_rows;

  for (guint x = 0; x < self->width; x++) {
    const guint32 *sum = self->sums + (gsize)x * self->channels;
    guint32 r = sum[0] / area;
    guint32 g = self->channels == 3 ? sum[1] / area : r;
    guint32 b = self->channels == 3 ? sum[2] / area : r;

    out[x] = 0xff000000u | r << 16 | g << 8 | b;
  }
  memset (self->sums, 0, sizeof (guint32) * self->width * self->channels);
  self->n_summed = 0;
  self->n_rows++;
}

gboolean
guichet_page_preview_add_rows (GuichetPagePreview *self, const guint8 *rows, guint n_rows)
{
  guint before = self->n_rows;

  for (guint i = 0; i < n_rows && self->n_rows < self->height; i++) {
    const guint8 *row = rows + (gsize)i * self->page_width * self->channels;

    if (is_summed (self) && self->channels == 3)
      sum_colour (self, row);
    else if (is_summed (self))
      sum_grey (self, row);
    if (++self->n_summed == self->factor)
      write_row (self);
  }
  return self->n_rows != before;
}

GBytes *
guichet_page_preview_turn (const GuichetPagePreview *self, guint turns, guint *width, guint *height,
                           guint *stride)
{
  const guint32 *in = (const guint32 *)(const void *)self->pixels;
  gsize size = (gsize)self->width * self->height * 4;
  guint32 *out = g_malloc (size);
  guint w = self->width, h = self->height;

  *width = turns % 2 == 0 ? w : h;
  *height = turns % 2 == 0 ? h : w;
  *stride = *width * 4;
  for (guint y = 0; y < h; y++)
    for (guint x = 0; x < w; x++) {
      guint to_x = x, to_y = y;

      if (turns % 4 == 1) {
        to_x = h - 1 - y;
        to_y = x;
      } else if (turns % 4 == 2) {
        to_x = w - 1 - x;
        to_y = h - 1 - y;
      } else if (turns % 4 == 3) {
        to_x = y;
        to_y = w - 1 - x;
      }
      out[(gsize)to_y * *width + to_x] = in[(gsize)y * w + x];
    }
  return g_bytes_new_take (out, size);
}
