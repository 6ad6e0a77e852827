/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "screen-corner.h"

/**
 * GuichetCornerWatch: whether one finger, or the one pressed button of the pointer, rests in a
 * corner of the screen: the hidden gesture of staff, where there is no keyboard. A press must begin
 * in the corner and stay there; a second finger or button ends it. Pure; of positions it keeps only
 * where the pointer is.
 *
 * A mouse tells how far it moved, not where it is. So it is followed on a screen larger than any:
 * pushed on long enough, it is in the corner for sure, here and on the real one.
 */
typedef struct _GuichetCornerWatch GuichetCornerWatch;

GuichetCornerWatch *guichet_corner_watch_new (void);
void guichet_corner_watch_free (GuichetCornerWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetCornerWatch, guichet_corner_watch_free)

/* @x, @y: from 0 (left, top) to 1. @finger: any number, by which it is told apart. */
void guichet_corner_watch_take_finger (GuichetCornerWatch *self, gint32 finger, gboolean is_new,
                                       double x, double y);
void guichet_corner_watch_take_finger_up (GuichetCornerWatch *self, gint32 finger);
void guichet_corner_watch_take_position (GuichetCornerWatch *self, double x, double y);
/** @dx, @dy: in pixels. */
void guichet_corner_watch_take_motion (GuichetCornerWatch *self, double dx, double dy);
void guichet_corner_watch_take_button (GuichetCornerWatch *self, gboolean is_pressed);
/** Nothing is known to be pressed any more. */
void guichet_corner_watch_forget (GuichetCornerWatch *self);

/** Where it is pressed now. */
GuichetScreenCorner guichet_corner_watch_get (const GuichetCornerWatch *self);
