/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corner-watch.h"

typedef struct {
  GuichetCornerWatch *watch;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->watch = guichet_corner_watch_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  guichet_corner_watch_free (fixture->watch);
}

#define assert_corner(fixture, corner)                                                             \
  g_assert_cmpint (guichet_corner_watch_get ((fixture)->watch), ==, GUICHET_CORNER_##corner)

static void
test_places (Fixture *fixture, gconstpointer data)
{
  static const struct {
    double x, y;
    GuichetScreenCorner corner;
  } cases[] = {
    { 0, 0, GUICHET_CORNER_TOP_LEFT },
    { 1, 0, GUICHET_CORNER_TOP_RIGHT },
    { 0.01, 0.99, GUICHET_CORNER_BOTTOM_LEFT },
    { 1, 1, GUICHET_CORNER_BOTTOM_RIGHT },
    { 0.06, 0.06, GUICHET_CORNER_TOP_LEFT },
    { 0.07, 0, GUICHET_CORNER_NONE },
    { 0, 0.07, GUICHET_CORNER_NONE },
    { 0.5, 1, GUICHET_CORNER_NONE },
    { 0, 0.5, GUICHET_CORNER_NONE },
    { 0.5, 0.5, GUICHET_CORNER_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    guichet_corner_watch_take_finger (fixture->watch, 3, TRUE, cases[i].x, cases[i].y);
    g_assert_cmpint (guichet_corner_watch_get (fixture->watch), ==, cases[i].corner);
    guichet_corner_watch_take_finger_up (fixture->watch, 3);
    assert_corner (fixture, NONE);
    guichet_corner_watch_take_position (fixture->watch, cases[i].x, cases[i].y);
    assert_corner (fixture, NONE);
    guichet_corner_watch_take_button (fixture->watch, TRUE);
    g_assert_cmpint (guichet_corner_watch_get (fixture->watch), ==, cases[i].corner);
    guichet_corner_watch_take_button (fixture->watch, FALSE);
    assert_corner (fixture, NONE);
  }
}

/* A finger that trembles stays; one that wanders off or in, or a palm, is no gesture. */
static void
test_fingers (Fixture *fixture, gconstpointer data)
{
  guichet_corner_watch_take_finger (fixture->watch, 1, TRUE, 0.01, 0.01);
  guichet_corner_watch_take_finger (fixture->watch, 1, FALSE, 0.03, 0.02);
  assert_corner (fixture, TOP_LEFT);
  guichet_corner_watch_take_finger (fixture->watch, 1, FALSE, 0.3, 0.02);
  assert_corner (fixture, NONE);
  guichet_corner_watch_take_finger (fixture->watch, 1, FALSE, 0.01, 0.01);
  assert_corner (fixture, NONE);
  guichet_corner_watch_take_finger_up (fixture->watch, 1);
  guichet_corner_watch_take_finger (fixture->watch, 1, TRUE, 0.01, 0.01);
  guichet_corner_watch_take_finger (fixture->watch, 2, TRUE, 0.02, 0.01);
  assert_corner (fixture, NONE);
  guichet_corner_watch_take_finger_up (fixture->watch, 2);
  assert_corner (fixture, NONE);
  guichet_corner_watch_forget (fixture->watch);
  guichet_corner_watch_take_finger (fixture->watch, 7, TRUE, 0.99, 0.99);
  assert_corner (fixture, BOTTOM_RIGHT);
  guichet_corner_watch_forget (fixture->watch);
  assert_corner (fixture, NONE);
}

static void
push (Fixture *fixture, double dx, double dy, guint n)
{
  for (guint i = 0; i < n; i++)
    guichet_corner_watch_take_motion (fixture->watch, dx, dy);
}

/* Wherever it was, a mouse pushed on is in the corner; drawn through it with a button, it is not.
 */
static void
test_mouse (Fixture *fixture, gconstpointer data)
{
  push (fixture, -100, 100, 50);
  guichet_corner_watch_take_button (fixture->watch, TRUE);
  assert_corner (fixture, BOTTOM_LEFT);
  push (fixture, 3, -2, 5);
  assert_corner (fixture, BOTTOM_LEFT);
  guichet_corner_watch_take_button (fixture->watch, TRUE);
  assert_corner (fixture, NONE);
  guichet_corner_watch_take_button (fixture->watch, FALSE);
  assert_corner (fixture, NONE);
  guichet_corner_watch_take_button (fixture->watch, FALSE);
  guichet_corner_watch_take_button (fixture->watch, TRUE);
  assert_corner (fixture, BOTTOM_LEFT);
  push (fixture, 100, 0, 1);
  assert_corner (fixture, NONE);
  push (fixture, -100, 0, 5);
  assert_corner (fixture, NONE);
}

#define add(path, test)                                                                            \
  g_test_add ("/session-reset/corner-watch/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("places", test_places);
  add ("fingers", test_fingers);
  add ("mouse", test_mouse);
  return g_test_run ();
}
