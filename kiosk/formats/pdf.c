/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf.h"

#include <math.h>
#include <string.h>

/* Poppler's types got their automatic cleanup only after Debian 12: nothing here is g_autoptr. */

/* Links are looked at on so many pages; beyond, only the words of the file are. */
#define MAX_LINK_PAGES 50
/* ISO 32000-1, annex C: the longest edge of a page. */
#define MAX_POINTS 14400.0

static int
convert_error (const GError *error)
{
  return g_error_matches (error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED)
             ? GUICHET_DOCUMENT_ERROR_ENCRYPTED
             : GUICHET_DOCUMENT_ERROR_BROKEN;
}

PopplerDocument *
guichet_pdf_open (const GuichetInput *input, int *error)
{
  g_autoptr (GError) local_error = NULL;
  PopplerDocument *document = poppler_document_new_from_bytes (input->bytes, NULL, &local_error);
  int n_pages;

  *error = 0;
  if (document == NULL) {
    *error = convert_error (local_error);
    return NULL;
  }
  n_pages = poppler_document_get_n_pages (document);
  if (n_pages <= 0)
    *error = GUICHET_DOCUMENT_ERROR_BROKEN;
  else if ((guint)n_pages > input->max_pages)
    *error = GUICHET_DOCUMENT_ERROR_TOO_MANY_PAGES;
  if (*error != 0)
    g_clear_object (&document);
  return document;
}

static gboolean
has_word (const GuichetInput *input, const char *word)
{
  return memmem (input->data, input->size, word, strlen (word)) != NULL;
}

static gboolean
has_launch_link (PopplerDocument *document, guint number)
{
  PopplerPage *page = poppler_document_get_page (document, (int)number);
  GList *links = page != NULL ? poppler_page_get_link_mapping (page) : NULL;
  gboolean found = FALSE;

  for (GList *link = links; link != NULL; link = link->next) {
    const PopplerLinkMapping *mapping = link->data;

    found |= mapping->action != NULL && mapping->action->type == POPPLER_ACTION_LAUNCH;
  }
  poppler_page_free_link_mapping (links);
  g_clear_object (&page);
  return found;
}

static gboolean
has_launch (PopplerDocument *document, const GuichetInput *input)
{
  guint n_pages = (guint)poppler_document_get_n_pages (document);

  if (has_word (input, "/Launch"))
    return TRUE;
  for (guint page = 0; page < MIN (n_pages, MAX_LINK_PAGES); page++)
    if (has_launch_link (document, page))
      return TRUE;
  return FALSE;
}

/* They only inform: what is in compressed objects and in no page's link may be missed. */
GuichetDocumentFlags
guichet_pdf_get_flags (PopplerDocument *document, const GuichetInput *input)
{
  GuichetDocumentFlags flags = 0;

  if (poppler_document_has_javascript (document) || has_word (input, "/JavaScript"))
    flags |= GUICHET_DOCUMENT_HAS_JAVASCRIPT;
  if (has_launch (document, input))
    flags |= GUICHET_DOCUMENT_HAS_LAUNCH;
  if (poppler_document_has_attachments (document) || has_word (input, "/EmbeddedFile"))
    flags |= GUICHET_DOCUMENT_HAS_FILES;
  if (has_word (input, "/AcroForm"))
    flags |= GUICHET_DOCUMENT_HAS_FORM;
  return flags;
}

gboolean
guichet_pdf_get_size (PopplerDocument *document, guint number, double *width, double *height)
{
  PopplerPage *page = poppler_document_get_page (document, (int)number);

  if (page == NULL)
    return FALSE;
  poppler_page_get_size (page, width, height);
  g_object_unref (page);
  return isfinite (*width) && isfinite (*height) && *width >= 1 && *height >= 1;
}

int
guichet_pdf_draw (PopplerDocument *document, guint number, double width, double height,
                  gboolean printing, cairo_t *cr)
{
  PopplerPage *page;
  double own_width, own_height;

  if (number >= (guint)poppler_document_get_n_pages (document))
    return GUICHET_DOCUMENT_ERROR_NO_SUCH_PAGE;
  if (!guichet_pdf_get_size (document, number, &own_width, &own_height))
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  if (own_width > MAX_POINTS || own_height > MAX_POINTS)
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
  page = poppler_document_get_page (document, (int)number);
  cairo_save (cr);
  cairo_scale (cr, width / own_width, height / own_height);
  if (printing)
    poppler_page_render_for_printing (page, cr);
  else
    poppler_page_render (page, cr);
  cairo_restore (cr);
  g_object_unref (page);
  return cairo_status (cr) == CAIRO_STATUS_SUCCESS ? 0 : GUICHET_DOCUMENT_ERROR_BROKEN;
}

char *
guichet_pdf_read_text (PopplerDocument *document, guint number)
{
  PopplerPage *page;
  char *text;

  if (number >= (guint)poppler_document_get_n_pages (document))
    return NULL;
  page = poppler_document_get_page (document, (int)number);
  text = page != NULL ? poppler_page_get_text (page) : NULL;
  g_clear_object (&page);
  return text;
}
