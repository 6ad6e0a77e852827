/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only formats that are read by our own code: first bytes, and the segments of a JPEG. */
#include "document-kind.h"
#include "jpeg-markers.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  GuichetDocumentKind kind = guichet_document_kind_guess (data, size);
  guint orientation = guichet_jpeg_get_orientation (data, size);
  g_autoptr (GBytes) stripped = guichet_jpeg_strip (data, size);

  g_assert_cmpint (kind, <, GUICHET_DOCUMENT_N_KINDS);
  g_assert_true (orientation >= 1 && orientation <= 8);
  if (stripped != NULL) {
    gsize length;
    const guint8 *bytes = g_bytes_get_data (stripped, &length);
    g_autoptr (GBytes) again = guichet_jpeg_strip (bytes, length);

    /* Nothing is added; nothing that tells a place is left; what is left is a whole one. */
    g_assert_cmpuint (length, <=, size);
    g_assert_cmpuint (guichet_jpeg_get_orientation (bytes, length), ==, 1);
    g_assert_nonnull (again);
    g_assert_true (g_bytes_equal (stripped, again));
  }
  return 0;
}
