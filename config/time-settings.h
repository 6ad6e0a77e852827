/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "key-chord.h"
#include "key-file-reader.h"
#include "opening-hours.h"
#include "screen-corner.h"

/**
 * [Time], [Hours], [Input] and [Help] of guichet.conf: how long a visit may last, when the centre
 * is open, what the terminal listens to, and how reception is called. Times are in seconds.
 */
typedef struct {
  /* Owned */
  GuichetOpeningHours *hours;
  char *seat;         /* whose devices are listened to: "seat0" */
  char **devices;     /* or these alone, absolute paths; may be empty, never NULL */
  char *sound;        /* program that makes one, absolute path, or NULL */
  char *help_command; /* absolute path, or NULL */
  char *help_broker;  /* "host" or "host:port" of an MQTT broker, or NULL */
  char *help_topic;   /* of it; never NULL */
  /* State */
  guint idle;
  guint held;
  guint countdown;
  guint limit; /* 0: none */
  guint extension;
  guint n_extensions;
  guint pause;
  guint asleep; /* home without input, outside the opening hours, until the screen sleeps */
  GuichetKeyChord reset_chord;
  GuichetKeyChord staff_chord;
  guint reset_hold; /* how long the chords are held */
  guint staff_hold;
  GuichetScreenCorner staff_corner; /* NONE: there is no such gesture */
  guint corner_hold;
} GuichetTimeSettings;

/** For the spec of guichet.conf. */
extern const GuichetKeySpec guichet_time_settings_time_keys[];
extern const GuichetKeySpec guichet_time_settings_hours_keys[];
extern const GuichetKeySpec guichet_time_settings_input_keys[];
extern const GuichetKeySpec guichet_time_settings_help_keys[];

/** What holds when no file says otherwise. */
GuichetTimeSettings *guichet_time_settings_new (void);
void guichet_time_settings_free (GuichetTimeSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetTimeSettings, guichet_time_settings_free)
/** Takes what @file says; what is wrong is told, and the value before is kept. */
void guichet_time_settings_read (GuichetTimeSettings *self, const GuichetKeyFile *file,
                                 GPtrArray *problems);
