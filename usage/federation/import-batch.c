/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import-batch.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* Temporary tables are the connection's own: nothing of a batch outlives it. */
static const char make_staging[] =
    "CREATE TEMPORARY TABLE IF NOT EXISTS staged_report ("
    "  item @integer@, centre @integer@, month @integer@, sha256 TEXT, key_id TEXT,"
    "  counter @integer@);"
    "CREATE TEMPORARY TABLE IF NOT EXISTS staged_fact ("
    "  month @integer@, centre @integer@, span @integer@, cell @integer@, n @integer@);"
    "DELETE FROM staged_report; DELETE FROM staged_fact;";

/* "WHERE TRUE" is how SQLite tells ON CONFLICT from a join. */
static const char merge_facts[] =
    "INSERT INTO fact (month, centre, span, cell, n)"
    " SELECT month, centre, span, cell, n FROM staged_fact WHERE TRUE"
    " ON CONFLICT (month, centre, span, cell) DO UPDATE SET n = excluded.n";

void
guichet_import_item_free (gpointer data)
{
  GuichetImportItem *self = data;

  g_free (self->file);
  g_free (self->reason);
  guichet_report_envelope_free (self->report);
  g_free (self);
}

void
guichet_import_item_refuse (GuichetImportItem *self, char *reason)
{
  g_free (self->reason);
  self->reason = reason;
  self->outcome = GUICHET_IMPORT_REFUSED;
  g_clear_pointer (&self->report, guichet_report_envelope_free);
}

static gint64
compare_numbers (gint64 a, gint64 b)
{
  return a < b ? -1 : a > b;
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const GuichetImportItem *first = *(GuichetImportItem *const *)a;
  const GuichetImportItem *second = *(GuichetImportItem *const *)b;
  gint64 order;

  if (first->report == NULL || second->report == NULL)
    return first->report == second->report ? strcmp (first->file, second->file)
           : first->report == NULL         ? -1
                                           : 1;
  order = compare_numbers (first->centre, second->centre);
  if (order == 0)
    order = compare_numbers (first->report->month_number, second->report->month_number);
  if (order == 0)
    order = compare_numbers (first->report->revision, second->report->revision);

  return order == 0 ? strcmp (first->file, second->file) : (int)order;
}

static gboolean
stage_reports (GuichetSql *sql, GPtrArray *items, GError **error)
{
  if (!guichet_sql_run_script (sql, make_staging, error) ||
      !guichet_sql_copy_begin (sql, "staged_report", 6, error))
    return FALSE;

  for (guint i = 0; i < items->len; i++) {
    const GuichetImportItem *item = g_ptr_array_index (items, i);
    const GuichetReportEnvelope *report = item->report;

    if (report == NULL)
      continue;
    {
      const GuichetSqlValue values[] = {
        GUICHET_SQL_NUMBER (i),
        GUICHET_SQL_NUMBER (item->centre),
        GUICHET_SQL_NUMBER (report->month_number),
        GUICHET_SQL_TEXT (item->sha256),
        GUICHET_SQL_TEXT (report->key_id),
        GUICHET_SQL_NUMBER (report->counter),
      };

      if (!guichet_sql_copy_row (sql, values, error))
        return FALSE;
    }
  }

  return guichet_sql_copy_end (sql, error);
}

static GuichetImportItem *
get_item (gpointer items, const char *number)
{
  return g_ptr_array_index ((GPtrArray *)items, (guint)g_ascii_strtoull (number, NULL, 10));
}

static void
take_revision (const char *const *columns, gpointer items)
{
  GuichetImportItem *item = get_item (items, columns[0]);

  item->known_revision = g_ascii_strtoll (columns[1], NULL, 10);
  item->known_counter = g_ascii_strtoll (columns[2], NULL, 10);
}

static void
take_known (const char *const *columns, gpointer items)
{
  get_item (items, columns[0])->is_known = TRUE;
}

static void
take_counter (const char *const *columns, gpointer items)
{
  get_item (items, columns[0])->is_counter_used = TRUE;
}

/* What the store holds of each report, asked for the whole batch at once. */
static gboolean
look_up (GuichetSql *sql, GPtrArray *items, GError **error)
{
  return guichet_sql_run (sql,
                          "SELECT s.item, MAX (r.revision), MAX (r.counter) FROM staged_report s"
                          " JOIN report r ON r.centre = s.centre AND r.month = s.month"
                          " GROUP BY s.item",
                          NULL, 0, take_revision, items, error) &&
         guichet_sql_run (sql,
                          "SELECT s.item FROM staged_report s JOIN report r ON"
                          " r.centre = s.centre AND r.month = s.month AND r.sha256 = s.sha256",
                          NULL, 0, take_known, items, error) &&
         guichet_sql_run (sql,
                          "SELECT s.item FROM staged_report s JOIN report r ON"
                          " r.key_id = s.key_id AND r.counter = s.counter",
                          NULL, 0, take_counter, items, error);
}

static gboolean
is_same_month (const GuichetImportItem *a, const GuichetImportItem *b)
{
  return a != NULL && a->centre == b->centre && a->report->month_number == b->report->month_number;
}

/* One report after the other, as if each came alone; @before: the last accepted one. */
static void
decide (GuichetImportItem *item, GuichetImportItem *before, GHashTable *counters)
{
  const GuichetReportEnvelope *report = item->report;
  gboolean follows = is_same_month (before, item);
  gint64 revision = follows ? before->report->revision : item->known_revision;
  gint64 counter = follows ? before->report->counter : item->known_counter;
  g_autofree char *used = g_strdup_printf ("%s %" G_GINT64_FORMAT, report->key_id, report->counter);

  if (item->is_known || (follows && g_str_equal (before->sha256, item->sha256)))
    item->outcome = GUICHET_IMPORT_KNOWN;
  else if (report->revision <= revision)
    guichet_import_item_refuse (
        item, g_strdup_printf (_ ("replayed: revision %d of %s, the store has %d"),
                               (int)report->revision, report->month, (int)revision));
  else if (report->counter <= counter || item->is_counter_used ||
           g_hash_table_contains (counters, used))
    guichet_import_item_refuse (
        item,
        g_strdup_printf (_ ("replayed: its counter %ld was used before"), (long)report->counter));
  else {
    item->outcome = revision == 0 ? GUICHET_IMPORT_NEW : GUICHET_IMPORT_REPLACED;
    g_hash_table_add (counters, g_steal_pointer (&used));
  }
}

static void
decide_all (GPtrArray *items)
{
  g_autoptr (GHashTable) counters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GuichetImportItem *before = NULL;

  for (guint i = 0; i < items->len; i++) {
    GuichetImportItem *item = g_ptr_array_index (items, i);

    if (item->report == NULL)
      continue;
    decide (item, before, counters);
    if (item->outcome != GUICHET_IMPORT_NEW && item->outcome != GUICHET_IMPORT_REPLACED)
      continue;
    if (is_same_month (before, item)) {
      item->outcome = before->outcome;
      before->outcome = GUICHET_IMPORT_SUPERSEDED;
    }
    before = item;
  }
}

static void
take_cell (const char *const *columns, gpointer user_data)
{
  GHashTable *cells = user_data;

  g_hash_table_insert (cells, g_strdup_printf ("%s %s", columns[1], columns[2]),
                       GINT_TO_POINTER ((int)g_ascii_strtoll (columns[0], NULL, 10)));
}

/* The number of a cell, which is new at most a few hundred times in the life of a store. */
static gboolean
get_cell (GuichetSql *sql, GHashTable *cells, const GuichetReportCell *cell, gint64 *number,
          GError **error)
{
  char name[140];
  gpointer found;

  g_snprintf (name, sizeof name, "%s %s", cell->metric, cell->label);
  found = g_hash_table_lookup (cells, name);
  if (found == NULL) {
    const GuichetSqlValue values[] = { GUICHET_SQL_NUMBER (g_hash_table_size (cells) + 1),
                                       GUICHET_SQL_TEXT (cell->metric),
                                       GUICHET_SQL_TEXT (cell->label) };

    if (!guichet_sql_run (sql, "INSERT INTO cell (number, metric, label) VALUES ($1, $2, $3)",
                          values, 3, NULL, NULL, error))
      return FALSE;
    found = GINT_TO_POINTER ((int)values[0].number);
    g_hash_table_insert (cells, g_strdup (name), found);
  }
  *number = GPOINTER_TO_INT (found);

  return TRUE;
}

static gboolean
is_written (const GuichetImportItem *item)
{
  return item->outcome == GUICHET_IMPORT_NEW || item->outcome == GUICHET_IMPORT_REPLACED;
}

/* The numbers of cells first, as nothing may come in between the rows of a copy. */
static gboolean
number_cells (GuichetSql *sql, GPtrArray *items, GHashTable *cells, GError **error)
{
  gint64 number;

  if (!guichet_sql_run (sql, "SELECT number, metric, label FROM cell", NULL, 0, take_cell, cells,
                        error))
    return FALSE;
  for (guint i = 0; i < items->len; i++) {
    const GuichetImportItem *item = g_ptr_array_index (items, i);

    for (guint j = 0; is_written (item) && j < item->report->cells->len; j++)
      if (!get_cell (sql, cells, &g_array_index (item->report->cells, GuichetReportCell, j),
                     &number, error))
        return FALSE;
  }

  return TRUE;
}

static gboolean
copy_facts (GuichetSql *sql, const GuichetImportItem *item, GHashTable *cells, GError **error)
{
  for (guint i = 0; i < item->report->cells->len; i++) {
    const GuichetReportCell *cell = &g_array_index (item->report->cells, GuichetReportCell, i);
    gint64 number;

    if (!get_cell (sql, cells, cell, &number, error))
      return FALSE;
    {
      const GuichetSqlValue values[] = {
        GUICHET_SQL_NUMBER (item->report->month_number),
        GUICHET_SQL_NUMBER (item->centre),
        GUICHET_SQL_NUMBER (cell->span),
        GUICHET_SQL_NUMBER (number),
        cell->n < 0 ? GUICHET_SQL_NULL : GUICHET_SQL_NUMBER (cell->n),
      };

      if (!guichet_sql_copy_row (sql, values, error))
        return FALSE;
    }
  }

  return TRUE;
}

static gboolean
write_facts (GuichetSql *sql, GPtrArray *items, GHashTable *cells, GError **error)
{
  if (!guichet_sql_copy_begin (sql, "staged_fact", 5, error))
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    if (is_written (g_ptr_array_index (items, i)) &&
        !copy_facts (sql, g_ptr_array_index (items, i), cells, error))
      return FALSE;

  return guichet_sql_copy_end (sql, error) &&
         guichet_sql_run (sql, merge_facts, NULL, 0, NULL, NULL, error);
}

/* A higher revision may tell less than the one before: all of that one goes. */
static gboolean
forget_replaced (GuichetSql *sql, const GuichetImportItem *item, GError **error)
{
  const GuichetSqlValue values[] = { GUICHET_SQL_NUMBER (item->report->month_number),
                                     GUICHET_SQL_NUMBER (item->centre) };

  return item->outcome != GUICHET_IMPORT_REPLACED ||
         guichet_sql_run (sql, "DELETE FROM fact WHERE month = $1 AND centre = $2", values, 2, NULL,
                          NULL, error);
}

/* Superseded ones too: when they come again they are known. */
static gboolean
note_reports (GuichetSql *sql, GPtrArray *items, const char *today, GError **error)
{
  if (!guichet_sql_copy_begin (sql, "report", 10, error))
    return FALSE;
  for (guint i = 0; i < items->len; i++) {
    const GuichetImportItem *item = g_ptr_array_index (items, i);
    const GuichetReportEnvelope *report = item->report;

    if (!is_written (item) && item->outcome != GUICHET_IMPORT_SUPERSEDED)
      continue;
    {
      const GuichetSqlValue values[] = {
        GUICHET_SQL_NUMBER (item->centre),
        GUICHET_SQL_NUMBER (report->month_number),
        GUICHET_SQL_NUMBER (report->revision),
        GUICHET_SQL_TEXT (item->sha256),
        GUICHET_SQL_TEXT (report->key_id),
        GUICHET_SQL_NUMBER (report->counter),
        GUICHET_SQL_NUMBER (report->kiosks),
        GUICHET_SQL_NUMBER (report->days_lost),
        GUICHET_SQL_NUMBER (report->least + report->base),
        GUICHET_SQL_TEXT (today),
      };

      if (!guichet_sql_copy_row (sql, values, error))
        return FALSE;
    }
  }

  return guichet_sql_copy_end (sql, error);
}

static gboolean
write_items (GuichetFederationStore *store, GPtrArray *items, const char *today, GError **error)
{
  GuichetSql *sql = guichet_federation_store_get_sql (store);
  g_autoptr (GHashTable) cells = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_written = 0;

  if (!stage_reports (sql, items, error) || !look_up (sql, items, error))
    return FALSE;
  decide_all (items);

  for (guint i = 0; i < items->len; i++) {
    const GuichetImportItem *item = g_ptr_array_index (items, i);

    if (!is_written (item))
      continue;
    n_written++;
    if (!forget_replaced (sql, item, error))
      return FALSE;
  }
  if (n_written == 0)
    return TRUE;

  return number_cells (sql, items, cells, error) && write_facts (sql, items, cells, error) &&
         note_reports (sql, items, today, error) && guichet_federation_store_touch (store, error);
}

gboolean
guichet_import_batch_write (GuichetFederationStore *store, GPtrArray *items, const char *today,
                            GError **error)
{
  GuichetSql *sql = guichet_federation_store_get_sql (store);

  g_ptr_array_sort (items, compare_items);
  if (!guichet_sql_begin (sql, error))
    return FALSE;
  if (write_items (store, items, today, error) && guichet_sql_commit (sql, error))
    return TRUE;
  guichet_sql_roll_back (sql);

  return FALSE;
}
