/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-pdf.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <errno.h>
#include <unistd.h>

#define A4_WIDTH_PT  (210.0 / 25.4 * 72)
#define A4_HEIGHT_PT (297.0 / 25.4 * 72)
#define SURFACE_SIZE 16

static cairo_status_t
write_bytes (void *closure, const unsigned char *bytes, unsigned int size)
{
  int fd = *(int *)closure;

  while (size > 0) {
    ssize_t n = write (fd, bytes, size);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return CAIRO_STATUS_WRITE_ERROR;
    bytes += n;
    size -= (unsigned int)n;
  }
  return CAIRO_STATUS_SUCCESS;
}

static void
unref_bytes (void *bytes)
{
  g_bytes_unref (bytes);
}

/* cairo puts the JPEG, with its own size, in the place of the surface's pixels, which it never
 * looks at but copies: so there are few of them. */
static cairo_surface_t *
wrap_jpeg (const GuichetJpeg *jpeg)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, SURFACE_SIZE, SURFACE_SIZE);
  gsize size;
  const unsigned char *data = g_bytes_get_data (jpeg->bytes, &size);

  cairo_surface_set_mime_data (surface, CAIRO_MIME_TYPE_JPEG, data, size, unref_bytes,
                               g_bytes_ref (jpeg->bytes));
  return surface;
}

static void
draw (cairo_t *cr, const GuichetJpeg *jpeg, double x, double y)
{
  cairo_surface_t *surface = wrap_jpeg (jpeg);
  double scale = 72.0 / jpeg->resolution / SURFACE_SIZE;

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, jpeg->width * scale, jpeg->height * scale);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}

/* Each side in the middle of its half of the page. */
static void
draw_card (cairo_t *cr, const GuichetScanPdfPage *page)
{
  for (guint i = 0; i < page->n_sides; i++) {
    const GuichetJpeg *side = &page->sides[i];
    double width = side->width * 72.0 / side->resolution;
    double height = side->height * 72.0 / side->resolution;

    draw (cr, side, (A4_WIDTH_PT - width) / 2, A4_HEIGHT_PT / 4 * (1 + 2 * (double)i) - height / 2);
  }
}

/* A side on which no card was found is a whole page: it gets one. */
static gboolean
is_drawn_as_card (const GuichetScanPdfPage *page)
{
  for (guint i = 0; i < page->n_sides; i++)
    if (page->sides[i].height * 72.0 / page->sides[i].resolution > A4_HEIGHT_PT / 2)
      return FALSE;
  return page->is_card;
}

static void
turn_page (cairo_surface_t *surface, cairo_t *cr, guint turns)
{
  gboolean lies = turns % 2 == 1;
  double width = lies ? A4_HEIGHT_PT : A4_WIDTH_PT;
  double height = lies ? A4_WIDTH_PT : A4_HEIGHT_PT;

  cairo_pdf_surface_set_size (surface, width, height);
  cairo_translate (cr, width / 2, height / 2);
  cairo_rotate (cr, turns * G_PI / 2);
  cairo_translate (cr, -A4_WIDTH_PT / 2, -A4_HEIGHT_PT / 2);
}

static void
add_page (cairo_surface_t *surface, const GuichetScanPdfPage *page)
{
  guint n = is_drawn_as_card (page) ? 1 : page->n_sides;

  for (guint i = 0; i < n; i++) {
    cairo_t *cr = cairo_create (surface);

    turn_page (surface, cr, page->turns);
    if (is_drawn_as_card (page))
      draw_card (cr, page);
    else
      draw (cr, &page->sides[i], 0, 0);
    cairo_show_page (cr);
    cairo_destroy (cr);
  }
}

gboolean
guichet_scan_pdf_write (const GuichetScanPdfPage *pages, guint n_pages, int fd, GError **error)
{
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream (write_bytes, &fd, A4_WIDTH_PT, A4_HEIGHT_PT);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%FT00:00:00");
  cairo_status_t status;

  /* No finer than the day, as everywhere. */
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, day);
  for (guint i = 0; i < n_pages; i++)
    add_page (surface, &pages[i]);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, cairo_status_to_string (status));
  return FALSE;
}
