/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define GUICHET_RATE_LIMIT_MAX 32

/**
 * GuichetRateLimit: lets @burst things through in any @window, then nothing for @pause. Times are
 * microseconds of one monotonic clock, given by the caller. A plain value; zeroed fields below
 * @pause are a fresh one. Pure.
 */
typedef struct {
  guint burst; /* at most GUICHET_RATE_LIMIT_MAX */
  gint64 window;
  gint64 pause;
  /* State */
  gint64 times[GUICHET_RATE_LIMIT_MAX]; /* ring of the last let through */
  guint n;
  gint64 closed_until;
} GuichetRateLimit;

/** TRUE when one more may pass at @now. */
gboolean guichet_rate_limit_take (GuichetRateLimit *self, gint64 now);
/** Forgets everything: a person did something. */
void guichet_rate_limit_reset (GuichetRateLimit *self);
