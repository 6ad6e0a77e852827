/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture.h"

#include "jpeg-markers.h"

static const GuichetPictureFormat *const formats[] = {
  [GUICHET_DOCUMENT_KIND_JPEG] = &guichet_picture_jpeg,
  [GUICHET_DOCUMENT_KIND_PNG] = &guichet_picture_png,
  [GUICHET_DOCUMENT_KIND_WEBP] = &guichet_picture_webp,
  [GUICHET_DOCUMENT_KIND_HEIF] = &guichet_picture_heif,
  [GUICHET_DOCUMENT_KIND_TIFF] = &guichet_picture_tiff,
  [GUICHET_DOCUMENT_KIND_BMP] = &guichet_picture_pixbuf,
  [GUICHET_DOCUMENT_KIND_GIF] = &guichet_picture_pixbuf,
};

G_STATIC_ASSERT (G_N_ELEMENTS (formats) == GUICHET_DOCUMENT_N_KINDS);

guint
guichet_picture_count_pages (const GuichetInput *input)
{
  return input->kind == GUICHET_DOCUMENT_KIND_TIFF ? guichet_picture_tiff_count_pages (input) : 1;
}

/* EXIF 2.3, 4.6.4: 1 is upright, 5 to 8 lie on a side. TIFF's is its decoder's own matter. */
static guint
get_orientation (const GuichetInput *input)
{
  return input->kind == GUICHET_DOCUMENT_KIND_JPEG
             ? guichet_jpeg_get_orientation (input->data, input->size)
             : 1;
}

static int
measure_stored (const GuichetInput *input, guint page, guint *width, guint *height)
{
  int error = formats[input->kind]->measure (input, page, width, height);

  if (error != 0)
    return error;
  if (*width == 0 || *height == 0)
    return GUICHET_DOCUMENT_ERROR_BROKEN;
  if ((guint64)*width * *height > input->max_pixels || *width > 32767 || *height > 32767)
    return GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS; /* 32767: cairo's own limit */
  return 0;
}

int
guichet_picture_measure (const GuichetInput *input, guint page, GuichetPageSize *size)
{
  guint width, height;
  int error = measure_stored (input, page, &width, &height);
  gboolean lies = get_orientation (input) >= 5;

  if (error != 0)
    return error;
  size->width = (float)(lies ? height : width);
  size->height = (float)(lies ? width : height);
  return 0;
}

cairo_surface_t *
guichet_picture_new_surface (guint width, guint height)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)width, (int)height);
  cairo_t *cr;

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS) {
    cairo_surface_destroy (surface);
    return NULL;
  }
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_destroy (cr);
  return surface;
}

/* Where the stored corner (0,0) and the two edges from it come to lie, for orientations 1 to 8. */
static void
orient (cairo_matrix_t *matrix, guint orientation, double width, double height)
{
  switch (orientation) {
  case 2:
    cairo_matrix_init (matrix, -1, 0, 0, 1, width, 0);
    break;
  case 3:
    cairo_matrix_init (matrix, -1, 0, 0, -1, width, height);
    break;
  case 4:
    cairo_matrix_init (matrix, 1, 0, 0, -1, 0, height);
    break;
  case 5:
    cairo_matrix_init (matrix, 0, 1, 1, 0, 0, 0);
    break;
  case 6:
    cairo_matrix_init (matrix, 0, 1, -1, 0, height, 0);
    break;
  case 7:
    cairo_matrix_init (matrix, 0, -1, -1, 0, height, width);
    break;
  case 8:
    cairo_matrix_init (matrix, 0, -1, 1, 0, 0, width);
    break;
  default:
    cairo_matrix_init_identity (matrix);
  }
}

void
guichet_picture_get_matrix (const GuichetInput *input, guint width, guint height,
                            cairo_matrix_t *matrix)
{
  orient (matrix, get_orientation (input), width, height);
}

static cairo_surface_t *
turn_upright (cairo_surface_t *stored, guint orientation)
{
  int width = cairo_image_surface_get_width (stored);
  int height = cairo_image_surface_get_height (stored);
  cairo_surface_t *upright = orientation >= 5
                                 ? guichet_picture_new_surface ((guint)height, (guint)width)
                                 : guichet_picture_new_surface ((guint)width, (guint)height);
  cairo_matrix_t matrix;
  cairo_t *cr;

  if (upright != NULL) {
    orient (&matrix, orientation, width, height);
    cr = cairo_create (upright);
    cairo_transform (cr, &matrix);
    cairo_set_source_surface (cr, stored, 0, 0);
    cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
    cairo_paint (cr);
    cairo_destroy (cr);
  }
  cairo_surface_destroy (stored);
  return upright;
}

int
guichet_picture_decode (const GuichetInput *input, guint page, guint width, guint height,
                        cairo_surface_t **surface)
{
  guint orientation = get_orientation (input);
  guint stored_width, stored_height;
  int error = measure_stored (input, page, &stored_width, &stored_height);

  if (error == 0)
    error = orientation >= 5 ? formats[input->kind]->decode (input, page, height, width, surface)
                             : formats[input->kind]->decode (input, page, width, height, surface);
  if (error != 0)
    return error;
  if (orientation > 1)
    *surface = turn_upright (*surface, orientation);
  return *surface != NULL ? 0 : GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS;
}

/* cairo's filters look at few neighbours; halves, each the mean of four, do not lose thin lines. */
static cairo_surface_t *
halve (cairo_surface_t *surface)
{
  guint width = (guint)cairo_image_surface_get_width (surface) / 2;
  guint height = (guint)cairo_image_surface_get_height (surface) / 2;
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);
  cairo_surface_t *half = guichet_picture_new_surface (width, height);
  const guint8 *from;
  guint8 *to;

  if (half != NULL) {
    cairo_surface_flush (half);
    from = cairo_image_surface_get_data (surface);
    for (guint y = 0; y < height; y++, from += 2 * stride) {
      to = cairo_image_surface_get_data (half) + y * (gsize)cairo_image_surface_get_stride (half);
      for (guint x = 0; x < width * 4; x++) {
        const guint8 *pixel = from + (gsize)(x / 4) * 8 + x % 4;

        to[x] = (guint8)((pixel[0] + pixel[4] + pixel[stride] + pixel[stride + 4] + 2) / 4);
      }
    }
    cairo_surface_mark_dirty (half);
  }
  cairo_surface_destroy (surface);
  return half;
}

cairo_surface_t *
guichet_picture_shrink (cairo_surface_t *surface, guint width, guint height)
{
  cairo_surface_t *small;
  cairo_t *cr;
  double scale, from_width, from_height;

  while (surface != NULL &&
         ((guint)cairo_image_surface_get_width (surface) >= 2 * width ||
          (guint)cairo_image_surface_get_height (surface) >= 2 * height) &&
         cairo_image_surface_get_width (surface) > 1 &&
         cairo_image_surface_get_height (surface) > 1)
    surface = halve (surface);
  if (surface == NULL)
    return NULL;
  from_width = cairo_image_surface_get_width (surface);
  from_height = cairo_image_surface_get_height (surface);
  scale = MIN (width / from_width, height / from_height);
  if (scale >= 1)
    return surface;
  small = guichet_picture_new_surface ((guint)MAX (from_width * scale + 0.5, 1),
                                       (guint)MAX (from_height * scale + 0.5, 1));
  if (small != NULL) {
    cr = cairo_create (small);
    cairo_scale (cr, cairo_image_surface_get_width (small) / from_width,
                 cairo_image_surface_get_height (small) / from_height);
    cairo_set_source_surface (cr, surface, 0, 0);
    cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
    cairo_paint (cr);
    cairo_destroy (cr);
  }
  cairo_surface_destroy (surface);
  return small;
}

void
guichet_picture_flatten_row (guint8 *row, guint width)
{
  for (guint8 *pixel = row; pixel < row + (gsize)width * 4; pixel += 4) {
    guint alpha = pixel[3];

    for (guint i = 0; i < 3; i++)
      pixel[i] = (guint8)((pixel[i] * alpha + 255 * (255 - alpha) + 127) / 255);
    pixel[3] = 255;
  }
}
