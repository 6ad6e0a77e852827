/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetPagePreview: a small picture of a page that grows while its rows come; also what the looks
 * of page-look.h are taken at. One thread at a time.
 */
typedef struct {
  guint width;
  guint height;
  guint stride;      /* bytes */
  guint n_rows;      /* that are there; the others are white */
  double resolution; /* dots per inch */
  /* Owned: CAIRO_FORMAT_RGB24 with the fourth byte full, so it is an opaque ARGB32 too. */
  guint8 *pixels;
  /* Private */
  guint factor; /* dots of the page in one of the preview, each way */
  guint page_width, channels;
  guint n_summed; /* rows of the page in @sums */
  guint32 *sums;
} GuichetPagePreview;

/** For a page of @width x @height dots, @channels 1 or 3, at @resolution. */
GuichetPagePreview *guichet_page_preview_new (guint width, guint height, guint channels,
                                              guint resolution);
void guichet_page_preview_free (GuichetPagePreview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetPagePreview, guichet_page_preview_free)

/** Takes rows of the page. TRUE when the picture grew. */
gboolean guichet_page_preview_add_rows (GuichetPagePreview *self, const guint8 *rows, guint n_rows);
/** A copy of the pixels, turned clockwise by @turns quarters; its own size and stride. */
GBytes *guichet_page_preview_turn (const GuichetPagePreview *self, guint turns, guint *width,
                                   guint *height, guint *stride);
