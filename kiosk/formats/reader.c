/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader.h"

#include <string.h>
#include <sys/mman.h>

#include "pdf.h"
#include "picture.h"

#define MAX_TEXT_BYTES (64 * 1024)
/* A4, for a page whose own size cannot be read: the others are still worth showing. */
#define A4_WIDTH  595.276F
#define A4_HEIGHT 841.89F

void
guichet_reader_init (GuichetReader *reader, GBytes *bytes, gsize max_bytes, guint max_pages,
                     guint max_pixels)
{
  *reader = (GuichetReader){ 0 };
  guichet_input_init (&reader->input, bytes, max_bytes, max_pages, max_pixels);
}

void
guichet_reader_clear (GuichetReader *reader)
{
  g_clear_object (&reader->pdf);
  g_clear_pointer (&reader->sizes, g_free);
  guichet_input_clear (&reader->input);
}

static int
open_pdf (GuichetReader *reader)
{
  int error;

  reader->pdf = guichet_pdf_open (&reader->input, &error);
  if (error != 0)
    return error;
  reader->n_pages = (guint)poppler_document_get_n_pages (reader->pdf);
  reader->sizes = g_new0 (GuichetPageSize, reader->n_pages);
  for (guint i = 0; i < reader->n_pages; i++) {
    double width, height;
    gboolean good = guichet_pdf_get_size (reader->pdf, i, &width, &height);

    reader->sizes[i].width = good ? (float)width : A4_WIDTH;
    reader->sizes[i].height = good ? (float)height : A4_HEIGHT;
  }
  return 0;
}

static int
open_picture (GuichetReader *reader)
{
  guint n_pages = guichet_picture_count_pages (&reader->input);
  int error = 0;

  if (n_pages == 0)
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  if (n_pages > reader->input.max_pages)
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_PAGES;
  reader->sizes = g_new0 (GuichetPageSize, n_pages);
  for (guint i = 0; i < n_pages && error == 0; i++)
    error = guichet_picture_measure (&reader->input, i, &reader->sizes[i]);
  if (error != 0) {
    g_clear_pointer (&reader->sizes, g_free);
    return error;
  }
  reader->n_pages = n_pages;
  return 0;
}

int
guichet_reader_open (GuichetReader *reader)
{
  if (reader->n_pages > 0)
    return 0;
  if (reader->input.size > reader->input.max_bytes)
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES;
  if (reader->input.kind == 0)
    return GUICHET_DOCUMENT_ERROR_UNKNOWN_KIND;
  return reader->input.kind == GUICHET_DOCUMENT_KIND_PDF ? open_pdf (reader)
                                                         : open_picture (reader);
}

static int
draw_pdf (GuichetReader *reader, guint page, guint width, guint height, cairo_surface_t **surface)
{
  cairo_t *cr;
  int error;

  *surface = guichet_picture_new_surface (width, height);
  if (*surface == NULL)
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
  cr = cairo_create (*surface);
  error = guichet_pdf_draw (reader->pdf, page, width, height, FALSE, cr);
  cairo_destroy (cr);
  if (error != 0)
    g_clear_pointer (surface, cairo_surface_destroy);
  return error;
}

int
guichet_reader_draw (GuichetReader *reader, guint page, guint width, guint height,
                     cairo_surface_t **surface)
{
  int error = guichet_reader_open (reader);
  double scale;

  if (error != 0)
    return error;
  if (page >= reader->n_pages)
    return GUICHET_DOCUMENT_ERROR_NO_SUCH_PAGE;
  if (width == 0 || height == 0 || width > 32767 || height > 32767)
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
  scale = MIN (width / reader->sizes[page].width, height / reader->sizes[page].height);
  width = CLAMP ((guint)(reader->sizes[page].width * scale + 0.5), 1, width);
  height = CLAMP ((guint)(reader->sizes[page].height * scale + 0.5), 1, height);
  if ((guint64)width * height > reader->input.max_pixels)
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
  if (reader->pdf != NULL)
    return draw_pdf (reader, page, width, height, surface);
  error = guichet_picture_decode (&reader->input, page, width, height, surface);
  if (error != 0)
    return error;
  *surface = guichet_picture_shrink (*surface, width, height);
  return *surface != NULL ? 0 : GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
}

static int
answer_inspect (GuichetReader *reader, GuichetDocumentReply *reply, GuichetOutput *output)
{
  int error = guichet_reader_open (reader);

  if (error != 0)
    return error;
  reply->kind = reader->input.kind;
  reply->n_pages = reader->n_pages;
  if (reader->pdf != NULL)
    reply->flags = guichet_pdf_get_flags (reader->pdf, &reader->input);
  return guichet_output_append (output, reader->sizes, reader->n_pages * sizeof (GuichetPageSize))
             ? 0
             : GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES;
}

static int
answer_render (GuichetReader *reader, const GuichetDocumentRequest *request,
               GuichetDocumentReply *reply, GuichetOutput *output)
{
  cairo_surface_t *surface = NULL;
  int error =
      guichet_reader_draw (reader, request->page, request->width, request->height, &surface);
  gsize size;
  void *pixels;

  if (error != 0)
    return error;
  reply->width = (guint32)cairo_image_surface_get_width (surface);
  reply->height = (guint32)cairo_image_surface_get_height (surface);
  reply->stride = (guint32)cairo_image_surface_get_stride (surface);
  size = (gsize)reply->stride * reply->height;
  pixels = guichet_output_map (output, size);
  if (pixels != NULL) {
    cairo_surface_flush (surface);
    memcpy (pixels, cairo_image_surface_get_data (surface), size);
    for (gsize i = 3; i < size; i += 4)
      ((guint8 *)pixels)[i] = 255;
    munmap (pixels, size);
  }
  cairo_surface_destroy (surface);
  return pixels != NULL ? 0 : GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
}

static int
answer_text (GuichetReader *reader, guint page, GuichetOutput *output)
{
  g_autofree char *text = NULL;
  const char *end;
  int error = guichet_reader_open (reader);

  if (error != 0)
    return error;
  if (page >= reader->n_pages)
    return GUICHET_DOCUMENT_ERROR_NO_SUCH_PAGE;
  text = reader->pdf != NULL ? guichet_pdf_read_text (reader->pdf, page) : NULL;
  if (text == NULL)
    return 0;
  (void)g_utf8_validate_len (text, MIN (strlen (text), MAX_TEXT_BYTES), &end);
  return guichet_output_append (output, text, (gsize)(end - text))
             ? 0
             : GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES;
}

static int
answer (GuichetReader *reader, const GuichetDocumentRequest *request, const guint32 *list,
        GuichetDocumentReply *reply, GuichetOutput *output)
{
  switch (request->call) {
  case GUICHET_DOCUMENT_CALL_INSPECT:
    return answer_inspect (reader, reply, output);
  case GUICHET_DOCUMENT_CALL_RENDER:
    return answer_render (reader, request, reply, output);
  case GUICHET_DOCUMENT_CALL_TO_PDF:
    return guichet_reader_write_pdf (reader, list, request->n_list, request->quality, output);
  case GUICHET_DOCUMENT_CALL_TO_JPEG:
    return guichet_reader_write_jpeg (reader, request->page, request->width, request->height,
                                      request->quality, output);
  case GUICHET_DOCUMENT_CALL_READ_TEXT:
    return answer_text (reader, request->page, output);
  default:
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  }
}

void
guichet_reader_answer (GuichetReader *reader, const GuichetDocumentRequest *request,
                       const guint32 *list, GuichetDocumentReply *reply, GuichetOutput *output)
{
  int error = guichet_output_init (output, reader->input.max_bytes)
                  ? answer (reader, request, list, reply, output)
                  : GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES;

  if (error == 0) {
    reply->size = output->size;
  } else {
    *reply = (GuichetDocumentReply){ .error = (guint32)error };
    guichet_output_clear (output);
  }
  reply->serial = request->serial;
}
