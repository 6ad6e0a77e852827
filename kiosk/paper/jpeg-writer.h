/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetJpegWriter: a JPEG made row by row, as rows come from the scanner: it is ready when the
 * last row is. One thread at a time.
 */
typedef struct _GuichetJpegWriter GuichetJpegWriter;

/** @width, @height in dots, @channels 1 (grey) or 3 (red, green, blue), @resolution in dots per
 * inch,
 *  @quality 1 to 100. */
GuichetJpegWriter *guichet_jpeg_writer_new (guint width, guint height, guint channels,
                                            guint resolution, guint quality);
/** NULL is allowed. */
void guichet_jpeg_writer_free (GuichetJpegWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetJpegWriter, guichet_jpeg_writer_free)

/** @n_rows of width * channels bytes; what is more than the height is left out. */
void guichet_jpeg_writer_add_rows (GuichetJpegWriter *self, const guint8 *rows, guint n_rows);
/** The JPEG, with white rows up to its height; takes over @self. NULL when there was not enough
 *  memory. */
GBytes *guichet_jpeg_writer_finish (GuichetJpegWriter *self);
