/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures-private.h"

#include "metric-names.h"

#include <math.h>
#include <string.h>

static const char *const key_metrics[GUICHET_N_KEYS] = {
  [GUICHET_KEY_VISITS] = GUICHET_METRIC_VISIT_ENDED,
  [GUICHET_KEY_SERVICES] = GUICHET_METRIC_SERVICE_OPENED,
  [GUICHET_KEY_PRINTED] = GUICHET_METRIC_PAGE_PRINTED,
  [GUICHET_KEY_SCANNED] = GUICHET_METRIC_PAGE_SCANNED,
  [GUICHET_KEY_ATTACHED] = GUICHET_METRIC_DOCUMENT_ATTACHED,
  [GUICHET_KEY_HELP] = GUICHET_METRIC_HELP_ASKED,
};

const char *
guichet_key_figure_get_metric (GuichetKeyFigure key)
{
  return key_metrics[key];
}

/* Rounding one cell to tens without bias has a standard deviation of 4, on average over the last
 * digit; cells are independent. */
gint64
guichet_sum_get_margin (const GuichetSum *sum)
{
  return (gint64)(ceil (2 * 4.1 * sqrt ((double)sum->noise) / 10) * 10);
}

static void
free_cell (gpointer data)
{
  GuichetCell *cell = data;

  g_free (cell->metric);
  g_free (cell->label);
  g_free (cell);
}

void
guichet_figures_free (GuichetFigures *self)
{
  if (self == NULL)
    return;

  g_free (self->place);
  g_free (self->centre);
  g_free (self->department);
  g_ptr_array_unref (self->tables);
  g_ptr_array_unref (self->departments);
  g_ptr_array_unref (self->centres);
  g_array_unref (self->years);
  g_clear_pointer (&self->themes, guichet_figures_free_table);
  g_free (self);
}

static void
clear_reading (GuichetFigureReading *reading)
{
  g_clear_pointer (&reading->register_, g_ptr_array_unref);
  g_clear_pointer (&reading->cells, g_hash_table_unref);
  g_clear_pointer (&reading->tables, g_hash_table_unref);
  g_clear_pointer (&reading->rows, g_hash_table_unref);
  g_clear_pointer (&reading->places, g_hash_table_unref);
  g_clear_pointer (&reading->by_department, g_hash_table_unref);
  g_clear_pointer (&reading->markers, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GuichetFigureReading, clear_reading)

void
guichet_sum_add (GuichetSum *to, const GuichetSum *sum)
{
  to->n += sum->n;
  to->noise += sum->noise;
}

GuichetFigures *
guichet_figures_read (GuichetFederationStore *store, const GuichetFigureScope *scope,
                      GuichetCatalogue *catalogue, gboolean is_french, GError **error)
{
  g_autoptr (GuichetFigures) self = g_new0 (GuichetFigures, 1);
  g_auto (GuichetFigureReading) reading = {
    .store = store,
    .scope = scope,
    .figures = self,
    .catalogue = catalogue,
    .is_french = is_french,
    .cells = g_hash_table_new_full (NULL, NULL, NULL, free_cell),
    .tables = g_hash_table_new (g_str_hash, g_str_equal),
    .rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .places = g_hash_table_new (NULL, NULL),
    .by_department = g_hash_table_new (g_str_hash, g_str_equal),
    .markers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free),
  };

  self->tables = g_ptr_array_new_with_free_func (guichet_figures_free_table);
  self->departments = g_ptr_array_new_with_free_func (guichet_figures_free_place);
  self->centres = g_ptr_array_new_with_free_func (guichet_figures_free_place);
  self->years = g_array_new (FALSE, FALSE, sizeof (int));
  guichet_figures_make_tables (&reading);
  if (!guichet_figures_query_register (&reading, error) ||
      !guichet_figures_query_times (&reading, error))
    return NULL;

  guichet_figures_make_places (&reading);
  if (!guichet_figures_query_reports (&reading, error) ||
      !guichet_figures_query_cells (&reading, error) ||
      !guichet_figures_query_sums (&reading, error) ||
      !guichet_figures_query_places (&reading, error))
    return NULL;

  guichet_figures_name_place (&reading);
  guichet_figures_count_withheld (&reading);
  guichet_figures_name_whole_themes (&reading);
  guichet_figures_make_themes (&reading);
  guichet_figures_add_up_departments (&reading);
  guichet_figures_drop_needless (self);

  return g_steal_pointer (&self);
}

GuichetFigureTable *
guichet_figures_find (const GuichetFigures *self, const char *metric)
{
  for (guint i = 0; i < self->tables->len; i++) {
    GuichetFigureTable *table = g_ptr_array_index (self->tables, i);

    if (g_str_equal (table->metric, metric))
      return table;
  }

  return NULL;
}
