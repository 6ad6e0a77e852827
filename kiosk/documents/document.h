/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "document-kind.h"
#include "sealed-memory.h"

/**
 * GuichetDocument: one document of a visit. Its bytes are sealed memory and never change; what is
 * found out about it later (pages, first page as picture, problem) is set by who finds out.
 * Main thread only.
 *
 * Signal "changed": a getter may answer differently now.
 */
#define GUICHET_TYPE_DOCUMENT (guichet_document_get_type ())
G_DECLARE_FINAL_TYPE (GuichetDocument, guichet_document, GUICHET, DOCUMENT, GObject)

/** No document of a visit is larger (bytes), wherever it comes from. */
#define GUICHET_DOCUMENT_MAX_BYTES (64 * 1024 * 1024)
/** Longest name that is kept, in characters. */
#define GUICHET_DOCUMENT_MAX_NAME 60

typedef enum {
  GUICHET_DOCUMENT_ORIGIN_SCAN,
  GUICHET_DOCUMENT_ORIGIN_DOWNLOAD,
  GUICHET_DOCUMENT_ORIGIN_STICK,
  GUICHET_DOCUMENT_ORIGIN_PAGE, /* a web page, made to be printed */
} GuichetDocumentOrigin;

/** The first page: 32 bits a pixel as in CAIRO_FORMAT_ARGB32 and GDK_MEMORY_DEFAULT, opaque. */
typedef struct {
  GBytes *pixels; /* at least stride * height */
  guint width;
  guint height;
  guint stride; /* bytes from a row to the next */
} GuichetDocumentThumbnail;

/**
 * @fd: sealed memory, taken over in every case. @name: words for people, see set_name. NULL and
 * @error (see sealed-memory.h, and GUICHET_DOCUMENT_ERROR_UNKNOWN_KIND) for what is empty, too
 * large, not sealed or of no kind of ours.
 */
GuichetDocument *guichet_document_new (GuichetDocumentOrigin origin, const char *name, int fd,
                                       GError **error);
/** The same from bytes, which are copied into sealed memory. */
GuichetDocument *guichet_document_new_from_data (GuichetDocumentOrigin origin, const char *name,
                                                 const void *data, gsize size, GError **error);

GuichetDocumentOrigin guichet_document_get_origin (GuichetDocument *self);
GuichetDocumentKind guichet_document_get_kind (GuichetDocument *self);
/** The sealed memory, borrowed: dup or pass it, do not close it. Its offset is nobody's. */
int guichet_document_get_fd (GuichetDocument *self);
/** The bytes, mapped; borrowed. */
GBytes *guichet_document_get_bytes (GuichetDocument *self);
/** Bytes. */
gsize guichet_document_get_size (GuichetDocument *self);

/** Words for people, borrowed: no extension, no path, no control characters; "" when not named. */
const char *guichet_document_get_name (GuichetDocument *self);
/** Cleans @name, which may come from a hostile page: last part of a path, without the extension of
 *  a document, at most GUICHET_DOCUMENT_MAX_NAME characters. */
void guichet_document_set_name (GuichetDocument *self, const char *name);
/** A name for a file that every server takes: a-z A-Z 0-9 - only, with the kind's extension;
 *  "document.pdf" when nothing is left. Owned by the caller. */
char *guichet_document_get_file_name (GuichetDocument *self);

/** 0: not known yet. An image has one. */
guint guichet_document_get_n_pages (GuichetDocument *self);
/** Somebody opened it, or tried: what is known of it is final. */
gboolean guichet_document_is_examined (GuichetDocument *self);
/** Why it cannot be opened (GuichetDocumentError); 0: nothing is known against it. */
int guichet_document_get_problem (GuichetDocument *self);
/** What was found out by opening it. @problem: GuichetDocumentError, 0 when it went well. */
void guichet_document_set_examined (GuichetDocument *self, int problem, guint n_pages);
/** Borrowed; NULL: none yet. */
const GuichetDocumentThumbnail *guichet_document_get_thumbnail (GuichetDocument *self);
/** @pixels: a reference is taken. Ignored when it is smaller than it says. */
void guichet_document_set_thumbnail (GuichetDocument *self, GBytes *pixels, guint width,
                                     guint height, guint stride);
