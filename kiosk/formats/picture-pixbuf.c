/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

/* BMP and GIF, by gdk-pixbuf's loaders. The size is also looked up here: it must be known before a
 * loader takes memory for it. */

static guint
read_little (const guint8 *bytes, guint count)
{
  guint number = 0;

  for (guint i = count; i-- > 0;)
    number = number << 8 | bytes[i];
  return number;
}

static int
measure (const GuichetInput *input, guint page, guint *width, guint *height)
{
  const guint8 *data = input->data;
  gint32 signed_height;

  if (input->kind == GUICHET_DOCUMENT_KIND_GIF && input->size >= 10) {
    *width = read_little (data + 6, 2);
    *height = read_little (data + 8, 2);
    return 0;
  }
  if (input->kind != GUICHET_DOCUMENT_KIND_BMP || input->size < 26)
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  if (read_little (data + 14, 4) == 12) { /* the header of OS/2 */
    *width = read_little (data + 18, 2);
    *height = read_little (data + 20, 2);
    return 0;
  }
  signed_height = (gint32)read_little (data + 22, 4);
  if (signed_height == G_MININT32)
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  *width = read_little (data + 18, 4);
  *height = (guint)ABS (signed_height); /* negative: the first row stands first */
  return 0;
}

static void
on_size_prepared (GdkPixbufLoader *loader, int width, int height, const GuichetInput *input)
{
  /* Nothing times nothing: the loader gives up. */
  if (width <= 0 || height <= 0 || (guint64)width * (guint64)height > input->max_pixels)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static GdkPixbuf *
load (const GuichetInput *input)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (
      input->kind == GUICHET_DOCUMENT_KIND_GIF ? "gif" : "bmp", NULL);
  GdkPixbuf *pixbuf;
  gboolean good;

  if (loader == NULL)
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), (gpointer)input);
  good = gdk_pixbuf_loader_write (loader, input->data, input->size, NULL);
  good = gdk_pixbuf_loader_close (loader, NULL) && good;
  pixbuf = good ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  return pixbuf != NULL ? g_object_ref (pixbuf) : NULL;
}

static void
copy_row (guint8 *to, const guint8 *from, guint width, guint n_channels)
{
  for (guint x = 0; x < width; x++, to += 4, from += n_channels) {
    to[0] = from[2];
    to[1] = from[1];
    to[2] = from[0];
    to[3] = n_channels == 4 ? from[3] : 255;
  }
}

/* The loader draws what there is and is content. Only of plain rows their size can be told. */
static gboolean
is_cut (const GuichetInput *input)
{
  const guint8 *data = input->data;
  guint width, height;

  if (input->kind != GUICHET_DOCUMENT_KIND_BMP || input->size < 34 ||
      read_little (data + 14, 4) == 12 || read_little (data + 30, 4) != 0 ||
      measure (input, 0, &width, &height) != 0)
    return FALSE;
  return ((guint64)width * read_little (data + 28, 2) + 31) / 32 * 4 * height > input->size;
}

static int
decode (const GuichetInput *input, guint page, guint width, guint height, cairo_surface_t **surface)
{
  g_autoptr (GdkPixbuf) pixbuf = is_cut (input) ? NULL : load (input);
  guint own_width, own_height, n_channels;
  const guint8 *from;

  if (pixbuf == NULL)
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  own_width = (guint)gdk_pixbuf_get_width (pixbuf);
  own_height = (guint)gdk_pixbuf_get_height (pixbuf);
  n_channels = (guint)gdk_pixbuf_get_n_channels (pixbuf);
  from = gdk_pixbuf_read_pixels (pixbuf);
  *surface = guichet_picture_new_surface (own_width, own_height);
  if (*surface == NULL)
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
  for (gsize y = 0; y < own_height; y++) {
    guint8 *row = cairo_image_surface_get_data (*surface) +
                  y * (gsize)cairo_image_surface_get_stride (*surface);

    copy_row (row, from + y * (gsize)gdk_pixbuf_get_rowstride (pixbuf), own_width, n_channels);
    guichet_picture_flatten_row (row, own_width);
  }
  cairo_surface_mark_dirty (*surface);
  return 0;
}

const GuichetPictureFormat guichet_picture_pixbuf = { measure, decode };
