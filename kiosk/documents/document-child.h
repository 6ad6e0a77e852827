/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "document-error.h"
#include "document-kind.h"

/**
 * Opens documents that others made, in a process that may fall (kiosk/formats, `guichet-document`):
 * own namespaces, no network, no file but the one passed, a system call filter, limits of memory
 * and time. Whatever comes back from it is checked here as if an attacker had sent it.
 */

/** What a document brings with it. None of it is ever carried out, and none survives a to_pdf(). */
typedef enum {
  GUICHET_DOCUMENT_HAS_JAVASCRIPT = 1 << 0,
  GUICHET_DOCUMENT_HAS_LAUNCH = 1 << 1, /* actions that start programs or open files */
  GUICHET_DOCUMENT_HAS_FILES = 1 << 2,  /* embedded files */
  GUICHET_DOCUMENT_HAS_FORM = 1 << 3,
} GuichetDocumentFlags;

/** In points (1/72 inch) for a PDF; in pixels, upright, for a picture. */
typedef struct {
  float width;
  float height;
} GuichetPageSize;

typedef struct {
  GuichetDocumentKind kind;
  GuichetDocumentFlags flags;
  guint n_pages; /* at least 1 */
  /* Owned */
  GuichetPageSize *sizes; /* n_pages of them */
} GuichetDocumentFacts;

void guichet_document_facts_free (GuichetDocumentFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetDocumentFacts, guichet_document_facts_free)

/** Opaque pixels, white where the page is empty: 4 bytes each, native-endian 0xXXRRGGBB (what cairo
 *  calls RGB24; the X byte is 255, so GDK_MEMORY_B8G8R8A8_PREMULTIPLIED fits on little-endian). */
typedef struct {
  guint width;
  guint height;
  guint stride;
  /* Owned */
  GBytes *bytes; /* stride x height */
} GuichetPixels;

void guichet_pixels_free (GuichetPixels *pixels);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetPixels, guichet_pixels_free)

/** How documents are opened. One per program, made by main.c, passed to whoever opens documents. */
typedef struct {
  /* Owned */
  char *program; /* guichet-document; absolute */
  /* State */
  gsize max_bytes; /* of the document that comes in, and of what is made of it */
  guint max_pages;
  guint max_pixels;      /* of a picture that comes in, or of a page drawn */
  guint timeout_seconds; /* for each call; four times as long for to_pdf() */
  guint idle_seconds;    /* a child that nobody asks anything ends after so long */
} GuichetDocumentOpener;

/** @program: NULL for the world's own ($GUICHET_DOCUMENT), or the installed one. */
GuichetDocumentOpener *guichet_document_opener_new (const char *program);
void guichet_document_opener_free (GuichetDocumentOpener *opener);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetDocumentOpener, guichet_document_opener_free)

/**
 * GuichetDocumentChild: one document, and the process that reads it. Main thread only; calls are
 * answered in their order, from the main loop. The process starts with the first call, and again
 * after it fell or was cancelled: a fall fails one call only. It is killed when the last reference
 * goes, when a running call is cancelled, or when it takes too long.
 *
 * Every _finish() gives an error of GUICHET_DOCUMENT_ERROR, or G_IO_ERROR_CANCELLED.
 */
#define GUICHET_TYPE_DOCUMENT_CHILD (guichet_document_child_get_type ())
G_DECLARE_FINAL_TYPE (GuichetDocumentChild, guichet_document_child, GUICHET, DOCUMENT_CHILD,
                      GObject)

/** @opener is borrowed and must outlive it. @fd: a memfd (sealed or not) or file with the document;
 *  borrowed, duplicated; the child gets it read-only. Never fails: errors come with the calls. */
GuichetDocumentChild *guichet_document_child_new (const GuichetDocumentOpener *opener, int fd);

/** What it is: cheap, and says first if it can be opened at all. */
void guichet_document_child_inspect_async (GuichetDocumentChild *self, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
/** Owned by the caller. */
GuichetDocumentFacts *guichet_document_child_inspect_finish (GuichetDocumentChild *self,
                                                             GAsyncResult *result, GError **error);

/** Draws page @page (from 0) to fit within @width x @height pixels, keeping its shape; pictures are
 *  upright. Also the way to a thumbnail: ask for few pixels. */
void guichet_document_child_render_async (GuichetDocumentChild *self, guint page, guint width,
                                          guint height, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
/** Owned by the caller. */
GuichetPixels *guichet_document_child_render_finish (GuichetDocumentChild *self,
                                                     GAsyncResult *result, GError **error);

/**
 * A new PDF, written anew by cairo: nothing of the old file's actions, scripts, forms, files or
 * metadata is in it. @pages (from 0, in that order, repeated as wished; @n_pages 0: all of them).
 * A picture becomes an A4 page, a JPEG without being compressed again. @max_dpi: pictures with more
 * dots for the size that they have on the page are made smaller (0: never). Does not shrink PDFs.
 */
void guichet_document_child_to_pdf_async (GuichetDocumentChild *self, const guint *pages,
                                          guint n_pages, guint max_dpi, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
/** Page @page as JPEG within @width x @height pixels (0: its own size; for a PDF 200 dpi), @quality
 *  1-100 (75 is good). Without metadata. */
void guichet_document_child_to_jpeg_async (GuichetDocumentChild *self, guint page, guint width,
                                           guint height, guint quality, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
/** The words of page @page, UTF-8, at most 64 KiB; nothing for a picture. */
void guichet_document_child_read_text_async (GuichetDocumentChild *self, guint page,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
/** For the three above: a sealed memfd, owned by the caller, at its start; -1 and @error. */
int guichet_document_child_make_finish (GuichetDocumentChild *self, GAsyncResult *result,
                                        GError **error);
