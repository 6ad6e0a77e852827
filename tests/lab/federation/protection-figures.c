/* SPDX-License-Identifier: GPL-3.0-or-later */
/* protection-figures [CENTRES [release]]: prints by how much what is published differs from the
 * truth, for each way of protecting: the tables of usage/PROTECTION.md. */
#include "protection-methods.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_DEPARTMENTS 100

/* What is looked at: all visits, the themes of services, and the services one by one. */
typedef enum {
  VISITS,
  THEMES,
  SERVICES,
  N_TOPICS,
} Topic;

static const char *const topic_names[N_TOPICS] = { "visits", "themes", "services" };

/* By topic and cell: the number of its group, or -1. Sums are of groups. */
static int groups[N_TOPICS][FEDERATION_MAX_CELLS];
static guint n_groups[N_TOPICS];

/* Sums over cells of one kind: a row of the table. */
typedef struct {
  double truth;
  double error;  /* of absolute values */
  double bias;   /* with its sign */
  double hidden; /* of the truth, where nothing is told */
} Score;

typedef enum {
  CENTRE_MONTH,
  CENTRE_YEAR,
  DEPARTMENT_YEAR,
  FEDERATION_MONTH,
  FEDERATION_YEAR,
  FEDERATION_YEAR_SPREAD, /* what was told of the rest, spread by the shares of the others */
  N_LEVELS,
} Level;

static const char *const level_names[N_LEVELS] = {
  "centre, month",     "centre, year",     "department, year",
  "federation, month", "federation, year", "federation, year, rest spread"
};

typedef struct {
  gint64 truth;
  gint64 told;
} Sum;

static Sum departments[N_DEPARTMENTS][FEDERATION_N_YEARS][FEDERATION_MAX_CELLS];
static Sum federation_months[FEDERATION_N_MONTHS][FEDERATION_MAX_CELLS];
static Sum federation_years[FEDERATION_N_YEARS][FEDERATION_MAX_CELLS];
static gint64 federation_rest[FEDERATION_N_YEARS];

static void
score (Score *self, gint64 truth, gint64 told)
{
  self->truth += (double)truth;
  self->error += fabs ((double)(told - truth));
  self->bias += (double)(told - truth);
}

static void
add_sum (Sum *sum, gint64 truth, gint64 told)
{
  sum->truth += truth;
  sum->told += told;
}

static gint64
or_nothing (gint64 told)
{
  return protection_is_told (told) ? told : 0;
}

/* What is told of one group in a year: all that was told of its cells. */
static void
score_group (Score scores[N_LEVELS], const ExactYear *exact, const PublishedYear *published,
             guint department, guint year, const int *group_of, guint group, guint n_cells)
{
  Sum of_year = { 0, 0 };

  for (guint i = 0; i < 12; i++) {
    Sum of_month = { 0, 0 };
    gint64 shown = 0;
    gint64 later = 0;

    for (guint cell = 0; cell < n_cells; cell++) {
      gint64 told = published->months[i][cell];

      if (group_of[cell] != (int)group)
        continue;
      add_sum (&of_month, exact->months[i][cell], or_nothing (told));
      if (protection_is_told (told))
        shown += exact->months[i][cell];
      /* What came later is spread evenly, as a reader would. */
      later += or_nothing (published->quarters[i / 3][cell]) / 3 +
               or_nothing (published->year[cell]) / 12;
      if (i % 3 == 2)
        of_year.told += or_nothing (published->quarters[i / 3][cell]);
      if (i == 11)
        of_year.told += or_nothing (published->year[cell]);
    }
    scores[CENTRE_MONTH].hidden += (double)(of_month.truth - shown);
    score (&scores[CENTRE_MONTH], shown, of_month.told);
    add_sum (&of_year, of_month.truth, of_month.told);
    add_sum (&federation_months[12 * year + i][group], of_month.truth, of_month.told + later);
  }
  score (&scores[CENTRE_YEAR], of_year.truth, of_year.told);
  add_sum (&departments[department][year][group], of_year.truth, of_year.told);
  add_sum (&federation_years[year][group], of_year.truth, of_year.told);
}

static double
get_spread (guint year)
{
  gint64 told = 0;

  for (guint i = 0; i < FEDERATION_MAX_CELLS; i++)
    told += federation_years[year][i].told;

  return 1 + (double)federation_rest[year] / (double)MAX (told, 1);
}

static void
score_sums (Score scores[N_LEVELS], guint cell)
{
  for (guint year = 0; year < FEDERATION_N_YEARS; year++) {
    score (&scores[FEDERATION_YEAR_SPREAD], federation_years[year][cell].truth,
           (gint64)(get_spread (year) * (double)federation_years[year][cell].told));
    score (&scores[FEDERATION_YEAR], federation_years[year][cell].truth,
           federation_years[year][cell].told);
    for (guint i = 0; i < N_DEPARTMENTS; i++)
      score (&scores[DEPARTMENT_YEAR], departments[i][year][cell].truth,
             departments[i][year][cell].told);
  }
  for (guint i = 0; i < FEDERATION_N_MONTHS; i++)
    score (&scores[FEDERATION_MONTH], federation_months[i][cell].truth,
           federation_months[i][cell].told);
}

static void
clear_sums (void)
{
  memset (departments, 0, sizeof departments);
  memset (federation_months, 0, sizeof federation_months);
  memset (federation_years, 0, sizeof federation_years);
  memset (federation_rest, 0, sizeof federation_rest);
}

static void
make_groups (const FederationUniverse *universe)
{
  g_autoptr (GHashTable) themes = g_hash_table_new (g_str_hash, g_str_equal);

  memset (groups, -1, sizeof groups);
  n_groups[VISITS] = 1;
  for (guint i = 0; i < universe->n_cells; i++) {
    const char *label = universe->cells[i].label;
    g_autofree char *theme = g_strndup (label, strcspn (label, "/"));
    const char *key = g_intern_string (theme);

    if (g_str_equal (universe->cells[i].metric, "visit-ended"))
      groups[VISITS][i] = 0;
    if (!g_str_equal (universe->cells[i].metric, "service-opened") ||
        g_str_equal (label, GUICHET_RELEASE_REST))
      continue;
    groups[SERVICES][i] = (int)n_groups[SERVICES]++;
    if (!g_hash_table_contains (themes, key))
      g_hash_table_insert (themes, (gpointer)key, GUINT_TO_POINTER (n_groups[THEMES]++));
    groups[THEMES][i] = (int)GPOINTER_TO_UINT (g_hash_table_lookup (themes, key));
  }
}

static void
print_scores (Method method, const Score scores[N_LEVELS])
{
  g_print ("| %s |", method_names[method]);
  for (guint level = 0; level < N_LEVELS; level++) {
    const Score *self = &scores[level];

    if (level == CENTRE_MONTH)
      g_print (" %.1f (%.0f) |", 100 * self->error / self->truth,
               100 * self->hidden / (self->truth + self->hidden));
    else
      g_print (" %.2f (%+.2f) |", 100 * self->error / self->truth, 100 * self->bias / self->truth);
  }
  g_print ("\n");
}

static void
measure_topic (Method method, const FederationUniverse *universe, guint n_centres, Topic topic,
               Score scores[N_LEVELS])
{
  g_autofree ExactYear *exact = g_new0 (ExactYear, 1);
  g_autofree PublishedYear *published = g_new0 (PublishedYear, 1);

  clear_sums ();
  for (guint i = 0; i < n_centres; i++) {
    FederationCentre centre;
    GuichetRoundingKey key;

    federation_centre_make (&centre, 1, i);
    protection_make_key (&centre, 1, &key);
    for (guint year = 0; year < FEDERATION_N_YEARS; year++) {
      protection_count_year (&centre, universe, year, exact);
      protection_apply (method, universe, &centre, &key, year, exact, published);
      if (topic != VISITS)
        federation_rest[year] += or_nothing (published->year[universe->n_cells - 1]);
      for (guint group = 0; group < n_groups[topic]; group++)
        score_group (scores, exact, published, (guint)atoi (centre.department), year, groups[topic],
                     group, universe->n_cells);
    }
  }
  for (guint group = 0; group < n_groups[topic]; group++)
    score_sums (scores, group);
}

int
main (int argc, char **argv)
{
  guint n_centres = argc > 1 ? (guint)atoi (argv[1]) : 1300;
  Method first = argc > 2 && g_str_equal (argv[2], "release") ? METHOD_RELEASE : METHOD_THRESHOLD;
  FederationUniverse *universe = federation_universe_new ();

  make_groups (universe);
  g_print ("%u centres, %d months. Error in %% of the truth; in brackets: for %s what is hidden "
           "in %%,\nfor others the bias in %%.\n",
           n_centres, FEDERATION_N_MONTHS, level_names[CENTRE_MONTH]);
  for (Topic topic = 0; topic < N_TOPICS; topic++) {
    g_print ("\n| %s |", topic_names[topic]);
    for (guint level = 0; level < N_LEVELS; level++)
      g_print (" %s |", level_names[level]);
    g_print ("\n|-|-|-|-|-|-|-|\n");
    for (Method method = first; method < N_METHODS; method++) {
      Score scores[N_LEVELS] = { 0 };

      measure_topic (method, universe, n_centres, topic, scores);
      print_scores (method, scores);
    }
  }
  federation_universe_free (universe);

  return 0;
}
