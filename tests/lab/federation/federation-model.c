/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "federation-model.h"

#include "federation-services.h"
#include "metrics-table.h"
#include "release.h"

#include <math.h>
#include <string.h>

guint64
federation_random_next (FederationRandom *self)
{
  guint64 z = self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return z ^ (z >> 31);
}

double
federation_random_unit (FederationRandom *self)
{
  return (double)(federation_random_next (self) >> 11) * 0x1.0p-53;
}

static double
draw_normal (FederationRandom *random)
{
  double radius = sqrt (-2 * log (1 - federation_random_unit (random)));

  return radius * cos (2 * G_PI * federation_random_unit (random));
}

static guint
draw_poisson (FederationRandom *random, double mean)
{
  guint n = 0;

  /* A sum of small ones: exp() of a large mean would be nothing. */
  for (; mean > 0; mean -= 30) {
    double limit = exp (-MIN (mean, 30));
    double product = federation_random_unit (random);

    for (; product > limit; n++)
      product *= federation_random_unit (random);
  }

  return n;
}

int
federation_universe_find (const FederationUniverse *self, const char *metric, const char *label)
{
  for (guint i = 0; i < self->n_cells; i++)
    if (g_str_equal (self->cells[i].metric, metric) && g_str_equal (self->cells[i].label, label))
      return (int)i;

  return -1;
}

static void
add_cell (FederationUniverse *self, const char *metric, const char *label)
{
  if (federation_universe_find (self, metric, label) >= 0)
    return;

  g_assert_cmpuint (self->n_cells, <, FEDERATION_MAX_CELLS);
  self->cells[self->n_cells].metric = g_intern_string (metric);
  self->cells[self->n_cells].label = g_intern_string (label);
  self->n_cells++;
}

FederationUniverse *
federation_universe_new (void)
{
  FederationUniverse *self = g_new0 (FederationUniverse, 1);

  self->labels = guichet_export_labels_new ();
  for (gsize i = 0; i < federation_n_services; i++)
    guichet_export_labels_add_service (self->labels, federation_services[i].id,
                                       federation_services[i].theme);

  for (gsize i = 0; i < guichet_metrics_table_length; i++) {
    const GuichetMetric *metric = &guichet_metrics_table[i];

    for (gsize j = 0; j < metric->n_export_labels; j++)
      add_cell (self, metric->name, metric->export_labels[j].name);
    if (metric->n_export_labels > 0)
      add_cell (self, metric->name, GUICHET_RELEASE_REST);
  }
  for (gsize i = 0; i < federation_n_services; i++)
    add_cell (
        self, "service-opened",
        guichet_export_labels_get (self->labels, "service-opened", federation_services[i].id));
  add_cell (self, "service-opened", GUICHET_RELEASE_REST);

  return self;
}

void
federation_universe_free (FederationUniverse *self)
{
  guichet_export_labels_free (self->labels);
  g_free (self);
}

void
federation_centre_make (FederationCentre *self, guint64 seed, guint index)
{
  /* A department's number, more centres in some than in others. */
  FederationRandom random = { seed * G_GUINT64_CONSTANT (1000003) + index };
  double spread = federation_random_unit (&random);

  self->seed = federation_random_next (&random);
  g_snprintf (self->code, sizeof self->code, "cs-%04u", index + 1);
  g_snprintf (self->name, sizeof self->name, "Centre social n° %u", index + 1);
  g_snprintf (self->department, sizeof self->department, "%02u",
              1 + (guint)(95 * spread * sqrt (spread)));
  self->size = CLAMP (60 * exp (0.85 * draw_normal (&random)), 3, 900);
  self->is_rural = federation_random_unit (&random) < 0.4;
  self->asks = federation_random_unit (&random) < 0.3;
  self->first_month = 0;
  self->end_month = FEDERATION_N_MONTHS;
  if (federation_random_unit (&random) < 0.25)
    self->first_month = (guint)(federation_random_unit (&random) * 24);
  if (federation_random_unit (&random) < 0.03)
    self->end_month -= (guint)(federation_random_unit (&random) * 11);
}

/* The weights of one centre in one month, added up for drawing. */
typedef struct {
  double sums[FEDERATION_MAX_SERVICES];
  int cells[FEDERATION_MAX_SERVICES];
} Services;

static void
weigh_services (const FederationCentre *centre, const FederationUniverse *universe, guint month,
                Services *services)
{
  FederationRandom random = { centre->seed ^ 0x5e21 };
  double sum = 0;

  for (gsize i = 0; i < federation_n_services; i++) {
    const FederationService *service = &federation_services[i];
    double weight = centre->is_rural ? service->rural : service->urban;

    weight *= exp (0.6 * draw_normal (&random));
    if (service->peak_month > 0 && month % 12 + 1 >= service->peak_month &&
        month % 12 + 1 < service->peak_month + service->n_peak_months)
      weight *= service->peak;
    sum += weight;
    services->sums[i] = sum;
    services->cells[i] = federation_universe_find (
        universe, "service-opened",
        guichet_export_labels_get (universe->labels, "service-opened", service->id));
  }
}

static int
draw_service (FederationRandom *random, const Services *services)
{
  double at = federation_random_unit (random) * services->sums[federation_n_services - 1];
  guint low = 0;
  guint high = (guint)federation_n_services - 1;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (services->sums[middle] > at)
      high = middle;
    else
      low = middle + 1;
  }

  return services->cells[low];
}

/* One label of @metric, by its weights in order; the rest falls on the last. */
static int
draw_label (FederationRandom *random, int first_cell, const double *weights, guint n_weights)
{
  double at = federation_random_unit (random);
  guint i = 0;

  for (; i + 1 < n_weights && at >= weights[i]; i++)
    at -= weights[i];

  return first_cell + (int)i;
}

static void
count_visit (FederationRandom *random, const FederationCentre *centre,
             const FederationUniverse *universe, const Services *services, guint32 *counts)
{
  for (gsize i = 0; i < federation_n_habits; i++) {
    const FederationHabit *habit = &federation_habits[i];
    int first = federation_universe_find (universe, habit->metric, habit->first_label);
    guint n = 1;

    if (habit->is_answer && !centre->asks)
      continue;
    if (habit->often < 1 && federation_random_unit (random) >= habit->often)
      continue;
    if (habit->more > 0)
      n += draw_poisson (random, habit->more);
    counts[draw_label (random, first, habit->weights, habit->n_weights)] += n;
  }
  for (guint n = 1 + draw_poisson (random, 0.5); n > 0; n--)
    counts[draw_service (random, services)]++;
}

gboolean
federation_centre_count (const FederationCentre *self, const FederationUniverse *universe,
                         guint month, guint32 *counts)
{
  static const double seasons[12] = { 1.15, 1.0, 1.05, 1.0,  1.1,  1.0,
                                      0.8,  0.5, 1.25, 1.15, 1.05, 0.85 };
  FederationRandom random = { self->seed + month };
  Services services;

  memset (counts, 0, sizeof *counts * universe->n_cells);
  if (month < self->first_month || month >= self->end_month)
    return FALSE;

  weigh_services (self, universe, month, &services);
  for (guint n = draw_poisson (&random, self->size * seasons[month % 12] * (1 + 0.004 * month));
       n > 0; n--)
    count_visit (&random, self, universe, &services, counts);

  return TRUE;
}

GuichetMonthCells *
federation_counts_to_cells (const FederationUniverse *universe, const guint32 *counts)
{
  GuichetMonthCells *cells = guichet_month_cells_new ();

  for (guint i = 0; i < universe->n_cells; i++)
    if (counts[i] > 0)
      guichet_month_cells_add (cells, universe->cells[i].metric, universe->cells[i].label,
                               counts[i]);

  return cells;
}

char *
federation_month_name (guint month)
{
  return g_strdup_printf ("%04u-%02u", FEDERATION_FIRST_YEAR + month / 12, month % 12 + 1);
}
