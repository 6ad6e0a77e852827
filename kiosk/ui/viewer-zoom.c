/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "viewer-zoom.h"

/* A step that one cannot see looks like a button that does not work. */
#define VISIBLE_STEP 1.05

static const double factors[GUICHET_VIEWER_N_ZOOMS] = { 1, 1, 1.5, 2.2, 3.2 };

double
guichet_viewer_zoom_get_scale (GuichetViewerZoom zoom, double page_width, double page_height,
                               double width, double height)
{
  double wide = width / page_width;

  return zoom == GUICHET_VIEWER_ZOOM_PAGE ? MIN (wide, height / page_height) : wide * factors[zoom];
}

GuichetViewerZoom
guichet_viewer_zoom_step (GuichetViewerZoom zoom, int direction, double page_width,
                          double page_height, double width, double height)
{
  double from = guichet_viewer_zoom_get_scale (zoom, page_width, page_height, width, height);

  for (int i = (int)zoom + direction; i >= 0 && i < GUICHET_VIEWER_N_ZOOMS; i += direction) {
    double to = guichet_viewer_zoom_get_scale (i, page_width, page_height, width, height);

    if (direction > 0 ? to > from * VISIBLE_STEP : to * VISIBLE_STEP < from)
      return i;
  }
  return zoom;
}
