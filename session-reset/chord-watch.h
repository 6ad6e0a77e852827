/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "key-chord.h"

#include <glib.h>

/**
 * GuichetChordWatch: a chord of the staff, held for a while. Pure: it is told of keys and of the
 * time, in milliseconds of a clock that never goes back. Of keys that are not the chord's own it
 * keeps nothing.
 */
typedef struct _GuichetChordWatch GuichetChordWatch;

typedef enum {
  GUICHET_CHORD_NOTHING,
  GUICHET_CHORD_BEGUN,      /* all its keys are down; a moment to make ready */
  GUICHET_CHORD_HELD,       /* long enough; once, until its keys were let go */
  GUICHET_CHORD_HELD_AGAIN, /* and so it was within the last ten seconds */
} GuichetChordEvent;

GuichetChordWatch *guichet_chord_watch_new (const GuichetKeyChord *chord, guint hold_ms);
void guichet_chord_watch_free (GuichetChordWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetChordWatch, guichet_chord_watch_free)

/** BEGUN or NOTHING. */
GuichetChordEvent guichet_chord_watch_take_key (GuichetChordWatch *self, guint key,
                                                gboolean is_pressed, gint64 now_ms);
/** No key is known to be down any more. */
void guichet_chord_watch_forget_keys (GuichetChordWatch *self);
/** Milliseconds until guichet_chord_watch_tick() has something to say; -1: not while keys stay as
 *  they are. */
gint64 guichet_chord_watch_get_wait (const GuichetChordWatch *self, gint64 now_ms);
/** HELD, HELD_AGAIN or NOTHING. */
GuichetChordEvent guichet_chord_watch_tick (GuichetChordWatch *self, gint64 now_ms);
