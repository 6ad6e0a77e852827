/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-child.h"

#include <string.h>

static const char *const mime_types[] = {
  [GUICHET_DOCUMENT_KIND_PDF] = "application/pdf", [GUICHET_DOCUMENT_KIND_JPEG] = "image/jpeg",
  [GUICHET_DOCUMENT_KIND_PNG] = "image/png",       [GUICHET_DOCUMENT_KIND_WEBP] = "image/webp",
  [GUICHET_DOCUMENT_KIND_HEIF] = "image/heic",     [GUICHET_DOCUMENT_KIND_TIFF] = "image/tiff",
  [GUICHET_DOCUMENT_KIND_BMP] = "image/bmp",       [GUICHET_DOCUMENT_KIND_GIF] = "image/gif",
};

G_STATIC_ASSERT (G_N_ELEMENTS (mime_types) == GUICHET_DOCUMENT_N_KINDS);

/* First bytes; "?" in a mark stands for any byte. */
static const struct {
  GuichetDocumentKind kind;
  gsize length;
  const char *mark;
} marks[] = {
  { GUICHET_DOCUMENT_KIND_PDF, 5, "%PDF-" },
  { GUICHET_DOCUMENT_KIND_JPEG, 3, "\xff\xd8\xff" },
  { GUICHET_DOCUMENT_KIND_PNG, 8, "\x89PNG\r\n\x1a\n" },
  { GUICHET_DOCUMENT_KIND_WEBP, 12, "RIFF????WEBP" },
  { GUICHET_DOCUMENT_KIND_HEIF, 12, "????ftyphei?" },
  { GUICHET_DOCUMENT_KIND_HEIF, 12, "????ftyphev?" },
  { GUICHET_DOCUMENT_KIND_HEIF, 12, "????ftypmif1" },
  { GUICHET_DOCUMENT_KIND_HEIF, 12, "????ftypmsf1" },
  { GUICHET_DOCUMENT_KIND_HEIF, 12, "????ftypavif" },
  { GUICHET_DOCUMENT_KIND_TIFF, 4, "II*\0" },
  { GUICHET_DOCUMENT_KIND_TIFF, 4, "MM\0*" },
  { GUICHET_DOCUMENT_KIND_BMP, 2, "BM" },
  { GUICHET_DOCUMENT_KIND_GIF, 6, "GIF8?a" },
};

static gboolean
matches (const guint8 *bytes, const char *mark, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (mark[i] != '?' && bytes[i] != (guint8)mark[i])
      return FALSE;
  return TRUE;
}

GuichetDocumentKind
guichet_document_kind_guess (const guint8 *bytes, gsize size)
{
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (size >= marks[i].length && matches (bytes, marks[i].mark, marks[i].length))
      return marks[i].kind;
  return 0;
}

const char *
guichet_document_kind_get_mime_type (GuichetDocumentKind kind)
{
  if ((guint)kind < G_N_ELEMENTS (mime_types) && mime_types[kind] != NULL)
    return mime_types[kind];
  return "application/octet-stream";
}
