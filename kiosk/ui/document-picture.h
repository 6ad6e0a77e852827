/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document.h"

/** The first page of @document, owned by the caller; NULL while there is none. */
GdkPaintable *guichet_document_picture_new (GuichetDocument *document);
