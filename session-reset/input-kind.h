/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef enum {
  GUICHET_INPUT_KEY,     /* of a keyboard, or of a button that is one */
  GUICHET_INPUT_POINTER, /* motion, buttons, the wheel */
  GUICHET_INPUT_TOUCH,
  GUICHET_INPUT_LOST,   /* not input: no key is known to be held any more */
  GUICHET_INPUT_CORNER, /* told beside the two above: a corner of the screen is pressed, or not */
} GuichetInputKind;

/**
 * Somebody touched something. @key (linux/input-event-codes.h; of a corner, a GuichetScreenCorner)
 * and @is_pressed are for GUICHET_INPUT_KEY and GUICHET_INPUT_CORNER alone, so that the receiver
 * can compare them with the staff's chords; it keeps and passes on nothing else of them.
 */
typedef void (*GuichetInputFunc) (GuichetInputKind kind, guint key, gboolean is_pressed,
                                  gpointer user_data);
