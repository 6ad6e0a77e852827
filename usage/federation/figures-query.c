/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures-private.h"

#include "report-envelope.h"
#include "vocabulary.h"

#include <glib/gi18n-lib.h>

#include <string.h>

static gint64
read_number (const char *text)
{
  return text == NULL ? 0 : g_ascii_strtoll (text, NULL, 10);
}

static GuichetSql *
get_sql (GuichetFigureReading *reading)
{
  return guichet_federation_store_get_sql (reading->store);
}

/* The condition of the place, with its one parameter. */
static const char *
get_place_condition (const GuichetFigureReading *reading, GuichetSqlValue *value)
{
  if (reading->scope->centre != NULL) {
    *value = GUICHET_SQL_TEXT (reading->scope->centre);
    return " AND f.centre IN (SELECT number FROM centre WHERE id = $1)";
  }
  if (reading->scope->department != NULL) {
    *value = GUICHET_SQL_TEXT (reading->scope->department);
    return " AND f.centre IN (SELECT number FROM centre WHERE department = $1)";
  }
  *value = GUICHET_SQL_NULL;

  return "";
}

static guint
count_values (const GuichetSqlValue *value)
{
  return value->is_null ? 0 : 1;
}

/* Named one by one, so that the key of the table is used for the centre too. */
static char *
make_months_condition (const GuichetFigures *figures)
{
  GString *sql = g_string_new ("f.month IN (");
  int from = figures->month > 0 ? figures->month : 1;
  int to = figures->month > 0 ? figures->month : 12;

  for (int year = figures->year - 1; year <= figures->year; year++)
    for (int month = from; month <= to; month++)
      g_string_append_printf (sql, "%s%d", sql->str[sql->len - 1] == '(' ? "" : ", ",
                              year * 100 + month);
  g_string_append_c (sql, ')');

  return g_string_free (sql, FALSE);
}

gboolean
guichet_figures_query_register (GuichetFigureReading *reading, GError **error)
{
  g_autoptr (GPtrArray) keys = guichet_federation_store_list_centres (reading->store, error);
  gint64 last = 0;

  if (keys == NULL)
    return FALSE;
  reading->register_ = g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_centre_free);
  g_ptr_array_set_free_func (keys, NULL);
  for (guint i = 0; i < keys->len; i++) {
    GuichetCentre *centre = g_ptr_array_index (keys, i);
    gboolean is_wanted =
        (reading->scope->centre == NULL || g_str_equal (reading->scope->centre, centre->id)) &&
        (reading->scope->department == NULL ||
         g_str_equal (reading->scope->department, centre->department));

    if (centre->number != last && is_wanted)
      g_ptr_array_add (reading->register_, centre);
    else
      guichet_centre_free (centre);
    last = is_wanted && centre->number != last ? centre->number : last;
  }
  if (reading->register_->len == 0 &&
      (reading->scope->centre != NULL || reading->scope->department != NULL)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("“%s” is not in the register"),
                 reading->scope->centre != NULL ? reading->scope->centre
                                                : reading->scope->department);
    return FALSE;
  }

  return TRUE;
}

static void
add_time (const char *const *columns, gpointer user_data)
{
  GuichetFigureReading *reading = user_data;
  int year = (int)read_number (columns[0]);

  g_array_append_val (reading->figures->years, year);
}

static void
take_last_month (const char *const *columns, gpointer user_data)
{
  GuichetFigureReading *reading = user_data;

  reading->figures->last_month = (int)(read_number (columns[0]) % 100);
}

gboolean
guichet_figures_query_times (GuichetFigureReading *reading, GError **error)
{
  GuichetFigures *figures = reading->figures;
  GuichetSqlValue place;
  const char *condition = get_place_condition (reading, &place);
  g_autofree char *years =
      g_strconcat ("SELECT DISTINCT f.month / 100 AS year FROM report f WHERE f.month > 0",
                   condition, " ORDER BY year", NULL);
  g_autofree char *last = NULL;

  if (!guichet_sql_run (get_sql (reading), years, &place, count_values (&place), add_time, reading,
                        error))
    return FALSE;
  figures->year = reading->scope->year;
  if (figures->year == 0 && figures->years->len > 0)
    figures->year = g_array_index (figures->years, int, figures->years->len - 1);
  figures->month = reading->scope->month;

  last = g_strdup_printf ("SELECT MAX (f.month) FROM report f WHERE f.month >= %d"
                          " AND f.month <= %d%s",
                          figures->year * 100 + 1, figures->year * 100 + 12, condition);
  if (!guichet_sql_run (get_sql (reading), last, &place, count_values (&place), take_last_month,
                        reading, error))
    return FALSE;
  if (figures->month > 0)
    figures->last_month = figures->month;

  return TRUE;
}

static GuichetPlaceRow *
get_place (GuichetFigureReading *reading, gint64 centre)
{
  return g_hash_table_lookup (reading->places, GINT_TO_POINTER ((int)centre));
}

static void
add_report (const char *const *columns, gpointer user_data)
{
  GuichetFigureReading *reading = user_data;
  GuichetFigures *figures = reading->figures;
  GuichetPlaceRow *place = get_place (reading, read_number (columns[0]));
  gint64 month = read_number (columns[1]);
  gboolean is_before = month / 100 != figures->year;

  if (place == NULL || month % 100 > figures->last_month)
    return;
  figures->n_reports[is_before ? 1 : 0]++;
  if (is_before)
    return;
  if (place->n_reports++ == 0)
    figures->n_centres_telling++;
  /* The most that each centre had at once. */
  figures->n_kiosks += MAX (read_number (columns[2]) - place->n_kiosks, 0);
  place->n_kiosks = MAX (place->n_kiosks, read_number (columns[2]));
  figures->n_days_lost += read_number (columns[3]);
  figures->withheld_under = MAX (figures->withheld_under, read_number (columns[4]));
}

/* The standing revision of each month. */
gboolean
guichet_figures_query_reports (GuichetFigureReading *reading, GError **error)
{
  GuichetSqlValue place;
  const char *condition = get_place_condition (reading, &place);
  g_autofree char *months = make_months_condition (reading->figures);
  g_autofree char *sql = g_strconcat (
      "SELECT f.centre, f.month, f.kiosks, f.days_lost, f.withheld_under FROM report f WHERE ",
      months, condition,
      " AND f.revision = (SELECT MAX (o.revision) FROM report o WHERE o.centre = f.centre"
      " AND o.month = f.month)",
      NULL);

  return guichet_sql_run (get_sql (reading), sql, &place, count_values (&place), add_report,
                          reading, error);
}

static void
add_cell (const char *const *columns, gpointer user_data)
{
  GuichetFigureReading *reading = user_data;
  GuichetCell *cell = g_new0 (GuichetCell, 1);

  cell->metric = g_strdup (columns[1]);
  cell->label = g_strdup (columns[2]);
  g_hash_table_insert (reading->cells, GINT_TO_POINTER ((int)read_number (columns[0])), cell);
}

gboolean
guichet_figures_query_cells (GuichetFigureReading *reading, GError **error)
{
  return guichet_sql_run (get_sql (reading), "SELECT number, metric, label FROM cell", NULL, 0,
                          add_cell, reading, error);
}

static const GuichetCell *
get_cell (const GuichetFigureReading *reading, const char *number)
{
  return g_hash_table_lookup (reading->cells, GINT_TO_POINTER ((int)read_number (number)));
}

/* How much more than a month's cell one of @span varies, as it was rounded to a greater number. */
static gint64
get_variance (const GuichetCell *cell, gint64 span)
{
  if (span == GUICHET_SPAN_MONTH)
    return 1;

  return span == GUICHET_SPAN_QUARTER || guichet_vocabulary_is_fine_in_year (cell->metric) ? 4 : 16;
}

static void
add_sum (const char *const *columns, gpointer user_data)
{
  GuichetFigureReading *reading = user_data;
  const GuichetCell *cell = get_cell (reading, columns[2]);
  gint64 month = read_number (columns[0]);
  int span = (int)read_number (columns[1]);
  GuichetSum sum = { read_number (columns[3]), 0 };

  if (cell == NULL)
    return;
  sum.noise = read_number (columns[4]) * get_variance (cell, span);
  guichet_figures_add_sum (reading, cell, (int)(month % 100), month / 100 != reading->figures->year,
                           span, &sum, read_number (columns[5]));
}

/* A month shows the cells of months only: what its quarter or year adds is not of that month. */
static const char *
get_span_condition (const GuichetFigureReading *reading)
{
  return reading->figures->month > 0 ? " AND f.span = 1" : "";
}

gboolean
guichet_figures_query_sums (GuichetFigureReading *reading, GError **error)
{
  GuichetSqlValue place;
  const char *condition = get_place_condition (reading, &place);
  g_autofree char *months = make_months_condition (reading->figures);
  g_autofree char *sql = g_strconcat (
      "SELECT f.month, f.span, f.cell, SUM (f.n), COUNT (f.n), COUNT (*)"
      " FROM fact f WHERE ",
      months, condition, get_span_condition (reading), " GROUP BY f.month, f.span, f.cell", NULL);

  return guichet_sql_run (get_sql (reading), sql, &place, count_values (&place), add_sum, reading,
                          error);
}

/* Cells of the key figures only: the others are not shown by place. */
static char *
make_cells_condition (const GuichetFigureReading *reading)
{
  GString *sql = g_string_new (" AND f.cell IN (0");
  GHashTableIter iter;
  gpointer number, value;

  g_hash_table_iter_init (&iter, reading->cells);
  while (g_hash_table_iter_next (&iter, &number, &value)) {
    const GuichetCell *cell = value;

    for (int key = 0; key < GUICHET_N_KEYS; key++)
      if (g_str_equal (cell->metric, guichet_key_figure_get_metric ((GuichetKeyFigure)key)) &&
          *cell->label != '\0')
        g_string_append_printf (sql, ", %d", GPOINTER_TO_INT (number));
  }
  g_string_append_c (sql, ')');

  return g_string_free (sql, FALSE);
}

static void
add_place_sum (const char *const *columns, gpointer user_data)
{
  GuichetFigureReading *reading = user_data;
  GuichetPlaceRow *place = get_place (reading, read_number (columns[0]));
  const GuichetCell *cell = get_cell (reading, columns[2]);
  gboolean is_before = read_number (columns[1]) != reading->figures->year;

  for (int key = 0; place != NULL && cell != NULL && key < GUICHET_N_KEYS; key++) {
    GuichetSum *sum = is_before ? &place->visits_before : &place->now[key];

    if (!g_str_equal (cell->metric, guichet_key_figure_get_metric ((GuichetKeyFigure)key)) ||
        (is_before && key != GUICHET_KEY_VISITS))
      continue;
    sum->n += read_number (columns[3]);
    sum->noise += read_number (columns[4]) * get_variance (cell, read_number (columns[5]));
  }
}

gboolean
guichet_figures_query_places (GuichetFigureReading *reading, GError **error)
{
  GuichetSqlValue place;
  const char *condition = get_place_condition (reading, &place);
  g_autofree char *months = make_months_condition (reading->figures);
  g_autofree char *cells = make_cells_condition (reading);
  g_autofree char *sql = NULL;

  if (reading->scope->centre != NULL)
    return TRUE;
  sql = g_strdup_printf ("SELECT f.centre, f.month / 100, f.cell, SUM (f.n),"
                         " COUNT (f.n), f.span"
                         " FROM fact f WHERE %s AND f.month %% 100 <= %d%s%s%s"
                         " GROUP BY f.centre, f.month / 100, f.cell, f.span",
                         months, reading->figures->last_month, condition, cells,
                         get_span_condition (reading));

  return guichet_sql_run (get_sql (reading), sql, &place, count_values (&place), add_place_sum,
                          reading, error);
}
