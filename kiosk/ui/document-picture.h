/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document-child.h"
#include "document.h"

/** The first page of @document, owned by the caller; NULL while there is none. */
GdkPaintable *guichet_document_picture_new (GuichetDocument *document);
/** A page that was drawn, of which @pixels are; owned by the caller. They are shared, not copied.
 */
GdkPaintable *guichet_document_picture_new_for_pixels (const GuichetPixels *pixels);
