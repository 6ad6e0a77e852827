/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <poppler.h>

#include "document-protocol.h"
#include "input.h"
#include "output.h"

/** The document of this process, whatever its kind, and the calls that can be made on it. */
typedef struct {
  GuichetInput input;
  /* Owned */
  PopplerDocument *pdf; /* opened by the first call */
  GuichetPageSize *sizes;
  /* State */
  guint n_pages;
} GuichetReader;

/** Parameters as of guichet_input_init(). Reads nothing yet. */
void guichet_reader_init (GuichetReader *reader, GBytes *bytes, gsize max_bytes, guint max_pages,
                          guint max_pixels);
void guichet_reader_clear (GuichetReader *reader);

/**
 * Does what @request says (@list: its page numbers) and fills @reply; @output holds what was made,
 * unsealed, and is to be cleared in any case.
 */
void guichet_reader_answer (GuichetReader *reader, const GuichetDocumentRequest *request,
                            const guint32 *list, GuichetDocumentReply *reply,
                            GuichetOutput *output);

/* For the files that make something of it; each gives 0 or a GuichetDocumentError. */

/** Opens it if that was not done yet; n_pages and sizes are good after. */
int guichet_reader_open (GuichetReader *reader);
/** RGB24 surface of page @page within @width x @height. */
int guichet_reader_draw (GuichetReader *reader, guint page, guint width, guint height,
                         cairo_surface_t **surface);
int guichet_reader_write_pdf (GuichetReader *reader, const guint32 *list, guint n_list,
                              guint max_dpi, GuichetOutput *output);
int guichet_reader_write_jpeg (GuichetReader *reader, guint page, guint width, guint height,
                               guint quality, GuichetOutput *output);
