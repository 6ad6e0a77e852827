/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Metrics that count each visit once have one total. A reader bounds it by each of them, and then
 * each untold cell by the total and the cells beside it. As the metrics share nothing but the
 * total, these bounds are exact: a linear program finds no narrower ones (tests/lab/federation
 * solves it).
 */
#include "release.h"

#include "metrics-table.h"

typedef struct {
  gint64 least;
  gint64 most;
} Bounds;

static Bounds
get_cell_bounds (const GuichetMonthCells *told, const char *metric, const char *label)
{
  Bounds bounds;

  guichet_rounding_rule_get_bounds (&guichet_rounding_of_month,
                                    guichet_month_cells_get (told, metric, label), &bounds.least,
                                    &bounds.most);

  return bounds;
}

static Bounds
add_bounds (const GuichetMonthCells *told, const GuichetMetric *metric)
{
  Bounds sum = { 0, 0 };

  for (gsize i = 0; i < metric->n_export_labels; i++) {
    Bounds cell = get_cell_bounds (told, metric->name, metric->export_labels[i].name);

    sum.least += cell.least;
    sum.most += cell.most;
  }

  return sum;
}

static gboolean
is_linked (const GuichetMetric *metric, GHashTable *withheld)
{
  return metric->is_exported && metric->per_visit &&
         !g_hash_table_contains (withheld, metric->name);
}

static Bounds
bound_total (const GuichetMonthCells *told, GHashTable *withheld)
{
  Bounds total = { 0, G_MAXINT64 / 4 };

  for (gsize i = 0; i < guichet_metrics_table_length; i++) {
    const GuichetMetric *metric = &guichet_metrics_table[i];

    if (is_linked (metric, withheld)) {
      Bounds sum = add_bounds (told, metric);

      total.least = MAX (total.least, sum.least);
      total.most = MIN (total.most, sum.most);
    }
  }

  return total;
}

/* TRUE when @total leaves an untold cell of @metric too few values. */
static gboolean
is_narrowed (const GuichetMonthCells *told, const GuichetMetric *metric, Bounds total)
{
  Bounds sum = add_bounds (told, metric);

  for (gsize i = 0; i < metric->n_export_labels; i++) {
    Bounds cell = get_cell_bounds (told, metric->name, metric->export_labels[i].name);
    gint64 least = MAX (cell.least, total.least - (sum.most - cell.most));
    gint64 most = MIN (cell.most, total.most - (sum.least - cell.least));

    if (cell.least == 0 && most - least + 1 < GUICHET_RELEASE_MIN_CANDIDATES)
      return TRUE;
  }

  return FALSE;
}

static gboolean
has_narrowed (const GuichetMonthCells *told, GHashTable *withheld)
{
  Bounds total = bound_total (told, withheld);

  for (gsize i = 0; i < guichet_metrics_table_length; i++)
    if (is_linked (&guichet_metrics_table[i], withheld) &&
        is_narrowed (told, &guichet_metrics_table[i], total))
      return TRUE;

  return FALSE;
}

static guint
count_told (const GuichetMonthCells *told, const GuichetMetric *metric)
{
  guint n_told = 0;

  for (gsize i = 0; i < metric->n_export_labels; i++)
    if (guichet_month_cells_get (told, metric->name, metric->export_labels[i].name) > 0)
      n_told++;

  return n_told;
}

/* The linked metric that loses least when it is not told. */
static const GuichetMetric *
find_least_told (const GuichetMonthCells *told, GHashTable *withheld)
{
  const GuichetMetric *found = NULL;

  for (gsize i = 0; i < guichet_metrics_table_length; i++) {
    const GuichetMetric *metric = &guichet_metrics_table[i];

    if (is_linked (metric, withheld) &&
        (found == NULL || count_told (told, metric) <= count_told (told, found)))
      found = metric;
  }

  return found;
}

void
guichet_release_audit (GuichetMonthCells *told, GHashTable *withheld)
{
  while (has_narrowed (told, withheld)) {
    const GuichetMetric *metric = find_least_told (told, withheld);

    guichet_month_cells_remove_metric (told, metric->name);
    g_hash_table_add (withheld, (gpointer)g_intern_string (metric->name));
  }
}
