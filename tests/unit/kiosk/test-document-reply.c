/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-reply.h"

#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sealed-memory.h"

static const GuichetDocumentOpener opener = { .max_bytes = 1000,
                                              .max_pages = 10,
                                              .max_pixels = 100 };
static const GuichetDocumentRequest render = {
  .serial = 7, .call = GUICHET_DOCUMENT_CALL_RENDER, .width = 8, .height = 8
};
static const GuichetDocumentRequest inspect = { .serial = 7,
                                                .call = GUICHET_DOCUMENT_CALL_INSPECT };
static const GuichetDocumentRequest make_pdf = { .serial = 7,
                                                 .call = GUICHET_DOCUMENT_CALL_TO_PDF };

static int
make_memory (gsize size)
{
  static const guint8 zeros[4096];

  return guichet_sealed_memory_new (zeros, size, NULL);
}

static gboolean
is_sound (const GuichetDocumentReply *reply, const GuichetDocumentRequest *request, gsize size)
{
  int fd = size > 0 ? make_memory (size) : -1;
  gboolean sound = guichet_document_reply_is_sound (reply, request, &opener, fd);

  if (fd >= 0)
    close (fd);
  return sound;
}

static void
test_pixels (void)
{
  const GuichetDocumentReply good = {
    .serial = 7, .width = 8, .height = 6, .stride = 32, .size = 192
  };
  GuichetDocumentReply reply = good;

  g_assert_true (is_sound (&good, &render, 192));
  g_assert_false (is_sound (&good, &render, 0));
  g_assert_false (is_sound (&good, &render, 191));
  reply.serial = 6;
  g_assert_false (is_sound (&reply, &render, 192));
  reply = good;
  reply.stride = 28; /* rows that overlap */
  g_assert_false (is_sound (&reply, &render, 192));
  reply = good;
  reply.width = 9; /* more than asked for */
  reply.stride = 36;
  reply.size = 216;
  g_assert_false (is_sound (&reply, &render, 216));
  reply = good;
  reply.height = 0;
  reply.size = 0;
  g_assert_false (is_sound (&reply, &render, 192));
  reply = good;
  reply.height = G_MAXUINT32; /* the product would wrap in 32 bits */
  g_assert_false (is_sound (&reply, &render, 192));
}

static void
test_pages (void)
{
  GuichetDocumentReply reply = { .serial = 7,
                                 .kind = GUICHET_DOCUMENT_KIND_PDF,
                                 .n_pages = 3,
                                 .size = 3 * sizeof (GuichetPageSize) };

  g_assert_true (is_sound (&reply, &inspect, reply.size));
  reply.n_pages = 4;
  g_assert_false (is_sound (&reply, &inspect, reply.size));
  reply.n_pages = 0;
  reply.size = 0;
  g_assert_false (is_sound (&reply, &inspect, 1));
  reply.n_pages = 11;
  reply.size = 11 * sizeof (GuichetPageSize);
  g_assert_false (is_sound (&reply, &inspect, reply.size));
  reply.n_pages = 3;
  reply.size = 3 * sizeof (GuichetPageSize);
  reply.kind = GUICHET_DOCUMENT_N_KINDS;
  g_assert_false (is_sound (&reply, &inspect, reply.size));
}

static void
test_errors (void)
{
  GuichetDocumentReply reply = { .serial = 7, .error = GUICHET_DOCUMENT_ERROR_ENCRYPTED };

  g_assert_true (is_sound (&reply, &make_pdf, 0));
  g_assert_false (is_sound (&reply, &make_pdf, 10)); /* an error brings nothing */
  reply.error = GUICHET_DOCUMENT_ERROR_DIED;         /* not for the child to say */
  g_assert_false (is_sound (&reply, &make_pdf, 0));
  reply.error = G_MAXUINT32;
  g_assert_false (is_sound (&reply, &make_pdf, 0));
}

static void
test_memory (void)
{
  GuichetDocumentReply reply = { .serial = 7, .size = 100 };
  int unsealed = guichet_sealed_memory_create (NULL);
  int pipe_ends[2];

  g_assert_true (is_sound (&reply, &make_pdf, 100));
  g_assert_cmpint (ftruncate (unsealed, 100), ==, 0);
  g_assert_false (guichet_document_reply_is_sound (&reply, &make_pdf, &opener, unsealed));
  close (unsealed);
  g_assert_cmpint (pipe (pipe_ends), ==, 0);
  g_assert_false (guichet_document_reply_is_sound (&reply, &make_pdf, &opener, pipe_ends[0]));
  close (pipe_ends[0]);
  close (pipe_ends[1]);
  reply.size = 1001;
  g_assert_false (is_sound (&reply, &make_pdf, 1001));
}

/* Layouts divide by sizes: what cannot be drawn is told as one unit. */
static void
test_sizes (void)
{
  const GuichetPageSize sizes[] = { { 595, 842 }, { NAN, -5 }, { INFINITY, 1e30F } };
  GuichetDocumentReply reply = {
    .kind = GUICHET_DOCUMENT_KIND_PDF, .n_pages = 3, .flags = G_MAXUINT32, .size = sizeof sizes
  };
  int fd = guichet_sealed_memory_new (sizes, sizeof sizes, NULL);
  g_autoptr (GuichetDocumentFacts) facts = guichet_document_reply_read_facts (&reply, fd);

  close (fd);
  g_assert_nonnull (facts);
  g_assert_cmpfloat (facts->sizes[0].height, ==, 842);
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpfloat (facts->sizes[i].width, >=, 1);
    g_assert_cmpfloat (facts->sizes[i].width, <=, 65535);
    g_assert_cmpfloat (facts->sizes[i].height, >=, 1);
    g_assert_cmpfloat (facts->sizes[i].height, <=, 65535);
  }
  g_assert_cmpuint (facts->flags, ==, 15);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/document-reply/pixels", test_pixels);
  g_test_add_func ("/kiosk/document-reply/pages", test_pages);
  g_test_add_func ("/kiosk/document-reply/errors", test_errors);
  g_test_add_func ("/kiosk/document-reply/memory", test_memory);
  g_test_add_func ("/kiosk/document-reply/sizes", test_sizes);
  return g_test_run ();
}
