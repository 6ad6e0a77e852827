/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * How large a page is shown: steps from "all of it" over "as wide as the window" to larger ones.
 * Pure.
 */
typedef enum {
  GUICHET_VIEWER_ZOOM_PAGE,
  GUICHET_VIEWER_ZOOM_WIDTH,
  GUICHET_VIEWER_ZOOM_LARGE,
  GUICHET_VIEWER_ZOOM_LARGER,
  GUICHET_VIEWER_ZOOM_LARGEST,
  GUICHET_VIEWER_N_ZOOMS
} GuichetViewerZoom;

/** Window pixels for each unit of a page of @page_width x @page_height in a window of @width x
 *  @height; all above 0. */
double guichet_viewer_zoom_get_scale (GuichetViewerZoom zoom, double page_width, double page_height,
                                      double width, double height);
/** The next step in @direction (1 or -1) that makes a difference one can see; @zoom: there is none.
 */
GuichetViewerZoom guichet_viewer_zoom_step (GuichetViewerZoom zoom, int direction,
                                            double page_width, double page_height, double width,
                                            double height);
