/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures-private.h"

#include "catalogue.h"
#include "metric-names.h"
#include "service.h"
#include "vocabulary.h"

#include <glib/gi18n-lib.h>

#include <string.h>

static void
free_row (gpointer data)
{
  GuichetFigureRow *row = data;

  g_free (row->id);
  g_free (row->title);
  g_free (row);
}

void
guichet_figures_free_table (gpointer data)
{
  GuichetFigureTable *table = data;

  g_free (table->metric);
  g_free (table->title);
  g_ptr_array_unref (table->rows);
  g_free (table);
}

/* A service named alone by its own name; the rest of a theme by the theme's. */
static char *
make_title (const GuichetFigureReading *reading, const char *metric, const char *label)
{
  const char *slash = strchr (label, '/');
  GuichetService *service = NULL;

  if (!guichet_vocabulary_has_themes (metric) || g_str_equal (label, GUICHET_VOCABULARY_REST))
    return g_strdup (guichet_vocabulary_get_label_title (metric, label, reading->is_french));
  if (slash == NULL)
    /* Translators: %s is a theme, such as "Justice" */
    return g_strdup_printf (_ ("%s: other services"),
                            guichet_vocabulary_get_theme_title (label, reading->is_french));
  if (reading->catalogue != NULL)
    service = guichet_catalogue_lookup (reading->catalogue, slash + 1);

  return g_strdup (service == NULL ? slash + 1 : guichet_service_get_name (service));
}

static GuichetFigureTable *
make_table (const char *metric, const char *title)
{
  GuichetFigureTable *table = g_new0 (GuichetFigureTable, 1);

  table->metric = g_strdup (metric);
  table->title = g_strdup (title);
  table->rows = g_ptr_array_new_with_free_func (free_row);

  return table;
}

static GuichetFigureRow *
add_row (GuichetFigureTable *table, const char *id, char *title)
{
  GuichetFigureRow *row = g_new0 (GuichetFigureRow, 1);

  row->id = g_strdup (id);
  row->title = title;
  g_ptr_array_add (table->rows, row);

  return row;
}

static GuichetFigureRow *
get_row (GuichetFigureReading *reading, GuichetFigureTable *table, const char *label)
{
  g_autofree char *name = g_strconcat (table->metric, " ", label, NULL);
  GuichetFigureRow *row = g_hash_table_lookup (reading->rows, name);

  if (row == NULL) {
    row = add_row (table, label, make_title (reading, table->metric, label));
    g_hash_table_insert (reading->rows, g_steal_pointer (&name), row);
  }

  return row;
}

/* Closed labels stand from the beginning, in their order: what no centre told is shown as such. */
void
guichet_figures_make_tables (GuichetFigureReading *reading)
{
  g_autofree const char **metrics = guichet_vocabulary_list ();

  for (gsize i = 0; metrics[i] != NULL; i++) {
    g_autofree const char **labels = guichet_vocabulary_list_labels (metrics[i]);
    GuichetFigureTable *table =
        make_table (metrics[i], guichet_vocabulary_get_title (metrics[i], reading->is_french));

    g_ptr_array_add (reading->figures->tables, table);
    g_hash_table_insert (reading->tables, table->metric, table);
    for (gsize j = 0; labels[j] != NULL; j++)
      get_row (reading, table, labels[j]);
  }
  reading->figures->services =
      guichet_figures_find (reading->figures, GUICHET_METRIC_SERVICE_OPENED);
  reading->figures->visits = guichet_figures_find (reading->figures, GUICHET_METRIC_VISIT_ENDED);
}

static void
add_marker (GuichetFigureReading *reading, GuichetFigureTable *table, gint64 n_rows)
{
  gint64 *n = g_hash_table_lookup (reading->markers, table->metric);

  if (n == NULL) {
    n = g_new0 (gint64, 1);
    g_hash_table_insert (reading->markers, table->metric, n);
  }
  *n += n_rows;
  table->is_counted = TRUE;
}

void
guichet_figures_add_sum (GuichetFigureReading *reading, const GuichetCell *cell, int month,
                         gboolean is_before, int span, const GuichetSum *sum, gint64 n_rows)
{
  GuichetFigures *figures = reading->figures;
  GuichetFigureTable *table = g_hash_table_lookup (reading->tables, cell->metric);
  GuichetFigureRow *row;

  if (table == NULL)
    return;
  if (table == figures->visits && span == 1)
    guichet_sum_add (&figures->months[month - 1][is_before ? 1 : 0], sum);
  if (table == figures->visits && span == 1 && *cell->label == '\0')
    figures->n_months_counted[month - 1][is_before ? 1 : 0] += n_rows;
  if (month > figures->last_month)
    return;

  if (*cell->label == '\0') {
    if (!is_before)
      add_marker (reading, table, n_rows);
    return;
  }
  row = get_row (reading, table, cell->label);
  guichet_sum_add (is_before ? &row->before : &row->now, sum);
  guichet_sum_add (is_before ? &table->before : &table->now, sum);
  /* Counted down to below nothing here; the markers are added at the end. */
  if (!is_before && span == 1)
    row->n_withheld -= sum->noise;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const GuichetFigureRow *first = *(GuichetFigureRow *const *)a;
  const GuichetFigureRow *second = *(GuichetFigureRow *const *)b;
  gboolean is_first_rest = g_str_equal (first->id, GUICHET_VOCABULARY_REST);
  gboolean is_second_rest = g_str_equal (second->id, GUICHET_VOCABULARY_REST);

  if (is_first_rest != is_second_rest)
    return is_first_rest ? 1 : -1;
  if (first->now.n != second->now.n)
    return first->now.n > second->now.n ? -1 : 1;

  return strcmp (first->id, second->id);
}

void
guichet_figures_count_withheld (GuichetFigureReading *reading)
{
  for (guint i = 0; i < reading->figures->tables->len; i++) {
    GuichetFigureTable *table = g_ptr_array_index (reading->figures->tables, i);
    const gint64 *n = g_hash_table_lookup (reading->markers, table->metric);

    for (guint j = 0; j < table->rows->len; j++) {
      GuichetFigureRow *row = g_ptr_array_index (table->rows, j);

      /* The rest is told once a year, if at all. */
      row->n_withheld += n == NULL || g_str_equal (row->id, GUICHET_VOCABULARY_REST) ? 0 : *n;
    }
  }
}

/* "Other services" only where some are named. */
void
guichet_figures_name_whole_themes (GuichetFigureReading *reading)
{
  const GPtrArray *rows = reading->figures->services->rows;

  for (guint i = 0; i < rows->len; i++) {
    GuichetFigureRow *row = g_ptr_array_index (rows, i);
    g_autofree char *prefix = g_strconcat (row->id, "/", NULL);
    gboolean has_others =
        strchr (row->id, '/') != NULL || g_str_equal (row->id, GUICHET_VOCABULARY_REST);

    for (guint j = 0; j < rows->len && !has_others; j++)
      has_others = g_str_has_prefix (((GuichetFigureRow *)g_ptr_array_index (rows, j))->id, prefix);
    if (!has_others) {
      g_free (row->title);
      row->title = g_strdup (guichet_vocabulary_get_theme_title (row->id, reading->is_french));
    }
  }
}

/* La Coop's themes, by what their services add up to. */
void
guichet_figures_make_themes (GuichetFigureReading *reading)
{
  GuichetFigures *figures = reading->figures;
  g_autoptr (GHashTable) rows = g_hash_table_new (g_str_hash, g_str_equal);
  gsize n;
  const GuichetTheme *themes = guichet_vocabulary_get_themes (&n);

  figures->themes = make_table ("theme", _ ("Services opened, by theme"));
  figures->themes->now = figures->services->now;
  figures->themes->before = figures->services->before;
  figures->themes->is_counted = figures->services->is_counted;
  for (gsize i = 0; i < n; i++)
    g_hash_table_insert (
        rows, (gpointer)themes[i].id,
        add_row (figures->themes, themes[i].id,
                 g_strdup (reading->is_french ? themes[i].french : themes[i].english)));

  for (guint i = 0; i < figures->services->rows->len; i++) {
    const GuichetFigureRow *service = g_ptr_array_index (figures->services->rows, i);
    g_autofree char *theme = guichet_vocabulary_get_theme_of (service->id);
    GuichetFigureRow *row = g_hash_table_lookup (rows, theme);

    if (row == NULL)
      row = add_row (figures->themes, service->id, g_strdup (service->title));
    guichet_sum_add (&row->now, &service->now);
    guichet_sum_add (&row->before, &service->before);
    row->n_withheld += service->n_withheld;
  }
  g_ptr_array_sort (figures->themes->rows, compare_rows);
  g_ptr_array_sort (figures->services->rows, compare_rows);
}
