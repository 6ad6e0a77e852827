/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attack-belief.h"

#include "release.h"

#include <math.h>
#include <string.h>

#define MAX_COUNT 1536
#define NOISE     0.2
/* More than can be hidden of a month, and of three quarters. */
#define MAX_HIDDEN 256

/* What is rare shows most: a person of the usual kind is lost among the others. */
const Person attack_persons[] = {
  { "usual person, one visit",
    1,
    1,
    5,
    { "visit-ended/done", "visit-duration/15-30", "busy-hours/9-11", "language-used/fr",
      "service-opened/famille_scolarite/caf" } },
  { "unusual person, one visit",
    1,
    1,
    7,
    { "visit-ended/done", "visit-duration/over-60", "busy-hours/after-19", "language-used/tr",
      "service-opened/etrangers_europe", "reading-aid/contrast", "help-asked/guide" } },
  { "unusual person, three visits in a quarter",
    3,
    1,
    7,
    { "visit-ended/done", "visit-duration/over-60", "busy-hours/after-19", "language-used/tr",
      "service-opened/etrangers_europe", "reading-aid/contrast", "help-asked/guide" } },
  { "unusual person, once a month",
    12,
    1,
    7,
    { "visit-ended/done", "visit-duration/over-60", "busy-hours/after-19", "language-used/tr",
      "service-opened/etrangers_europe", "reading-aid/contrast", "help-asked/guide" } },
  { "unusual person, twice a month",
    12,
    2,
    7,
    { "visit-ended/done", "visit-duration/over-60", "busy-hours/after-19", "language-used/tr",
      "service-opened/etrangers_europe", "reading-aid/contrast", "help-asked/guide" } },
};
const gsize attack_n_persons = G_N_ELEMENTS (attack_persons);

static int
find_cell (const FederationUniverse *universe, const char *name)
{
  g_autofree char *metric = g_strndup (name, strcspn (name, "/"));
  int cell = federation_universe_find (universe, metric, strchr (name, '/') + 1);

  g_assert_cmpint (cell, >=, 0);

  return cell;
}

void
attack_add_person (const FederationUniverse *universe, const Person *person, ExactYear *exact)
{
  for (guint i = 0; i < person->n_cells; i++)
    for (guint month = 0; month < person->n_months; month++)
      exact->months[month][find_cell (universe, person->cells[i])] += person->times;
}

/* Chances of 0, 1, 2...: Poisson, with @more added for certain. */
static void
fill_poisson (double mean, guint more, double *chances, guint n)
{
  memset (chances, 0, sizeof *chances * n);
  for (guint i = more; i < n; i++)
    chances[i] = exp (-mean + (i - more) * log (mean) - lgamma (i - more + 1.0));
}

/* The chance that @n is told. */
static double
coin (const GuichetRoundingRule *rule, guint n)
{
  return n <= rule->hidden ? 0 : MIN (1, (double)(n - rule->hidden) / (double)rule->base);
}

static double
rounds_to (guint n, gint64 told, gint64 base)
{
  double off = fabs ((double)told - n) / (double)base;

  return off < 1 ? 1 - off : 0;
}

/* The chance that @n is published as @told by a method that looks at one month alone. */
static double
weigh_one (Method method, guint n, gint64 told)
{
  double ratio = exp (-NOISE);

  switch (method) {
  case METHOD_THRESHOLD:
  case METHOD_SUPPRESSION:
    /* A second cell that was hidden for the sake of another is let be: that is for the solver. */
    return told == HIDDEN ? n > 0 && n <= 10 : n == told;
  case METHOD_ROUNDING_5:
    return rounds_to (n, told, 5);
  case METHOD_ROUNDING_10:
    return rounds_to (n, told, 10);
  case METHOD_NOISE:
    return (1 - ratio) / (1 + ratio) * pow (ratio, fabs ((double)told - n));
  default:
    return n == told;
  }
}

static double
weigh_told (const GuichetRoundingRule *rule, const double *chances, guint n, gint64 told)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += chances[i] * coin (rule, i) * rounds_to (i, told, rule->base);

  return sum;
}

/* @sum becomes the chances of a sum with what was hidden of @part. */
static void
join_hidden (const GuichetRoundingRule *rule, double *sum, const double *part)
{
  double joined[MAX_HIDDEN] = { 0 };

  for (guint i = 0; i < MAX_HIDDEN; i++)
    for (guint j = 0; sum[i] > 0 && j < rule->hidden + rule->base && i + j < MAX_HIDDEN; j++)
      joined[i + j] += sum[i] * part[j] * (1 - coin (rule, j));
  memcpy (sum, joined, sizeof joined);
}

/* The chance of all that the release tells and hides of one cell in a year. */
static double
weigh_release (const FederationUniverse *universe, const PublishedYear *published, guint cell,
               const double *means, const Person *person, gboolean is_there)
{
  const GuichetRoundingRule *of_year = guichet_release_get_year_rule (universe->cells[cell].metric);
  double year[MAX_HIDDEN] = { 1 };
  double hidden = 0;
  double weight = 1;

  for (guint quarter = 0; quarter < 4; quarter++) {
    double rest[MAX_HIDDEN] = { 1 };
    gint64 told = published->quarters[quarter][cell];

    for (guint month = 3 * quarter; month < 3 * quarter + 3; month++) {
      double chances[MAX_COUNT];
      gint64 of_month = published->months[month][cell];

      fill_poisson (means[month], is_there && month < person->n_months ? person->times : 0, chances,
                    MAX_COUNT);
      if (protection_is_told (of_month))
        weight *= weigh_told (&guichet_rounding_of_month, chances, MAX_COUNT, of_month);
      else
        join_hidden (&guichet_rounding_of_month, rest, chances);
    }
    if (protection_is_told (told))
      weight *= weigh_told (&guichet_rounding_of_quarter, rest, MAX_HIDDEN, told);
    else
      join_hidden (&guichet_rounding_of_quarter, year, rest);
  }
  if (protection_is_told (published->year[cell]))
    return weight * weigh_told (of_year, year, MAX_HIDDEN, published->year[cell]);

  for (guint i = 0; i < MAX_HIDDEN; i++)
    hidden += year[i] * (1 - coin (of_year, i));

  return weight * hidden;
}

static double
weigh_months (Method method, const PublishedYear *published, guint cell, const double *means,
              const Person *person, gboolean is_there)
{
  double weight = 1;

  for (guint month = 0; month < person->n_months; month++) {
    double chances[MAX_COUNT];
    double sum = 0;

    fill_poisson (means[month], is_there ? person->times : 0, chances, MAX_COUNT);
    for (guint i = 0; i < MAX_COUNT; i++)
      sum += chances[i] * weigh_one (method, i, published->months[month][cell]);
    weight *= sum;
  }

  return weight;
}

/* What is done on average in each month: the year's count of the cell, by the seasons of all
 * visits.
 */
static void
fill_means (const FederationUniverse *universe, const ExactYear *exact, guint cell, double *means)
{
  guint done = (guint)find_cell (universe, "visit-ended/done");
  double visits = 0;
  double sum = 0;

  for (guint month = 0; month < 12; month++) {
    visits += exact->months[month][done];
    sum += exact->months[month][cell];
  }
  for (guint month = 0; month < 12; month++)
    means[month] = 0.02 + sum * exact->months[month][done] / MAX (visits, 1);
}

double
attack_weigh (Method method, const FederationUniverse *universe, const Person *person,
              const ExactYear *exact, const PublishedYear *published)
{
  double sum = 0;

  for (guint i = 0; i < person->n_cells; i++) {
    guint cell = (guint)find_cell (universe, person->cells[i]);
    double means[12];
    double with;
    double without;

    fill_means (universe, exact, cell, means);
    if (method == METHOD_RELEASE) {
      with = weigh_release (universe, published, cell, means, person, TRUE);
      without = weigh_release (universe, published, cell, means, person, FALSE);
    } else {
      with = weigh_months (method, published, cell, means, person, TRUE);
      without = weigh_months (method, published, cell, means, person, FALSE);
    }
    /* Both impossible: the average is no model of this month; nothing is learnt. */
    if (with > 0 || without > 0)
      sum += log (with) - log (without);
  }

  return sum;
}
