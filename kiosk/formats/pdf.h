/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <poppler.h>

#include "input.h"
#include "output.h"

/** NULL and *@error (GuichetDocumentError): encrypted, broken, too many pages. Owned by the caller.
 */
PopplerDocument *guichet_pdf_open (const GuichetInput *input, int *error);
GuichetDocumentFlags guichet_pdf_get_flags (PopplerDocument *document, const GuichetInput *input);
/** In points, turned as it is to be read. FALSE: that page cannot be read. */
gboolean guichet_pdf_get_size (PopplerDocument *document, guint page, double *width,
                               double *height);
/** Draws page @page @width x @height large at the origin of @cr. */
int guichet_pdf_draw (PopplerDocument *document, guint page, double width, double height,
                      gboolean printing, cairo_t *cr);
/** Words of a page, UTF-8; owned by the caller; NULL: no such page. */
char *guichet_pdf_read_text (PopplerDocument *document, guint page);
