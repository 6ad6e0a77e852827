/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * Reads "2-3, 7" for a document of @n_pages pages; "" means all of them. Gives the page numbers
 * (element type guint, from 1), in order and each once; NULL when @text is no such list, or names
 * a page that the document has not. Owned by the caller.
 */
GArray *guichet_page_ranges_parse (const char *text, guint n_pages);
