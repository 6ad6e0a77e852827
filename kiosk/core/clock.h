/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/**
 * GuichetClock: where time comes from, so that tests can hold it still. Monotonic, in
 * microseconds, from an arbitrary start.
 */
#define GUICHET_TYPE_CLOCK (guichet_clock_get_type ())
G_DECLARE_INTERFACE (GuichetClock, guichet_clock, GUICHET, CLOCK, GObject)

struct _GuichetClockInterface {
  GTypeInterface parent_iface;

  gint64 (*get_time) (GuichetClock *self);
};

gint64 guichet_clock_get_time (GuichetClock *self);

/** The machine's own clock (CLOCK_MONOTONIC). */
#define GUICHET_TYPE_SYSTEM_CLOCK (guichet_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (GuichetSystemClock, guichet_system_clock, GUICHET, SYSTEM_CLOCK, GObject)

GuichetClock *guichet_system_clock_new (void);

/** A clock that only moves when it is told to. */
#define GUICHET_TYPE_FAKE_CLOCK (guichet_fake_clock_get_type ())
G_DECLARE_FINAL_TYPE (GuichetFakeClock, guichet_fake_clock, GUICHET, FAKE_CLOCK, GObject)

GuichetFakeClock *guichet_fake_clock_new (gint64 start);
/** @microseconds must not be negative. */
void guichet_fake_clock_advance (GuichetFakeClock *self, gint64 microseconds);
