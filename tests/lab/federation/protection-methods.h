/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "federation-model.h"
#include "release.h"

/*
 * Ways to protect one centre's year that were compared: each turns exact counts into what is
 * published of each month, and what comes later for the quarter and the year.
 */
typedef enum {
  METHOD_NAIVE,       /* exact */
  METHOD_THRESHOLD,   /* below 11 hidden, totals exact: what "less than 11" alone does */
  METHOD_SUPPRESSION, /* the same, and a second cell hidden where one alone could be solved for */
  METHOD_ROUNDING_5,
  METHOD_ROUNDING_10, /* each month's cell, keyed, unbiased */
  METHOD_NOISE,       /* two-sided geometric, e^-0.2, negative numbers too */
  METHOD_RELEASE,     /* what the usage room does */
  N_METHODS,
} Method;

extern const char *const method_names[N_METHODS];

#define HIDDEN   G_MININT64
#define WITHHELD (G_MININT64 + 1) /* hidden, and not known to be small */

typedef struct {
  gint64 months[12][FEDERATION_MAX_CELLS]; /* HIDDEN: not told */
  gint64 quarters[4][FEDERATION_MAX_CELLS];
  gint64 year[FEDERATION_MAX_CELLS];
  gint64 totals[12]; /* visits, where the method publishes them apart */
} PublishedYear;

typedef struct {
  guint32 months[12][FEDERATION_MAX_CELLS];
  gboolean was_open[12];
} ExactYear;

/** @key: of the centre. @year from 0. */
void protection_apply (Method method, const FederationUniverse *universe,
                       const FederationCentre *centre, const GuichetRoundingKey *key, guint year,
                       const ExactYear *exact, PublishedYear *published);
/** TRUE when a number was published. */
gboolean protection_is_told (gint64 told);
/** The key of @centre; @salt: others for others. */
void protection_make_key (const FederationCentre *centre, guint64 salt, GuichetRoundingKey *key);
/** All months of @year of @centre. */
void protection_count_year (const FederationCentre *centre, const FederationUniverse *universe,
                            guint year, ExactYear *exact);
