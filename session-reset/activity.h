/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "input-kind.h"
#include "time-settings.h"

#include <gio/gio.h>

/**
 * GuichetActivity: whether somebody is there, and whether staff hold a chord. Fed by the machine's
 * input devices; in a window of another screen, where there are none, by what the compositor sends
 * to worlds, as the display gate sees it. Of what was typed it keeps and tells nothing but that
 * something was. Main thread only.
 *
 * Signals:
 *  "input" (GuichetInputKind kind): keys, each; the pointer and fingers, at most ten times a
 * second. "chord-begun" (GuichetActivityChord chord): it may be held in a moment. "chord"
 * (GuichetActivityChord chord, gboolean is_again): it was held; @is_again: twice within ten
 *  seconds.
 */
#define GUICHET_TYPE_ACTIVITY (guichet_activity_get_type ())
G_DECLARE_FINAL_TYPE (GuichetActivity, guichet_activity, GUICHET, ACTIVITY, GObject)

typedef enum {
  GUICHET_ACTIVITY_RESET,  /* end the visit */
  GUICHET_ACTIVITY_STAFF,  /* open the panel */
  GUICHET_ACTIVITY_CORNER, /* the same, by a corner of the screen that is pressed long */
  GUICHET_ACTIVITY_N_CHORDS
} GuichetActivityChord;

/** @settings is only read here. Without devices it goes on, and says so in the log. */
GuichetActivity *guichet_activity_new (const GuichetTimeSettings *settings);
/** A GuichetInputFunc: what goes through a display gate; ignored while there are real devices. */
void guichet_activity_take_from_screen (GuichetInputKind kind, guint key, gboolean is_pressed,
                                        gpointer activity);
/** Devices that are there; 0: what goes to the screen is listened to. */
guint guichet_activity_get_n_devices (GuichetActivity *self);
/** Whether all keys of a chord are down, and its time is not over. */
gboolean guichet_activity_is_chord_begun (GuichetActivity *self);
guint guichet_activity_get_n_flooding (GuichetActivity *self);
