/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "keyed-rounding.h"
#include "month-cells.h"

/**
 * GuichetRelease: what of a centre's counts leaves it with one month. Each count is told at most
 * once: in its month, or, when it is too small there, within its quarter, or within its year, or
 * never. So no told number is a sum or a part of another. Immutable.
 */
typedef struct {
  /* Owned */
  char *month; /* "YYYY-MM" */
  GuichetMonthCells *of_month;
  GuichetMonthCells *of_quarter; /* NULL but at the end of a quarter */
  GuichetMonthCells *of_year;    /* NULL but in December */
  GHashTable *withheld;          /* const char* interned: metrics not told at all in this month */
} GuichetRelease;

/* The label of what is left of a metric at the end of a year, all labels together. */
#define GUICHET_RELEASE_REST "rest"

/**
 * @months: exact cells of January to December of the year of @month, in exported labels; those
 * after
 * @month are not looked at, NULL is a month without counts. @centre is part of each cell's name.
 */
GuichetRelease *guichet_release_new (const GuichetRoundingKey *key, const char *centre,
                                     const char *month, GuichetMonthCells *const months[12]);
void guichet_release_free (GuichetRelease *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetRelease, guichet_release_free)

/* Values that a reader must still hold possible for a cell that is not told. */
#define GUICHET_RELEASE_MIN_CANDIDATES 10

/** How what is left of a year is told of @metric; static. */
const GuichetRoundingRule *guichet_release_get_year_rule (const char *metric);
/** Takes metrics out of @told until no reader can narrow an untold cell by the metrics that count
 *  each visit once, whose totals are equal. Decides by what is told alone. Names of what was taken
 *  out are added to @withheld (interned). */
void guichet_release_audit (GuichetMonthCells *told, GHashTable *withheld);
