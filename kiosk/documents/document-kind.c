/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-kind.h"

#include <string.h>

/* Readers of PDF look for the mark in the first 1024 bytes (ISO 32000-1, annex H, note 13). */
#define PDF_MARK_WITHIN 1024
#define PDF_MARK        "%PDF-"

typedef struct {
  const char *mime_type;
  const char *extension;
} KindWords;

static const KindWords WORDS[GUICHET_DOCUMENT_N_KINDS] = {
  [GUICHET_DOCUMENT_KIND_NONE] = { "application/octet-stream", "bin" },
  [GUICHET_DOCUMENT_KIND_PDF] = { "application/pdf", "pdf" },
  [GUICHET_DOCUMENT_KIND_JPEG] = { "image/jpeg", "jpg" },
  [GUICHET_DOCUMENT_KIND_PNG] = { "image/png", "png" },
  [GUICHET_DOCUMENT_KIND_GIF] = { "image/gif", "gif" },
  [GUICHET_DOCUMENT_KIND_WEBP] = { "image/webp", "webp" },
  [GUICHET_DOCUMENT_KIND_BMP] = { "image/bmp", "bmp" },
  [GUICHET_DOCUMENT_KIND_TIFF] = { "image/tiff", "tif" },
  [GUICHET_DOCUMENT_KIND_HEIF] = { "image/heic", "heic" },
};

typedef struct {
  gsize offset;
  gsize length;
  const char *bytes;
  GuichetDocumentKind kind;
} Mark;

static const Mark MARKS[] = {
  { 0, 3, "\xff\xd8\xff", GUICHET_DOCUMENT_KIND_JPEG },
  { 0, 8, "\x89PNG\r\n\x1a\n", GUICHET_DOCUMENT_KIND_PNG },
  { 0, 6, "GIF87a", GUICHET_DOCUMENT_KIND_GIF },
  { 0, 6, "GIF89a", GUICHET_DOCUMENT_KIND_GIF },
  { 0, 4, "II*\0", GUICHET_DOCUMENT_KIND_TIFF },
  { 0, 4, "MM\0*", GUICHET_DOCUMENT_KIND_TIFF },
  /* ISO base media files: the brands of still images (ISO/IEC 23008-12). */
  { 4, 8, "ftypheic", GUICHET_DOCUMENT_KIND_HEIF },
  { 4, 8, "ftypheix", GUICHET_DOCUMENT_KIND_HEIF },
  { 4, 8, "ftypheim", GUICHET_DOCUMENT_KIND_HEIF },
  { 4, 8, "ftypheis", GUICHET_DOCUMENT_KIND_HEIF },
  { 4, 8, "ftyphevc", GUICHET_DOCUMENT_KIND_HEIF },
  { 4, 8, "ftyphevx", GUICHET_DOCUMENT_KIND_HEIF },
  { 4, 8, "ftypmif1", GUICHET_DOCUMENT_KIND_HEIF },
  { 4, 8, "ftypmsf1", GUICHET_DOCUMENT_KIND_HEIF },
  { 4, 8, "ftypavif", GUICHET_DOCUMENT_KIND_HEIF },
};

static gboolean
has_bytes (const guint8 *data, gsize size, gsize offset, const char *bytes, gsize length)
{
  return size >= offset + length && memcmp (data + offset, bytes, length) == 0;
}

/* What stands before the mark may be blanks or rubbish of a bad server, but not a page of HTML. */
static gboolean
is_pdf (const guint8 *data, gsize size)
{
  gsize end = MIN (size, PDF_MARK_WITHIN);

  for (gsize i = 0; i < end && data[i] != '<'; i++)
    if (has_bytes (data, size, i, PDF_MARK, strlen (PDF_MARK)))
      return TRUE;
  return FALSE;
}

/* Two letters alone would let many a text pass: the size of the second header is looked at too. */
static gboolean
is_bmp (const guint8 *data, gsize size)
{
  static const guint8 header_sizes[] = { 12, 40, 52, 56, 64, 108, 124 };

  if (!has_bytes (data, size, 0, "BM", 2) || size < 26)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (header_sizes); i++)
    if (data[14] == header_sizes[i] && data[15] == 0 && data[16] == 0 && data[17] == 0)
      return TRUE;
  return FALSE;
}

GuichetDocumentKind
guichet_document_kind_guess (const guint8 *data, gsize size)
{
  for (gsize i = 0; i < G_N_ELEMENTS (MARKS); i++)
    if (has_bytes (data, size, MARKS[i].offset, MARKS[i].bytes, MARKS[i].length))
      return MARKS[i].kind;
  if (has_bytes (data, size, 0, "RIFF", 4) && has_bytes (data, size, 8, "WEBP", 4))
    return GUICHET_DOCUMENT_KIND_WEBP;
  if (is_bmp (data, size))
    return GUICHET_DOCUMENT_KIND_BMP;
  return is_pdf (data, size) ? GUICHET_DOCUMENT_KIND_PDF : GUICHET_DOCUMENT_KIND_NONE;
}

gboolean
guichet_document_kind_is_image (GuichetDocumentKind kind)
{
  return kind > GUICHET_DOCUMENT_KIND_PDF && kind < GUICHET_DOCUMENT_N_KINDS;
}

const char *
guichet_document_kind_get_mime_type (GuichetDocumentKind kind)
{
  return WORDS[(guint)kind < GUICHET_DOCUMENT_N_KINDS ? kind : GUICHET_DOCUMENT_KIND_NONE]
      .mime_type;
}

const char *
guichet_document_kind_get_extension (GuichetDocumentKind kind)
{
  return WORDS[(guint)kind < GUICHET_DOCUMENT_N_KINDS ? kind : GUICHET_DOCUMENT_KIND_NONE]
      .extension;
}
