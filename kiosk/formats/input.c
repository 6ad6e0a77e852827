/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input.h"

void
guichet_input_init (GuichetInput *input, GBytes *bytes, gsize max_bytes, guint max_pages,
                    guint max_pixels)
{
  input->bytes = bytes;
  input->data = g_bytes_get_data (bytes, &input->size);
  input->kind = guichet_document_kind_guess (input->data, input->size);
  input->max_bytes = max_bytes;
  input->max_pages = max_pages;
  input->max_pixels = max_pixels;
}

void
guichet_input_clear (GuichetInput *input)
{
  g_clear_pointer (&input->bytes, g_bytes_unref);
}
