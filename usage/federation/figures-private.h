/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures.h"

/* Shared by figures.c and figures-query.c only. */

typedef struct {
  char *metric;
  char *label;
} GuichetCell;

typedef struct {
  /* Borrowed */
  GuichetFederationStore *store;
  const GuichetFigureScope *scope;
  GuichetFigures *figures;
  GuichetCatalogue *catalogue;
  gboolean is_french;
  /* Owned */
  GPtrArray *register_; /* GuichetCentre, one per centre */
  GHashTable *cells;    /* number, GuichetCell */
  GHashTable *tables;   /* char* metric, GuichetFigureTable borrowed */
  GHashTable *rows;     /* char* "metric label", GuichetFigureRow borrowed */
  GHashTable *places;   /* number, GuichetPlaceRow borrowed */
  GHashTable *by_department;
  GHashTable *markers; /* char* metric, gint64*: centre-months that counted it */
} GuichetFigureReading;

/** The statements; each fills what its name says. */
gboolean guichet_figures_query_register (GuichetFigureReading *reading, GError **error);
gboolean guichet_figures_query_times (GuichetFigureReading *reading, GError **error);
gboolean guichet_figures_query_reports (GuichetFigureReading *reading, GError **error);
gboolean guichet_figures_query_cells (GuichetFigureReading *reading, GError **error);
gboolean guichet_figures_query_sums (GuichetFigureReading *reading, GError **error);
gboolean guichet_figures_query_places (GuichetFigureReading *reading, GError **error);

/** Called by the statements for each row. */
void guichet_figures_add_sum (GuichetFigureReading *reading, const GuichetCell *cell, int month,
                              gboolean is_before, int span, const GuichetSum *sum, gint64 n_rows);
