/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-picture.h"

GdkPaintable *
guichet_document_picture_new (GuichetDocument *document)
{
  const GuichetDocumentThumbnail *thumbnail = guichet_document_get_thumbnail (document);

  if (thumbnail == NULL)
    return NULL;
  return GDK_PAINTABLE (gdk_memory_texture_new ((int)thumbnail->width, (int)thumbnail->height,
                                                GDK_MEMORY_DEFAULT, thumbnail->pixels,
                                                thumbnail->stride));
}

GdkPaintable *
guichet_document_picture_new_for_pixels (const GuichetPixels *pixels)
{
  return GDK_PAINTABLE (gdk_memory_texture_new ((int)pixels->width, (int)pixels->height,
                                                GDK_MEMORY_DEFAULT, pixels->bytes, pixels->stride));
}
