/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

/** A page as a scanner would give it: dots of red, green and blue, to be drawn on in millimetres.
 */
typedef struct {
  cairo_surface_t *surface;
  cairo_t *cr; /* in millimetres */
  guint width, height, resolution;
} DrawnPage;

/** White paper of A4 with some noise. */
DrawnPage *drawn_page_new (guint resolution);
void drawn_page_free (DrawnPage *page);
/** Lines of writing from @from to @to millimetres down the page. */
void drawn_page_write (DrawnPage *page, double from, double to);
/** A card with its corner at @x, @y, of @width x @height millimetres, pale, with a picture on it.
 */
void drawn_page_lay_card (DrawnPage *page, double x, double y, double width, double height);
/** width * height * @channels (1 or 3) bytes; owned by the caller. */
guint8 *drawn_page_scan (DrawnPage *page, guint channels);
