/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures as a resident may bring them, through all that guichet-document does with them, in this
 * process: our own code and what it hands to the decoders. Formats whose decoders are only met
 * behind the sandbox (PDF, HEIF, what gdk-pixbuf reads) are tried there: see documents-mutated. */
#include "reader.h"

#include <stdint.h>
#include <unistd.h>

#define MAX_BYTES  (1 << 20)
#define MAX_PAGES  20
#define MAX_PIXELS (1 << 18)

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static gboolean
is_wanted (GuichetDocumentKind kind)
{
  return kind == GUICHET_DOCUMENT_KIND_JPEG || kind == GUICHET_DOCUMENT_KIND_PNG ||
         kind == GUICHET_DOCUMENT_KIND_WEBP || kind == GUICHET_DOCUMENT_KIND_TIFF;
}

static void
answer (GuichetReader *reader, guint32 call, guint32 page)
{
  const guint32 list[] = { page };
  GuichetDocumentRequest request = {
    .serial = 1, .call = call, .page = page, .width = 90, .height = 60, .quality = 70, .n_list = 1
  };
  GuichetDocumentReply reply = { 0 };
  GuichetOutput output = { .fd = -1 };

  guichet_reader_answer (reader, &request, list, &reply, &output);
  if (reply.error == 0) {
    g_assert_true (guichet_output_seal (&output));
    if (call == GUICHET_DOCUMENT_CALL_RENDER)
      g_assert_true (reply.width <= 90 && reply.height <= 60);
  }
  guichet_output_clear (&output);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const guint32 calls[] = { GUICHET_DOCUMENT_CALL_INSPECT, GUICHET_DOCUMENT_CALL_RENDER,
                                   GUICHET_DOCUMENT_CALL_TO_PDF, GUICHET_DOCUMENT_CALL_TO_JPEG,
                                   GUICHET_DOCUMENT_CALL_READ_TEXT };
  GuichetReader reader;

  if (!is_wanted (guichet_document_kind_guess (data, size)))
    return 0;
  guichet_reader_init (&reader, g_bytes_new (data, size), MAX_BYTES, MAX_PAGES, MAX_PIXELS);
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    for (guint32 page = 0; page < 2; page++)
      answer (&reader, calls[i], page);
  guichet_reader_clear (&reader);
  return 0;
}
