/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "export-labels.h"
#include "month-cells.h"

/*
 * A federation that does not exist: centres and their exact counts, the same for the same seed.
 * Weights of services follow the figures of France services (Cour des comptes, 2024) and the tax,
 * school and energy calendars; sizes are log-normal, from 3 visits a month to some 900.
 */
#define FEDERATION_FIRST_YEAR 2023
#define FEDERATION_N_YEARS    3
#define FEDERATION_N_MONTHS   (12 * FEDERATION_N_YEARS)
#define FEDERATION_MAX_CELLS  256

/* Small and fast, and the same everywhere (splitmix64, Vigna). */
typedef struct {
  guint64 state;
} FederationRandom;

guint64 federation_random_next (FederationRandom *self);
double federation_random_unit (FederationRandom *self); /* [0, 1) */

/* All cells that can leave a centre, the same for all. */
typedef struct {
  const char *metric;
  const char *label;
} FederationCell;

typedef struct {
  guint n_cells;
  FederationCell cells[FEDERATION_MAX_CELLS];
  GuichetExportLabels *labels;
} FederationUniverse;

FederationUniverse *federation_universe_new (void);
void federation_universe_free (FederationUniverse *self);
/** Number of the cell, or -1. */
int federation_universe_find (const FederationUniverse *self, const char *metric,
                              const char *label);

typedef struct {
  char code[41];
  char name[64];
  char department[4];
  double size; /* visits a month */
  guint first_month;
  guint end_month; /* not included */
  gboolean asks;   /* the question at the end is on */
  gboolean is_rural;
  guint64 seed;
} FederationCentre;

/** Centre @index of the federation of @seed. */
void federation_centre_make (FederationCentre *self, guint64 seed, guint index);
/** Fills @counts (by cell of the universe) with month @month, from 0. FALSE: it was closed. */
gboolean federation_centre_count (const FederationCentre *self, const FederationUniverse *universe,
                                  guint month, guint32 *counts);
/** The same as cells of the usage room, owned by the caller. */
GuichetMonthCells *federation_counts_to_cells (const FederationUniverse *universe,
                                               const guint32 *counts);
/** "2023-01" for 0; owned by the caller. */
char *federation_month_name (guint month);
