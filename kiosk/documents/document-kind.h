/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** What a document is, told by its bytes and never by its name or by what a server calls it. */
typedef enum {
  GUICHET_DOCUMENT_KIND_NONE = 0, /* nothing that makes sense here: refused */
  GUICHET_DOCUMENT_KIND_PDF,
  GUICHET_DOCUMENT_KIND_JPEG,
  GUICHET_DOCUMENT_KIND_PNG,
  GUICHET_DOCUMENT_KIND_WEBP,
  GUICHET_DOCUMENT_KIND_HEIF, /* HEIC and AVIF */
  GUICHET_DOCUMENT_KIND_TIFF,
  GUICHET_DOCUMENT_KIND_BMP,
  GUICHET_DOCUMENT_KIND_GIF,
  GUICHET_DOCUMENT_N_KINDS,
} GuichetDocumentKind;

/** Looks at the first bytes only (1100 are enough): a verdict on the kind, not on whether it can be
 *  opened. Reads no format. Pure. */
GuichetDocumentKind guichet_document_kind_guess (const guint8 *data, gsize size);

gboolean guichet_document_kind_is_image (GuichetDocumentKind kind);
/** "application/pdf"; "application/octet-stream" for NONE. Static. */
const char *guichet_document_kind_get_mime_type (GuichetDocumentKind kind);
/** "pdf", without dot; "bin" for NONE. Static. */
const char *guichet_document_kind_get_extension (GuichetDocumentKind kind);
