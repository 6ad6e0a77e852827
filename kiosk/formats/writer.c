/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader.h"

#include <cairo-pdf.h>
#include <math.h>

#include "jpeg-markers.h"
#include "jpeg.h"
#include "pdf.h"
#include "picture.h"

#define POINTS_PER_INCH 72.0
#define A4_SHORT        595.276
#define A4_LONG         841.89
#define MARGIN          17.0 /* printers leave 4 to 6 mm white */
/* For pages that must become pictures, and for a PDF's page as JPEG. */
#define PAGE_DPI     200
#define JPEG_QUALITY 80

/* cairo hands these streams on as they came. Their decoders are where print filters were attacked,
 * and nothing in them is needed that a JPEG could not carry. A plain JPEG may pass. */
static const char *const unwanted_streams[] = { "/JBIG2Decode", "/JPXDecode", "/CCITTFaxDecode" };

static cairo_status_t
on_write (void *user_data, const unsigned char *bytes, unsigned int size)
{
  return guichet_output_append (user_data, bytes, size) ? CAIRO_STATUS_SUCCESS
                                                        : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *
new_pdf_surface (GuichetOutput *output)
{
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream (on_write, output, A4_SHORT, A4_LONG);

  /* A date says when somebody sat here. */
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "");
  return surface;
}

static void
unref_bytes (void *bytes)
{
  g_bytes_unref (bytes);
}

/* Draws @surface, as this JPEG where cairo writes a file: it is not compressed again. */
static void
paint_jpeg (cairo_t *cr, cairo_surface_t *surface, GBytes *jpeg)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);

  cairo_surface_set_mime_data (surface, CAIRO_MIME_TYPE_JPEG, data, size, unref_bytes,
                               g_bytes_ref (jpeg));
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
}

/* The turned A4 page that fits it, and the place on it; small pictures are not blown up beyond
 * 100 dots per inch: a photograph of a card should not fill a page with blur. */
static void
place_on_a4 (double width, double height, double *page_width, double *page_height, double *scale)
{
  gboolean lies = width > height;

  *page_width = lies ? A4_LONG : A4_SHORT;
  *page_height = lies ? A4_SHORT : A4_LONG;
  *scale = MIN ((*page_width - 2 * MARGIN) / width, (*page_height - 2 * MARGIN) / height);
  *scale = MIN (*scale, POINTS_PER_INCH / 100);
}

static GBytes *
get_own_jpeg (GuichetReader *reader)
{
  return reader->input.kind == GUICHET_DOCUMENT_KIND_JPEG
             ? guichet_jpeg_strip (reader->input.data, reader->input.size)
             : NULL;
}

/* The JPEG as it came, turned by the page's matrix. It is decoded first: what does not decode whole
 * must not go out. */
static int
draw_own_jpeg (GuichetReader *reader, GBytes *jpeg, cairo_t *cr)
{
  GBytes *bytes = g_bytes_ref (jpeg);
  GuichetInput stripped;
  cairo_surface_t *surface = NULL;
  cairo_matrix_t matrix;
  GuichetPageSize size;
  int error;

  guichet_input_init (&stripped, bytes, reader->input.max_bytes, 1, reader->input.max_pixels);
  error = guichet_picture_measure (&stripped, 0, &size);
  if (error == 0)
    error = guichet_picture_decode (&stripped, 0, 0, 0, &surface);
  if (error == 0) {
    guichet_picture_get_matrix (&reader->input, (guint)size.width, (guint)size.height, &matrix);
    cairo_transform (cr, &matrix);
    paint_jpeg (cr, surface, jpeg);
    cairo_surface_destroy (surface);
  }
  guichet_input_clear (&stripped);
  return error;
}

static int
draw_compressed (GuichetReader *reader, guint page, guint width, guint height, cairo_t *cr)
{
  cairo_surface_t *surface = NULL;
  g_autoptr (GBytes) jpeg = NULL;
  int error = guichet_reader_draw (reader, page, width, height, &surface);

  if (error != 0)
    return error;
  jpeg = guichet_jpeg_compress (surface, JPEG_QUALITY);
  if (jpeg != NULL) {
    cairo_scale (cr, (double)width / cairo_image_surface_get_width (surface),
                 (double)height / cairo_image_surface_get_height (surface));
    paint_jpeg (cr, surface, jpeg);
  }
  cairo_surface_destroy (surface);
  return jpeg != NULL ? 0 : GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES;
}

static int
draw_picture_page (GuichetReader *reader, guint page, guint max_dpi, cairo_surface_t *pdf,
                   cairo_t *cr)
{
  const GuichetPageSize *size = &reader->sizes[page];
  g_autoptr (GBytes) jpeg = NULL;
  double page_width, page_height, scale, fewer = 1;

  place_on_a4 (size->width, size->height, &page_width, &page_height, &scale);
  cairo_pdf_surface_set_size (pdf, page_width, page_height);
  cairo_translate (cr, (page_width - size->width * scale) / 2,
                   (page_height - size->height * scale) / 2);
  if (max_dpi > 0)
    fewer = MIN (1, scale * max_dpi / POINTS_PER_INCH);
  cairo_scale (cr, scale / fewer, scale / fewer);
  if (fewer >= 1)
    jpeg = get_own_jpeg (reader);
  if (jpeg != NULL)
    return draw_own_jpeg (reader, jpeg, cr);
  return draw_compressed (reader, page, (guint)MAX (size->width * fewer, 1),
                          (guint)MAX (size->height * fewer, 1), cr);
}

static int
draw_pdf_page (GuichetReader *reader, guint page, gboolean as_picture, cairo_surface_t *pdf,
               cairo_t *cr)
{
  double width = reader->sizes[page].width;
  double height = reader->sizes[page].height;
  double pixels = PAGE_DPI / POINTS_PER_INCH;

  cairo_pdf_surface_set_size (pdf, width, height);
  if (!as_picture)
    return guichet_pdf_draw (reader->pdf, page, width, height, TRUE, cr);
  cairo_scale (cr, 1 / pixels, 1 / pixels);
  return draw_compressed (reader, page, (guint)ceil (width * pixels), (guint)ceil (height * pixels),
                          cr);
}

static int
write_pages (GuichetReader *reader, const guint32 *list, guint n_list, guint max_dpi,
             gboolean as_pictures, GuichetOutput *output)
{
  cairo_surface_t *pdf = new_pdf_surface (output);
  guint n_pages = n_list > 0 ? n_list : reader->n_pages;
  int error = 0;

  for (guint i = 0; i < n_pages && error == 0; i++) {
    guint page = n_list > 0 ? list[i] : i;
    cairo_t *cr;

    if (page >= reader->n_pages) {
      error = GUICHET_DOCUMENT_ERROR_NO_SUCH_PAGE;
      break;
    }
    cr = cairo_create (pdf);
    error = reader->pdf != NULL ? draw_pdf_page (reader, page, as_pictures, pdf, cr)
                                : draw_picture_page (reader, page, max_dpi, pdf, cr);
    cairo_show_page (cr);
    cairo_destroy (cr);
  }
  cairo_surface_finish (pdf);
  if (output->is_full)
    error = GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES;
  else if (error == 0 && cairo_surface_status (pdf) != CAIRO_STATUS_SUCCESS)
    error = GUICHET_DOCUMENT_ERROR_BROKEN;
  cairo_surface_destroy (pdf);
  return error;
}

static gboolean
has_unwanted_streams (GuichetOutput *output)
{
  for (gsize i = 0; i < G_N_ELEMENTS (unwanted_streams); i++)
    if (guichet_output_contains (output, unwanted_streams[i]))
      return TRUE;
  return FALSE;
}

int
guichet_reader_write_pdf (GuichetReader *reader, const guint32 *list, guint n_list, guint max_dpi,
                          GuichetOutput *output)
{
  int error = guichet_reader_open (reader);

  if (error == 0 && n_list > reader->input.max_pages)
    error = GUICHET_DOCUMENT_ERROR_TOO_MANY_PAGES;
  if (error == 0)
    error = write_pages (reader, list, n_list, max_dpi, FALSE, output);
  if (error != 0 || !has_unwanted_streams (output))
    return error;
  guichet_output_clear (output);
  if (!guichet_output_init (output, reader->input.max_bytes))
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES;
  return write_pages (reader, list, n_list, max_dpi, TRUE, output);
}

static gboolean
append_bytes (GuichetOutput *output, GBytes *bytes)
{
  return guichet_output_append (output, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* An upright JPEG that fits goes out as it came, without its metadata. */
static GBytes *
get_fitting_jpeg (GuichetReader *reader, guint width, guint height)
{
  const GuichetPageSize *size = &reader->sizes[0];

  if (guichet_jpeg_get_orientation (reader->input.data, reader->input.size) != 1 ||
      (width > 0 && size->width > width) || (height > 0 && size->height > height))
    return NULL;
  return get_own_jpeg (reader);
}

int
guichet_reader_write_jpeg (GuichetReader *reader, guint page, guint width, guint height,
                           guint quality, GuichetOutput *output)
{
  g_autoptr (GBytes) jpeg = NULL;
  cairo_surface_t *surface = NULL;
  double pixels;
  int error = guichet_reader_open (reader);

  if (error != 0)
    return error;
  if (page >= reader->n_pages)
    return GUICHET_DOCUMENT_ERROR_NO_SUCH_PAGE;
  pixels = reader->pdf != NULL ? PAGE_DPI / POINTS_PER_INCH : 1;
  /* Never larger than it is. */
  width = MIN (width > 0 ? width : G_MAXUINT, (guint)ceil (reader->sizes[page].width * pixels));
  height = MIN (height > 0 ? height : G_MAXUINT, (guint)ceil (reader->sizes[page].height * pixels));
  error = guichet_reader_draw (reader, page, width, height, &surface);
  if (error != 0)
    return error;
  if (reader->input.kind == GUICHET_DOCUMENT_KIND_JPEG)
    jpeg = get_fitting_jpeg (reader, width, height);
  if (jpeg == NULL)
    jpeg = guichet_jpeg_compress (surface, CLAMP (quality, 1, 100));
  cairo_surface_destroy (surface);
  return jpeg != NULL && append_bytes (output, jpeg) ? 0 : GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES;
}
