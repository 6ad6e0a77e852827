/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a world says to the compositor, and what comes back: the same is let through in one piece
 * and in small ones, and nothing is let through that was not sent. */
#include "display-filter.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Pieces: length (one byte, the highest bit: from the compositor), then so many bytes. */
static gboolean
feed (const uint8_t *data, size_t size, gsize step, GByteArray *out)
{
  g_autoptr (GuichetDisplayFilter) filter = guichet_display_filter_new ();

  while (size > 1) {
    gboolean is_event = (data[0] & 0x80) != 0;
    gsize length = MIN ((gsize)(data[0] & 0x7f) * 4, size - 1);

    data++;
    size--;
    while (length > 0) {
      gsize part = MIN (step, length);
      gboolean is_good = is_event ? guichet_display_filter_take_events (filter, data, part, out)
                                  : guichet_display_filter_take_requests (filter, data, part, out);

      if (!is_good)
        return FALSE;
      data += part;
      size -= part;
      length -= part;
    }
  }
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  g_autoptr (GByteArray) pieces = g_byte_array_new ();
  gboolean is_good = feed (data, size, 1024, whole);

  g_assert_cmpint (feed (data, size, 3, pieces), ==, is_good);
  g_assert_cmpuint (whole->len, <=, size);
  if (is_good) {
    g_assert_cmpuint (whole->len, ==, pieces->len);
    g_assert_true (whole->len == 0 || memcmp (whole->data, pieces->data, whole->len) == 0);
  }
  return 0;
}
