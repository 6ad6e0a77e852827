/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "input.h"

/**
 * Pictures of all kinds. A page is one picture of the file; only TIFF has more than one.
 */

guint guichet_picture_count_pages (const GuichetInput *input);
/** Upright size in pixels, from the head of the file: decodes nothing. Checks the pixel limit. */
int guichet_picture_measure (const GuichetInput *input, guint page, GuichetPageSize *size);
/** RGB24, upright, on white. @width x @height: what it is needed for (0: its own size); the result
 *  may be larger, it is only not decoded finer than needed where the format knows how. */
int guichet_picture_decode (const GuichetInput *input, guint page, guint width, guint height,
                            cairo_surface_t **surface);

/** From the picture as stored (@width x @height) to upright, for who draws the stored one. */
void guichet_picture_get_matrix (const GuichetInput *input, guint width, guint height,
                                 cairo_matrix_t *matrix);
/** A white RGB24 surface; NULL: no memory. */
cairo_surface_t *guichet_picture_new_surface (guint width, guint height);
/** Puts @surface (taken over) into @width x @height keeping its shape, smaller only; NULL: no
 * memory. */
cairo_surface_t *guichet_picture_shrink (cairo_surface_t *surface, guint width, guint height);
/** Lays straight (not premultiplied) B G R A bytes of a row of @width pixels onto white, in place.
 */
void guichet_picture_flatten_row (guint8 *row, guint width);

/* One per format; "decode" gives the picture as it is stored, "measure" its size as stored. */
typedef struct {
  int (*measure) (const GuichetInput *input, guint page, guint *width, guint *height);
  int (*decode) (const GuichetInput *input, guint page, guint width, guint height,
                 cairo_surface_t **surface);
} GuichetPictureFormat;

extern const GuichetPictureFormat guichet_picture_jpeg;
extern const GuichetPictureFormat guichet_picture_png;
extern const GuichetPictureFormat guichet_picture_webp;
extern const GuichetPictureFormat guichet_picture_heif;
extern const GuichetPictureFormat guichet_picture_tiff;
extern const GuichetPictureFormat guichet_picture_pixbuf; /* BMP, GIF */

guint guichet_picture_tiff_count_pages (const GuichetInput *input);
