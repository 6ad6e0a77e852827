/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-child.h"

#include "document.h"

#define MAX_PAGES 1000
/* A telephone's photograph has 12 to 50 million. */
#define MAX_PIXELS      (64 * 1024 * 1024)
#define TIMEOUT_SECONDS 30
#define IDLE_SECONDS    20

GuichetDocumentOpener *
guichet_document_opener_new (const char *program)
{
  GuichetDocumentOpener *opener = g_new0 (GuichetDocumentOpener, 1);

  if (program == NULL)
    program = g_getenv ("GUICHET_DOCUMENT");
  opener->program = g_strdup (program != NULL ? program : GUICHET_LIBEXECDIR "/guichet-document");
  opener->max_bytes = GUICHET_DOCUMENT_MAX_BYTES;
  opener->max_pages = MAX_PAGES;
  opener->max_pixels = MAX_PIXELS;
  opener->timeout_seconds = TIMEOUT_SECONDS;
  opener->idle_seconds = IDLE_SECONDS;
  return opener;
}

void
guichet_document_opener_free (GuichetDocumentOpener *opener)
{
  g_free (opener->program);
  g_free (opener);
}

void
guichet_document_facts_free (GuichetDocumentFacts *facts)
{
  g_free (facts->sizes);
  g_free (facts);
}

void
guichet_pixels_free (GuichetPixels *pixels)
{
  g_bytes_unref (pixels->bytes);
  g_free (pixels);
}
