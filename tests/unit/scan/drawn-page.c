/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "drawn-page.h"

#define INCH_MM 25.4
#define NOISE   6

DrawnPage *
drawn_page_new (guint resolution)
{
  DrawnPage *page = g_new0 (DrawnPage, 1);

  page->resolution = resolution;
  page->width = (guint)(210 / INCH_MM * resolution + 0.5);
  page->height = (guint)(297 / INCH_MM * resolution + 0.5);
  page->surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)page->width, (int)page->height);
  page->cr = cairo_create (page->surface);
  cairo_scale (page->cr, resolution / INCH_MM, resolution / INCH_MM);
  cairo_set_source_rgb (page->cr, 0.97, 0.97, 0.96);
  cairo_paint (page->cr);
  return page;
}

void
drawn_page_free (DrawnPage *page)
{
  cairo_destroy (page->cr);
  cairo_surface_destroy (page->surface);
  g_free (page);
}

void
drawn_page_write (DrawnPage *page, double from, double to)
{
  cairo_select_font_face (page->cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                          CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (page->cr, 4);
  cairo_set_source_rgb (page->cr, 0.1, 0.1, 0.2);
  for (double y = from; y < to; y += 6) {
    cairo_move_to (page->cr, 20, y);
    cairo_show_text (page->cr,
                     "Attestation de droits : les ressources de votre foyer, 1 234,56 euros.");
  }
}

void
drawn_page_lay_card (DrawnPage *page, double x, double y, double width, double height)
{
  cairo_set_source_rgb (page->cr, 0.80, 0.88, 0.84);
  cairo_rectangle (page->cr, x, y, width, height);
  cairo_fill (page->cr);
  cairo_set_source_rgb (page->cr, 0.3, 0.25, 0.2);
  cairo_rectangle (page->cr, x + 6, y + 12, 22, 28);
  cairo_fill (page->cr);
}

/* The same each time. */
static guint8
blur (guint8 value, guint32 *seed)
{
  int noise;

  *seed = *seed * 1664525u + 1013904223u;
  noise = (int)(*seed >> 24) % (2 * NOISE + 1) - NOISE;
  return (guint8)CLAMP ((int)value + noise, 0, 255);
}

guint8 *
drawn_page_scan (DrawnPage *page, guint channels)
{
  int stride = cairo_image_surface_get_stride (page->surface);
  const guint8 *data;
  guint8 *rows = g_malloc ((gsize)page->width * page->height * channels);
  guint8 *out = rows;
  guint32 seed = 1;

  cairo_surface_flush (page->surface);
  data = cairo_image_surface_get_data (page->surface);
  for (guint y = 0; y < page->height; y++) {
    const guint32 *row = (const guint32 *)(const void *)(data + (gsize)stride * y);

    for (guint x = 0; x < page->width; x++) {
      guint8 green = (guint8)(row[x] >> 8);

      if (channels == 3)
        *out++ = blur ((guint8)(row[x] >> 16), &seed);
      *out++ = blur (green, &seed);
      if (channels == 3)
        *out++ = blur ((guint8)row[x], &seed);
    }
  }
  return rows;
}
