/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * Protection of one number that leaves the centre. The randomness of each cell comes from a secret
 * key and the cell's name, so that the same cell is treated alike at each export, and nobody learns
 * more from asking again. Any thread.
 */
typedef struct {
  gint64 base;   /* told numbers are multiples of it */
  gint64 hidden; /* a count of at most this is never told */
} GuichetRoundingRule;

/* The thresholds are of visits, not of people: in a longer period one person may make more of them.
 * From @hidden to @hidden + @base a keyed coin decides, so that no single visit is what makes the
 * difference for certain; from there on a count is always told. */
extern const GuichetRoundingRule guichet_rounding_of_month;   /* 10, 10: INSEE's "below 11" */
extern const GuichetRoundingRule guichet_rounding_of_quarter; /* 20, 20 */
extern const GuichetRoundingRule guichet_rounding_of_year;    /* 40, 60 */
/** For what a centre is asked for most (FineYear= in metrics.conf): 20, 30. */
extern const GuichetRoundingRule guichet_rounding_of_fine_year;

/* All told numbers are multiples of it. */
#define GUICHET_ROUNDING_BASE 10

typedef struct {
  guint8 bytes[32];
} GuichetRoundingKey;

/** @n as it may be told, or 0 when it must not be told now. Given that it is told, its mean over
 *  all keys is @n. @cell names the number: centre, period, metric and label, one way only. */
gint64 guichet_keyed_rounding_apply (const GuichetRoundingRule *rule, const GuichetRoundingKey *key,
                                     const char *cell, gint64 n);
/** What a reader may conclude from @told (0: not told): the true number lies within these. */
void guichet_rounding_rule_get_bounds (const GuichetRoundingRule *rule, gint64 told, gint64 *least,
                                       gint64 *most);
