/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corner-watch.h"

/* Part of the screen's width and height: some two fingers. */
#define REACH 0.06
/* The screen on which a mouse is followed, and how near to its edge is in the corner. */
#define SIDE_PX  4096.0
#define REACH_PX 48.0

struct _GuichetCornerWatch {
  /* Owned */
  GHashTable *fingers; /* numbers of those that are down */
  /* State */
  double x, y; /* of the pointer, in pixels of the large screen */
  GuichetScreenCorner pointer;
  guint n_buttons;
  GuichetScreenCorner pressed_by_finger;
  GuichetScreenCorner pressed_by_button;
};

GuichetCornerWatch *
guichet_corner_watch_new (void)
{
  GuichetCornerWatch *self = g_new0 (GuichetCornerWatch, 1);

  self->fingers = g_hash_table_new (NULL, NULL);
  self->x = self->y = SIDE_PX / 2;
  return self;
}

void
guichet_corner_watch_free (GuichetCornerWatch *self)
{
  g_hash_table_unref (self->fingers);
  g_free (self);
}

static GuichetScreenCorner
find_corner (double x, double y, double side, double reach)
{
  gboolean is_left = x <= reach, is_right = x >= side - reach;

  if (y <= reach)
    return is_left ? GUICHET_CORNER_TOP_LEFT
                   : (is_right ? GUICHET_CORNER_TOP_RIGHT : GUICHET_CORNER_NONE);
  if (y >= side - reach)
    return is_left ? GUICHET_CORNER_BOTTOM_LEFT
                   : (is_right ? GUICHET_CORNER_BOTTOM_RIGHT : GUICHET_CORNER_NONE);
  return GUICHET_CORNER_NONE;
}

void
guichet_corner_watch_take_finger (GuichetCornerWatch *self, gint32 finger, gboolean is_new,
                                  double x, double y)
{
  GuichetScreenCorner corner = find_corner (x, y, 1, REACH);

  if (is_new) {
    g_hash_table_add (self->fingers, GINT_TO_POINTER (finger));
    self->pressed_by_finger = corner;
  }
  if (corner != self->pressed_by_finger || g_hash_table_size (self->fingers) != 1)
    self->pressed_by_finger = GUICHET_CORNER_NONE;
}

void
guichet_corner_watch_take_finger_up (GuichetCornerWatch *self, gint32 finger)
{
  g_hash_table_remove (self->fingers, GINT_TO_POINTER (finger));
  self->pressed_by_finger = GUICHET_CORNER_NONE;
}

static void
move_pointer (GuichetCornerWatch *self, GuichetScreenCorner corner)
{
  self->pointer = corner;
  if (corner != self->pressed_by_button)
    self->pressed_by_button = GUICHET_CORNER_NONE;
}

void
guichet_corner_watch_take_position (GuichetCornerWatch *self, double x, double y)
{
  move_pointer (self, find_corner (x, y, 1, REACH));
}

void
guichet_corner_watch_take_motion (GuichetCornerWatch *self, double dx, double dy)
{
  self->x = CLAMP (self->x + dx, 0, SIDE_PX);
  self->y = CLAMP (self->y + dy, 0, SIDE_PX);
  move_pointer (self, find_corner (self->x, self->y, SIDE_PX, REACH_PX));
}

void
guichet_corner_watch_take_button (GuichetCornerWatch *self, gboolean is_pressed)
{
  if (is_pressed)
    self->n_buttons++;
  else if (self->n_buttons > 0)
    self->n_buttons--;
  self->pressed_by_button =
      is_pressed && self->n_buttons == 1 ? self->pointer : GUICHET_CORNER_NONE;
}

void
guichet_corner_watch_forget (GuichetCornerWatch *self)
{
  g_hash_table_remove_all (self->fingers);
  self->n_buttons = 0;
  self->pressed_by_finger = self->pressed_by_button = GUICHET_CORNER_NONE;
}

GuichetScreenCorner
guichet_corner_watch_get (const GuichetCornerWatch *self)
{
  return self->pressed_by_finger != GUICHET_CORNER_NONE ? self->pressed_by_finger
                                                        : self->pressed_by_button;
}
