/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer of a guichet-document that a document took over: what is found sound can be used.
 * First the call and the memory's real size and seals, then the reply, then the memory. */
#include "document-reply.h"

#include <math.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sealed-memory.h"

#define MAX_MEMORY 8192

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

typedef struct {
  guint8 call;
  guint8 is_sealed;
  guint16 size;
} Head;

static int
make_memory (const Head *head, const uint8_t *data, size_t size)
{
  int fd = guichet_sealed_memory_create (NULL);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, head->size % MAX_MEMORY), ==, 0);
  g_assert_cmpint (pwrite (fd, data, MIN (size, head->size % MAX_MEMORY), 0), >=, 0);
  if (head->is_sealed & 1)
    g_assert_true (guichet_sealed_memory_seal (fd, NULL));
  return fd;
}

static guint
sum (const guint8 *bytes, gsize size)
{
  guint total = 0;

  for (gsize i = 0; i < size; i++)
    total += bytes[i];
  return total;
}

static void
use_pixels (const GuichetDocumentReply *reply, const GuichetDocumentRequest *request, int fd)
{
  GuichetPixels *pixels = guichet_document_reply_map_pixels (reply, fd);
  guint seen = 0;

  g_assert_nonnull (pixels);
  g_assert_cmpuint (pixels->width, <=, request->width);
  g_assert_cmpuint (pixels->height, <=, request->height);
  g_assert_cmpuint (g_bytes_get_size (pixels->bytes), ==, (gsize)pixels->stride * pixels->height);
  for (guint y = 0; y < pixels->height; y++)
    seen += sum ((const guint8 *)g_bytes_get_data (pixels->bytes, NULL) + (gsize)y * pixels->stride,
                 (gsize)pixels->width * 4);
  g_assert_cmpuint (seen, <=, 255 * MAX_MEMORY);
  guichet_pixels_free (pixels);
}

static void
use_facts (const GuichetDocumentReply *reply, const GuichetDocumentOpener *opener, int fd)
{
  GuichetDocumentFacts *facts = guichet_document_reply_read_facts (reply, fd);

  g_assert_nonnull (facts);
  g_assert_cmpuint (facts->n_pages, <=, opener->max_pages);
  g_assert_nonnull (guichet_document_kind_get_mime_type (facts->kind));
  for (guint i = 0; i < facts->n_pages; i++)
    g_assert_true (facts->sizes[i].width >= 1 && isfinite (facts->sizes[i].width) &&
                   facts->sizes[i].height >= 1 && isfinite (facts->sizes[i].height));
  guichet_document_facts_free (facts);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const GuichetDocumentOpener opener = { .max_bytes = 4096,
                                                .max_pages = 200,
                                                .max_pixels = 1500 };
  GuichetDocumentRequest request = { .serial = 7, .width = 40, .height = 50 };
  GuichetDocumentReply reply;
  Head head;
  int fd;

  if (size < sizeof head + sizeof reply)
    return 0;
  memcpy (&head, data, sizeof head);
  memcpy (&reply, data + sizeof head, sizeof reply);
  request.call = head.call;
  fd = make_memory (&head, data + sizeof head + sizeof reply, size - sizeof head - sizeof reply);
  if (guichet_document_reply_is_sound (&reply, &request, &opener, fd)) {
    g_assert_cmpuint (head.is_sealed & 1, ==, 1);
    g_assert_cmpuint (reply.size, ==, head.size % MAX_MEMORY);
    if (request.call == GUICHET_DOCUMENT_CALL_RENDER)
      use_pixels (&reply, &request, fd);
    if (request.call == GUICHET_DOCUMENT_CALL_INSPECT)
      use_facts (&reply, &opener, fd);
  }
  (void)guichet_document_reply_is_sound (&reply, &request, &opener, -1);
  close (fd);
  return 0;
}
