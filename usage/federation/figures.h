/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "federation-store.h"

/**
 * GuichetFigures: what a reader is shown of one place (the federation, a department, a centre) in
 * one time (a year so far, or a month), beside the same months of the year before. Sums of what
 * centres published; nothing in it could not be added up by hand. Immutable.
 */
typedef struct _GuichetCatalogue GuichetCatalogue;

typedef struct {
  /* Borrowed */
  const char *department; /* NULL: all */
  const char *centre;     /* its id; NULL: all */
  /* State */
  int year;  /* 0: the latest with a report */
  int month; /* 1 to 12; 0: the whole year */
} GuichetFigureScope;

/* A sum of rounded cells. Each was rounded by itself, to tens in a month, to twenties in a quarter,
 * and to these or to forties in a year: noise is the variance of all of it, in those of one month's
 * cell. */
typedef struct {
  gint64 n;
  gint64 noise;
} GuichetSum;

typedef struct {
  /* Owned */
  char *id;
  char *title;
  /* State */
  GuichetSum now;
  GuichetSum before;
  gint64 n_withheld; /* centre-months where it was too small to be told */
} GuichetFigureRow;

typedef struct {
  /* Owned */
  char *metric;
  char *title;
  GPtrArray *rows; /* GuichetFigureRow */
  /* State */
  GuichetSum now;
  GuichetSum before;
  gboolean is_counted; /* FALSE: no centre counted it */
} GuichetFigureTable;

typedef enum {
  GUICHET_KEY_VISITS,
  GUICHET_KEY_SERVICES,
  GUICHET_KEY_PRINTED,
  GUICHET_KEY_SCANNED,
  GUICHET_KEY_ATTACHED,
  GUICHET_KEY_HELP,
  GUICHET_N_KEYS,
} GuichetKeyFigure;

/** The metric that a key figure adds up. Static. */
const char *guichet_key_figure_get_metric (GuichetKeyFigure key);

typedef struct {
  /* Owned */
  char *id;
  char *name;
  char *department;
  /* State */
  GuichetSum now[GUICHET_N_KEYS];
  GuichetSum visits_before;
  guint n_centres;
  guint n_reports;
  gint64 n_kiosks;
} GuichetPlaceRow;

typedef struct {
  /* Owned */
  char *place;            /* the place's name */
  char *centre;           /* id or NULL */
  char *department;       /* code or NULL */
  GPtrArray *tables;      /* GuichetFigureTable, in the registry's order */
  GPtrArray *departments; /* GuichetPlaceRow, by code; empty for a department or a centre */
  GPtrArray *centres;     /* GuichetPlaceRow, by department and name; empty for a centre */
  GArray *years;          /* int: those with a report, rising */
  /* Borrowed from tables */
  GuichetFigureTable *services;
  GuichetFigureTable *visits;
  /* Owned */
  GuichetFigureTable *themes;
  /* State */
  int year;
  int month;                /* 0: the year */
  int last_month;           /* the last with a report; the year before is added up to it too */
  GuichetSum months[12][2]; /* visits of each month: this year, the year before */
  gint64 n_months_counted[12][2]; /* centres that counted visits in that month */
  guint n_centres;                /* in the register */
  guint n_centres_telling;        /* with a report in this time */
  guint n_reports[2];
  guint n_expected;
  gint64 n_kiosks;
  gint64 n_days_lost;
  gint64 withheld_under; /* what is withheld is smaller */
} GuichetFigures;

/**
 * @catalogue gives the names of services (may be NULL: their ids). NULL on an @error of the store,
 * or when the centre or department is not in the register.
 */
GuichetFigures *guichet_figures_read (GuichetFederationStore *store,
                                      const GuichetFigureScope *scope, GuichetCatalogue *catalogue,
                                      gboolean is_french, GError **error);
void guichet_figures_free (GuichetFigures *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetFigures, guichet_figures_free)

/** The table of @metric, or NULL. */
GuichetFigureTable *guichet_figures_find (const GuichetFigures *self, const char *metric);
/** What @sum may be wrong by, 19 times of 20: each cell was rounded by itself. */
gint64 guichet_sum_get_margin (const GuichetSum *sum);
