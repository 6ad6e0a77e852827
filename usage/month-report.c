/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "month-report.h"

#include "catalogue.h"
#include "metrics-table.h"
#include "safe-text.h"
#include "service.h"
#include "usage-store.h"

#include <string.h>

typedef struct {
  GuichetCatalogue *catalogue;
  gboolean is_french;
  GHashTable *by_metric; /* char* borrowed from the section, GuichetMonthSection borrowed */
  GuichetMonthReport *report;
} Reading;

static void
free_row (gpointer data)
{
  GuichetMonthRow *row = data;

  g_free (row->label);
  g_free (row->title);
  g_free (row);
}

static void
free_section (gpointer data)
{
  GuichetMonthSection *section = data;

  g_free (section->metric);
  g_free (section->title);
  g_ptr_array_unref (section->rows);
  g_free (section);
}

void
guichet_month_report_free (GuichetMonthReport *self)
{
  if (self == NULL)
    return;

  g_free (self->month);
  g_ptr_array_unref (self->sections);
  g_clear_pointer (&self->gaps, g_ptr_array_unref);
  g_free (self);
}

static const char *
get_text (const Reading *reading, const GuichetMetricText *text)
{
  return reading->is_french ? text->french : text->english;
}

static char *
make_label_title (const Reading *reading, const GuichetMetric *metric, const char *label)
{
  const GuichetMetricLabel *closed =
      metric == NULL ? NULL : guichet_metric_lookup_label (metric, label);
  GuichetService *service = NULL;

  if (closed != NULL)
    return g_strdup (get_text (reading, &closed->text));

  if (metric != NULL && metric->kind == GUICHET_LABELS_SERVICES && reading->catalogue != NULL)
    service = guichet_catalogue_lookup (reading->catalogue, label);

  return service == NULL ? guichet_safe_text (label)
                         : g_strdup (guichet_service_get_name (service));
}

/* Names are as the file holds them, which may have been changed by hand. */
static GuichetMonthSection *
add_section (Reading *reading, const char *name)
{
  const GuichetMetric *metric = guichet_metrics_lookup (name);
  GuichetMonthSection *section = g_new0 (GuichetMonthSection, 1);

  section->metric = g_strdup (name);
  section->title = metric == NULL ? guichet_safe_text (name)
                                  : g_strdup (get_text (reading, &metric->description));
  section->rows = g_ptr_array_new_with_free_func (free_row);
  g_ptr_array_add (reading->report->sections, section);
  g_hash_table_insert (reading->by_metric, section->metric, section);

  return section;
}

static void
add_row (const char *metric, const char *label, gint64 n, gpointer user_data)
{
  Reading *reading = user_data;
  GuichetMonthSection *section = g_hash_table_lookup (reading->by_metric, metric);
  GuichetMonthRow *row = g_new0 (GuichetMonthRow, 1);

  if (section == NULL)
    section = add_section (reading, metric);

  row->label = g_strdup (label);
  row->title = make_label_title (reading, guichet_metrics_lookup (metric), label);
  row->n = n;
  section->total += n;
  g_ptr_array_add (section->rows, row);
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const GuichetMonthRow *first = *(GuichetMonthRow *const *)a;
  const GuichetMonthRow *second = *(GuichetMonthRow *const *)b;
  const GuichetMetric *metric = user_data;

  /* Closed labels keep the registry's order, which a reader knows from month to month. */
  if (metric != NULL && metric->kind == GUICHET_LABELS_CLOSED) {
    const GuichetMetricLabel *first_label = guichet_metric_lookup_label (metric, first->label);
    const GuichetMetricLabel *second_label = guichet_metric_lookup_label (metric, second->label);

    if (first_label != NULL && second_label != NULL)
      return first_label < second_label ? -1 : first_label > second_label;
  }
  if (first->n != second->n)
    return first->n > second->n ? -1 : 1;

  return strcmp (first->label, second->label);
}

static void
sort_rows (gpointer data, gpointer user_data)
{
  GuichetMonthSection *section = data;

  g_ptr_array_sort_with_data (section->rows, compare_rows,
                              (gpointer)guichet_metrics_lookup (section->metric));
}

GuichetMonthReport *
guichet_month_report_read (GuichetUsageStore *store, const char *month, GuichetCatalogue *catalogue,
                           gboolean is_french, GError **error)
{
  g_autoptr (GHashTable) by_metric = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GuichetMonthReport) self = g_new0 (GuichetMonthReport, 1);
  Reading reading = {
    .catalogue = catalogue, .is_french = is_french, .by_metric = by_metric, .report = self
  };

  self->month = g_strdup (month);
  self->sections = g_ptr_array_new_with_free_func (free_section);
  for (gsize i = 0; i < guichet_metrics_table_length; i++)
    add_section (&reading, guichet_metrics_table[i].name);

  if (!guichet_usage_store_foreach_month (store, month, add_row, &reading, error))
    return NULL;
  self->gaps = guichet_usage_store_get_gaps (store, month, error);
  if (self->gaps == NULL)
    return NULL;
  g_ptr_array_foreach (self->sections, sort_rows, NULL);

  return g_steal_pointer (&self);
}
