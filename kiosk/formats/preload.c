/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "preload.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <libheif/heif.h>

static void
preload_pixbuf (const char *type)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (type, NULL);

  if (loader != NULL)
    (void)gdk_pixbuf_loader_close (loader, NULL);
}

void
guichet_preload (void)
{
  preload_pixbuf ("bmp");
  preload_pixbuf ("gif");
  /* From libheif 1.14 on its decoders are modules, read when a file is first opened. */
  heif_context_free (heif_context_alloc ());
  (void)heif_have_decoder_for_format (heif_compression_HEVC);
}
