/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "viewer-zoom.h"

/* An A4 page in a window that is wider than high. */
#define A4   595, 842
#define ROOM 950, 640

static void
test_scales (void)
{
  g_assert_cmpfloat_with_epsilon (
      guichet_viewer_zoom_get_scale (GUICHET_VIEWER_ZOOM_PAGE, A4, ROOM), 640.0 / 842, 1e-9);
  g_assert_cmpfloat_with_epsilon (
      guichet_viewer_zoom_get_scale (GUICHET_VIEWER_ZOOM_WIDTH, A4, ROOM), 950.0 / 595, 1e-9);
  for (int i = 1; i < GUICHET_VIEWER_N_ZOOMS; i++)
    g_assert_cmpfloat (guichet_viewer_zoom_get_scale (i, A4, ROOM), >,
                       guichet_viewer_zoom_get_scale (i - 1, A4, ROOM));
}

static void
test_steps (void)
{
  GuichetViewerZoom zoom = GUICHET_VIEWER_ZOOM_PAGE;

  for (int i = 1; i < GUICHET_VIEWER_N_ZOOMS; i++) {
    zoom = guichet_viewer_zoom_step (zoom, 1, A4, ROOM);
    g_assert_cmpint (zoom, ==, i);
  }
  g_assert_cmpint (guichet_viewer_zoom_step (zoom, 1, A4, ROOM), ==, zoom);
  for (int i = GUICHET_VIEWER_N_ZOOMS - 2; i >= 0; i--) {
    zoom = guichet_viewer_zoom_step (zoom, -1, A4, ROOM);
    g_assert_cmpint (zoom, ==, i);
  }
  g_assert_cmpint (guichet_viewer_zoom_step (zoom, -1, A4, ROOM), ==, zoom);
}

/* A page as flat as the window is shown whole at its full width already: that step is left out. */
static void
test_flat_page (void)
{
  g_assert_cmpint (guichet_viewer_zoom_step (GUICHET_VIEWER_ZOOM_PAGE, 1, 950, 630, ROOM), ==,
                   GUICHET_VIEWER_ZOOM_LARGE);
  g_assert_cmpint (guichet_viewer_zoom_step (GUICHET_VIEWER_ZOOM_LARGE, -1, 950, 630, ROOM), ==,
                   GUICHET_VIEWER_ZOOM_WIDTH);
  g_assert_cmpint (guichet_viewer_zoom_step (GUICHET_VIEWER_ZOOM_WIDTH, -1, 950, 630, ROOM), ==,
                   GUICHET_VIEWER_ZOOM_WIDTH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/viewer-zoom/scales", test_scales);
  g_test_add_func ("/kiosk/viewer-zoom/steps", test_steps);
  g_test_add_func ("/kiosk/viewer-zoom/flat-page", test_flat_page);
  return g_test_run ();
}
