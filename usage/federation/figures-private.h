/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures.h"

/* Shared by figures.c, figures-tables.c, figures-places.c and figures-query.c only. */

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

void guichet_sum_add (GuichetSum *to, const GuichetSum *sum);

/* figures-tables.c: what was counted, as tables of labels */

/** GDestroyNotify of GuichetFigureTable. */
void guichet_figures_free_table (gpointer data);
/** All tables of the vocabulary, with their closed labels and nothing in them. */
void guichet_figures_make_tables (GuichetFigureReading *reading);
/** Once all sums are in: how often each row was not told. */
void guichet_figures_count_withheld (GuichetFigureReading *reading);
/** "Other services" only where some are named. */
void guichet_figures_name_whole_themes (GuichetFigureReading *reading);
/** La Coop's themes, by what their services add up to. */
void guichet_figures_make_themes (GuichetFigureReading *reading);

/* figures-places.c: centres and departments */

/** GDestroyNotify of GuichetPlaceRow. */
void guichet_figures_free_place (gpointer data);
void guichet_figures_make_places (GuichetFigureReading *reading);
void guichet_figures_add_up_departments (GuichetFigureReading *reading);
/** What the figures are of, in words. */
void guichet_figures_name_place (GuichetFigureReading *reading);
/** A page of a centre has no list of places; one of a department has no other departments. */
void guichet_figures_drop_needless (GuichetFigures *figures);
