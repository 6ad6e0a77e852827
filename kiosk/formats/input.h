/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document-child.h"

/** The document, mapped, and the limits that hold for it. Every function of this room that returns
 *  an int gives 0 or a GuichetDocumentError. */
typedef struct {
  /* Owned */
  GBytes *bytes;
  /* Borrowed, of "bytes" */
  const guint8 *data;
  gsize size;
  /* State */
  GuichetDocumentKind kind;
  gsize max_bytes;
  guint max_pages;
  guint max_pixels;
} GuichetInput;

/** Takes @bytes over and looks at the first of them. */
void guichet_input_init (GuichetInput *input, GBytes *bytes, gsize max_bytes, guint max_pages,
                         guint max_pixels);
void guichet_input_clear (GuichetInput *input);
