/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-picture.h"

#include <cairo.h>

/* Inches. */
#define A4_WIDTH  (210.0 / 25.4)
#define A4_HEIGHT (297.0 / 25.4)

/* Both sides are there, and each is a card alone: as in the PDF. */
static gboolean
is_card_page (GuichetScanSheet *sheet)
{
  guint n = guichet_scan_sheet_get_n_sides (sheet);

  for (guint i = 0; i < n; i++) {
    const GuichetJpeg *side = guichet_scan_sheet_get_side (sheet, i);

    if ((double)side->height / side->resolution > A4_HEIGHT / 2)
      return FALSE;
  }
  return guichet_scan_sheet_is_card (sheet) && n == GUICHET_SCAN_SHEET_MAX_SIDES;
}

static void
paint_surface (cairo_t *cr, cairo_surface_t *surface, double x, double y, double dots_per_inch)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, 1 / dots_per_inch, 1 / dots_per_inch);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
}

/* A JPEG of our own making. */
static void
paint_side (cairo_t *cr, const GuichetJpeg *side, double middle)
{
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (side->bytes, NULL);
  double width = (double)side->width / side->resolution;
  double height = (double)side->height / side->resolution;
  cairo_surface_t *surface;

  if (texture == NULL)
    return;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, gdk_texture_get_width (texture),
                                        gdk_texture_get_height (texture));
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS) {
    gdk_texture_download (texture, cairo_image_surface_get_data (surface),
                          (gsize)cairo_image_surface_get_stride (surface));
    cairo_surface_mark_dirty (surface);
    paint_surface (cr, surface, (A4_WIDTH - width) / 2, middle - height / 2, side->resolution);
  }
  cairo_surface_destroy (surface);
}

/* In inches, from the upper left corner of the page as it was scanned. */
static void
paint_page (cairo_t *cr, GuichetScanSheet *sheet, const GuichetPagePreview *preview)
{
  cairo_surface_t *surface;

  if (is_card_page (sheet)) {
    for (guint i = 0; i < GUICHET_SCAN_SHEET_MAX_SIDES; i++)
      paint_side (cr, guichet_scan_sheet_get_side (sheet, i), A4_HEIGHT / 4 * (1 + 2 * (double)i));
    return;
  }
  surface =
      cairo_image_surface_create_for_data (preview->pixels, CAIRO_FORMAT_RGB24, (int)preview->width,
                                           (int)preview->height, (int)preview->stride);
  paint_surface (cr, surface, 0, 0, preview->resolution);
  cairo_surface_destroy (surface);
}

static void
unref_surface (gpointer surface)
{
  cairo_surface_destroy (surface);
}

static GdkPaintable *
take_surface (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = NULL;

  cairo_surface_flush (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface),
                                      stride * (gsize)height, unref_surface, surface);
  return GDK_PAINTABLE (
      gdk_memory_texture_new (width, height, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, bytes, stride));
}

GdkPaintable *
guichet_scan_picture_new (GuichetScanSheet *sheet, guint max_dots)
{
  const GuichetPagePreview *preview = guichet_scan_sheet_get_preview (sheet);
  guint turns = guichet_scan_sheet_get_turns (sheet);
  double width, height, scale;
  cairo_surface_t *surface;
  cairo_t *cr;

  if (preview == NULL)
    return NULL;
  width = is_card_page (sheet) ? A4_WIDTH : preview->width / preview->resolution;
  height = is_card_page (sheet) ? A4_HEIGHT : preview->height / preview->resolution;
  scale = max_dots > 0 ? max_dots / MAX (width, height) : preview->resolution;
  surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)((turns % 2 ? height : width) * scale),
                                  (int)((turns % 2 ? width : height) * scale));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, (turns % 2 ? height : width) / 2, (turns % 2 ? width : height) / 2);
  cairo_rotate (cr, turns * G_PI / 2);
  cairo_translate (cr, -width / 2, -height / 2);
  paint_page (cr, sheet, preview);
  cairo_destroy (cr);
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    return take_surface (surface);
  cairo_surface_destroy (surface);
  return NULL;
}
