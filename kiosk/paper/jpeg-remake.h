/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** How a JPEG of ours is made anew, smaller. */
typedef struct {
  guint resolution; /* dots per inch at least, of @from_resolution; 0: as it is */
  guint from_resolution;
  guint quality; /* 1 to 100 */
  gboolean is_grey;
  /* A part of it, in dots of the JPEG as it is; width 0: all of it. */
  guint x, y, width, height;
} GuichetJpegRecipe;

typedef struct {
  GBytes *bytes; /* owned */
  guint width;
  guint height;
  guint resolution;
} GuichetJpeg;

void guichet_jpeg_clear (GuichetJpeg *jpeg);

/** Makes @jpeg anew by @recipe. For JPEG that this program made itself, not for others'. Any
 * thread; takes some tenths of a second. FALSE when there is not enough memory, or it is none. */
gboolean guichet_jpeg_remake (GBytes *jpeg, const GuichetJpegRecipe *recipe, GuichetJpeg *made);
