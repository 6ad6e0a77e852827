/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-picture.h"

void
guichet_document_picture_show (GtkPicture *picture, GuichetDocument *document)
{
  const GuichetDocumentThumbnail *thumbnail = guichet_document_get_thumbnail (document);
  g_autoptr (GdkTexture) texture = NULL;

  if (thumbnail == NULL) {
    gtk_picture_set_paintable (picture, NULL);
    return;
  }
  texture = gdk_memory_texture_new ((int)thumbnail->width, (int)thumbnail->height,
                                    GDK_MEMORY_DEFAULT, thumbnail->pixels, thumbnail->stride);
  gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
}
