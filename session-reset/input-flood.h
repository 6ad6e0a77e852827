/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "input-kind.h"

/**
 * GuichetInputFlood: one device that sends what no person does: a touch screen with a fault, a key
 * that chatters. It would keep a visit alive that its resident left hours ago. Pure; the caller
 * reads the clock, in milliseconds.
 *
 * A person never moves a mouse (up to 1000 events a second) or types (30) at full speed in each
 * second of two whole minutes.
 */
typedef struct {
  gint64 second;  /* that is being counted */
  guint n_events; /* in it */
  guint n_busy;   /* seconds in a row with more than a person's */
  gboolean is_flooding;
} GuichetInputFlood;

/** One event of @kind. FALSE when the device is not to be believed. All zero is a new device. */
gboolean guichet_input_flood_take (GuichetInputFlood *self, GuichetInputKind kind, gint64 now_ms);
