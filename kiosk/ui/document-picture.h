/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document.h"

/** Puts the first page of @document into @picture; a pictogram while there is none. */
void guichet_document_picture_show (GtkPicture *picture, GuichetDocument *document);
