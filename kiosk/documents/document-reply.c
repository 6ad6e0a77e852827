/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-reply.h"

#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sealed-memory.h"

#define MAX_TEXT_BYTES (64 * 1024)
/* Thrice PDF's own limit (14,400 units); also the longest edge of a picture, in pixels. */
#define MAX_EDGE 65535.0F

/* Unsealed, the child could still write, or cut it short and have the reader killed by SIGBUS. */
static gboolean
is_sealed_memory (int fd, guint64 size)
{
  struct stat info;

  return guichet_sealed_memory_is_sealed (fd) && fstat (fd, &info) == 0 &&
         (guint64)info.st_size == size;
}

static gboolean
is_sound_inspect (const GuichetDocumentReply *reply, const GuichetDocumentOpener *opener)
{
  return reply->kind > 0 && reply->kind < GUICHET_DOCUMENT_N_KINDS && reply->n_pages > 0 &&
         reply->n_pages <= opener->max_pages &&
         reply->size == (guint64)reply->n_pages * sizeof (GuichetPageSize);
}

static gboolean
is_sound_render (const GuichetDocumentReply *reply, const GuichetDocumentRequest *request,
                 const GuichetDocumentOpener *opener)
{
  return reply->width > 0 && reply->height > 0 && reply->width <= request->width &&
         reply->height <= request->height &&
         (guint64)reply->width * reply->height <= opener->max_pixels &&
         reply->stride == (guint64)reply->width * 4 &&
         reply->size == (guint64)reply->stride * reply->height;
}

static gboolean
is_sound_content (const GuichetDocumentReply *reply, const GuichetDocumentRequest *request,
                  const GuichetDocumentOpener *opener)
{
  switch (request->call) {
  case GUICHET_DOCUMENT_CALL_INSPECT:
    return is_sound_inspect (reply, opener);
  case GUICHET_DOCUMENT_CALL_RENDER:
    return is_sound_render (reply, request, opener);
  case GUICHET_DOCUMENT_CALL_TO_PDF:
  case GUICHET_DOCUMENT_CALL_TO_JPEG:
    return reply->size > 0 && reply->size <= opener->max_bytes;
  case GUICHET_DOCUMENT_CALL_READ_TEXT:
    return reply->size <= MAX_TEXT_BYTES;
  default:
    return FALSE;
  }
}

gboolean
guichet_document_reply_is_sound (const GuichetDocumentReply *reply,
                                 const GuichetDocumentRequest *request,
                                 const GuichetDocumentOpener *opener, int fd)
{
  if (reply->serial != request->serial)
    return FALSE;
  /* The last three are for this side to tell. */
  if (reply->error != 0)
    return reply->error < GUICHET_DOCUMENT_ERROR_TIMEOUT && fd < 0;
  return fd >= 0 && is_sound_content (reply, request, opener) && is_sealed_memory (fd, reply->size);
}

/* A size that cannot be drawn is told as one that can: layouts divide by it. */
static float
sane_edge (float value)
{
  return isfinite (value) && value >= 1 ? MIN (value, MAX_EDGE) : 1;
}

GuichetDocumentFacts *
guichet_document_reply_read_facts (const GuichetDocumentReply *reply, int fd)
{
  g_autoptr (GuichetDocumentFacts) facts = g_new0 (GuichetDocumentFacts, 1);

  facts->kind = reply->kind;
  facts->flags = reply->flags & (GUICHET_DOCUMENT_HAS_JAVASCRIPT | GUICHET_DOCUMENT_HAS_LAUNCH |
                                 GUICHET_DOCUMENT_HAS_FILES | GUICHET_DOCUMENT_HAS_FORM);
  facts->n_pages = reply->n_pages;
  facts->sizes = g_new0 (GuichetPageSize, reply->n_pages);
  if (pread (fd, facts->sizes, reply->size, 0) != (ssize_t)reply->size)
    return NULL;
  for (guint i = 0; i < facts->n_pages; i++) {
    facts->sizes[i].width = sane_edge (facts->sizes[i].width);
    facts->sizes[i].height = sane_edge (facts->sizes[i].height);
  }
  return g_steal_pointer (&facts);
}

GuichetPixels *
guichet_document_reply_map_pixels (const GuichetDocumentReply *reply, int fd)
{
  GBytes *bytes = guichet_sealed_memory_map (fd, reply->size, NULL);
  GuichetPixels *pixels;

  if (bytes == NULL)
    return NULL;
  pixels = g_new0 (GuichetPixels, 1);
  pixels->width = reply->width;
  pixels->height = reply->height;
  pixels->stride = reply->stride;
  pixels->bytes = bytes;
  return pixels;
}
