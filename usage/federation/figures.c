/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures-private.h"

#include "catalogue.h"
#include "department.h"
#include "metric-names.h"
#include "service.h"
#include "vocabulary.h"

#include <glib/gi18n-lib.h>

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
free_row (gpointer data)
{
  GuichetFigureRow *row = data;

  g_free (row->id);
  g_free (row->title);
  g_free (row);
}

static void
free_table (gpointer data)
{
  GuichetFigureTable *table = data;

  g_free (table->metric);
  g_free (table->title);
  g_ptr_array_unref (table->rows);
  g_free (table);
}

static void
free_place (gpointer data)
{
  GuichetPlaceRow *place = data;

  g_free (place->id);
  g_free (place->name);
  g_free (place->department);
  g_free (place);
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
  g_clear_pointer (&self->themes, free_table);
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

static void
add_to (GuichetSum *to, const GuichetSum *sum)
{
  to->n += sum->n;
  to->noise += sum->noise;
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
static void
make_tables (GuichetFigureReading *reading)
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
    add_to (&figures->months[month - 1][is_before ? 1 : 0], sum);
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
  add_to (is_before ? &row->before : &row->now, sum);
  add_to (is_before ? &table->before : &table->now, sum);
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

static void
count_withheld (GuichetFigureReading *reading)
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
static void
name_whole_themes (GuichetFigureReading *reading)
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
static void
make_themes (GuichetFigureReading *reading)
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
    add_to (&row->now, &service->now);
    add_to (&row->before, &service->before);
    row->n_withheld += service->n_withheld;
  }
  g_ptr_array_sort (figures->themes->rows, compare_rows);
  g_ptr_array_sort (figures->services->rows, compare_rows);
}

static GuichetPlaceRow *
make_place (const char *id, const char *name, const char *department)
{
  GuichetPlaceRow *place = g_new0 (GuichetPlaceRow, 1);

  place->id = g_strdup (id);
  place->name = g_strdup (name);
  place->department = g_strdup (department);

  return place;
}

static void
make_places (GuichetFigureReading *reading)
{
  GuichetFigures *figures = reading->figures;

  for (guint i = 0; i < reading->register_->len; i++) {
    const GuichetCentre *centre = g_ptr_array_index (reading->register_, i);
    GuichetPlaceRow *place = make_place (centre->id, centre->name, centre->department);

    place->n_centres = 1;
    g_ptr_array_add (figures->centres, place);
    g_hash_table_insert (reading->places, GINT_TO_POINTER ((int)centre->number), place);
  }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const GuichetPlaceRow *first = *(GuichetPlaceRow *const *)a;
  const GuichetPlaceRow *second = *(GuichetPlaceRow *const *)b;
  int order = strcmp (first->department, second->department);

  if (order == 0)
    order = g_utf8_collate (first->name, second->name);

  return order == 0 ? strcmp (first->id, second->id) : order;
}

static GuichetPlaceRow *
get_department (GuichetFigureReading *reading, const char *code)
{
  GuichetPlaceRow *row = g_hash_table_lookup (reading->by_department, code);

  if (row == NULL) {
    row = make_place (code, guichet_department_get_name (code), code);
    g_ptr_array_add (reading->figures->departments, row);
    g_hash_table_insert (reading->by_department, row->id, row);
  }

  return row;
}

static void
add_up_departments (GuichetFigureReading *reading)
{
  GuichetFigures *figures = reading->figures;

  g_ptr_array_sort (figures->centres, compare_places);
  for (guint i = 0; i < figures->centres->len; i++) {
    const GuichetPlaceRow *centre = g_ptr_array_index (figures->centres, i);
    GuichetPlaceRow *department = get_department (reading, centre->department);

    for (int key = 0; key < GUICHET_N_KEYS; key++)
      add_to (&department->now[key], &centre->now[key]);
    add_to (&department->visits_before, &centre->visits_before);
    department->n_centres++;
    department->n_reports += centre->n_reports;
  }
}

static void
name_place (GuichetFigureReading *reading)
{
  GuichetFigures *figures = reading->figures;
  const GuichetCentre *first =
      reading->register_->len == 0 ? NULL : g_ptr_array_index (reading->register_, 0);

  figures->n_centres = reading->register_->len;
  figures->n_expected = figures->n_centres * (guint)(figures->month > 0 ? 1 : figures->last_month);
  if (reading->scope->centre != NULL && first != NULL) {
    figures->centre = g_strdup (first->id);
    figures->department = g_strdup (first->department);
    figures->place = g_strdup (first->name);
  } else if (reading->scope->department != NULL && first != NULL) {
    figures->department = g_strdup (first->department);
    figures->place = g_strdup_printf ("%s (%s)", guichet_department_get_name (first->department),
                                      first->department);
  } else
    figures->place = g_strdup (_ ("The whole federation"));
}

/* A page of a centre has no list of places; one of a department has no other departments. */
static void
drop_needless (GuichetFigures *figures)
{
  if (figures->department != NULL)
    g_ptr_array_set_size (figures->departments, 0);
  if (figures->centre != NULL)
    g_ptr_array_set_size (figures->centres, 0);
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

  self->tables = g_ptr_array_new_with_free_func (free_table);
  self->departments = g_ptr_array_new_with_free_func (free_place);
  self->centres = g_ptr_array_new_with_free_func (free_place);
  self->years = g_array_new (FALSE, FALSE, sizeof (int));
  make_tables (&reading);
  if (!guichet_figures_query_register (&reading, error) ||
      !guichet_figures_query_times (&reading, error))
    return NULL;

  make_places (&reading);
  if (!guichet_figures_query_reports (&reading, error) ||
      !guichet_figures_query_cells (&reading, error) ||
      !guichet_figures_query_sums (&reading, error) ||
      !guichet_figures_query_places (&reading, error))
    return NULL;

  name_place (&reading);
  count_withheld (&reading);
  name_whole_themes (&reading);
  make_themes (&reading);
  add_up_departments (&reading);
  drop_needless (self);

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
