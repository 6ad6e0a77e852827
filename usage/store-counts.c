/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usage-store-private.h"

#include "day.h"
#include "metrics.h"
#include "store-schema.h"
#include "visit-counts.h"

#include <string.h>

gboolean
guichet_store_note_gap (GuichetUsageStore *self, const char *first, const char *last,
                        GError **error)
{
  g_autoptr (sqlite3_stmt) statement = guichet_store_prepare (
      self, "INSERT OR IGNORE INTO gaps (first_day, last_day) VALUES (?1, ?2)", error);
  int rc;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, first, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, last, -1, SQLITE_STATIC);
  rc = sqlite3_step (statement);
  if (rc != SQLITE_DONE)
    guichet_store_set_error (error, self->db, rc, GUICHET_USAGE_ERROR_WRITE);

  return rc == SQLITE_DONE;
}

static gboolean
note_incomplete_days (GuichetUsageStore *self, GError **error)
{
  GHashTableIter iter;
  gpointer day;

  g_hash_table_iter_init (&iter, self->incomplete_days);
  while (g_hash_table_iter_next (&iter, &day, NULL))
    if (!guichet_store_note_gap (self, day, day, error))
      return FALSE;

  return TRUE;
}

typedef struct {
  GuichetUsageStore *store;
  sqlite3_stmt *of_day;
  sqlite3_stmt *of_month;
  const char *day;
  const char *month;
  const char *const *service_ids;
  GError *error;
} Adding;

static void
add_one (const char *metric, const char *label, guint n, gpointer user_data)
{
  Adding *adding = user_data;
  gboolean by_month = guichet_metrics_is_by_month (metric);
  sqlite3_stmt *statement = by_month ? adding->of_month : adding->of_day;
  int rc;

  if (adding->error != NULL)
    return;

  if (n < 1 || n > guichet_metrics_get_cap (metric) ||
      !guichet_metrics_accepts (metric, label, adding->service_ids)) {
    g_set_error (&adding->error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_REFUSED,
                 "a count is not registered or above its cap");
    return;
  }

  sqlite3_bind_text (statement, 1, by_month ? adding->month : adding->day, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, metric, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, label, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 4, n);
  rc = sqlite3_step (statement);
  if (rc != SQLITE_DONE)
    guichet_store_set_error (&adding->error, adding->store->db, rc, GUICHET_USAGE_ERROR_WRITE);
  sqlite3_reset (statement);
}

static gboolean
add_all (GuichetUsageStore *self, const char *day, const GuichetVisitCounts *counts, GError **error)
{
  g_autoptr (sqlite3_stmt) of_day =
      guichet_store_prepare (self,
                             "INSERT INTO counts (day, metric, label, n) VALUES (?1, ?2, ?3, ?4)"
                             "  ON CONFLICT (day, metric, label) DO UPDATE SET n = n + excluded.n",
                             error);
  g_autoptr (sqlite3_stmt) of_month =
      of_day == NULL ? NULL
                     : guichet_store_prepare (
                           self,
                           "INSERT INTO month_counts (month, metric, label, n)"
                           "  VALUES (?1, ?2, ?3, ?4)"
                           "  ON CONFLICT (month, metric, label) DO UPDATE SET n = n + excluded.n",
                           error);
  g_autofree char *month = g_strndup (day, strlen ("0000-00"));
  Adding adding = { .store = self,
                    .of_day = of_day,
                    .of_month = of_month,
                    .day = day,
                    .month = month,
                    .service_ids = guichet_visit_counts_get_service_ids (counts) };

  if (of_month == NULL)
    return FALSE;

  guichet_visit_counts_foreach (counts, add_one, &adding);
  if (adding.error != NULL)
    g_propagate_error (error, adding.error);

  return adding.error == NULL;
}

static gboolean
write_visit (GuichetUsageStore *self, const char *day, const GuichetVisitCounts *counts,
             GError **error)
{
  return guichet_store_execute (self, "BEGIN IMMEDIATE", GUICHET_USAGE_ERROR_WRITE, error) &&
         note_incomplete_days (self, error) && add_all (self, day, counts, error) &&
         guichet_store_execute (self, "COMMIT", GUICHET_USAGE_ERROR_WRITE, error);
}

gboolean
guichet_usage_store_add_visit (GuichetUsageStore *self, const char *day,
                               const GuichetVisitCounts *counts, GError **error)
{
  if (!guichet_day_is_valid (day)) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_REFUSED, "not a day");
    return FALSE;
  }

  if (write_visit (self, day, counts, error)) {
    g_hash_table_remove_all (self->incomplete_days);
    return TRUE;
  }

  /* A full disk has rolled back by itself, a failed COMMIT may have kept the transaction open. */
  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  g_hash_table_add (self->incomplete_days, g_strdup (day));

  return FALSE;
}

/* A statement over the days of @month, its first and last day bound as ?1 and ?2. */
static sqlite3_stmt *
prepare_month (GuichetUsageStore *self, const char *month, const char *sql, GError **error)
{
  g_autofree char *first = g_strdup_printf ("%s-01", month);
  g_autofree char *last = g_strdup_printf ("%s-31", month);
  sqlite3_stmt *statement;

  if (!guichet_month_is_valid (month)) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_REFUSED, "not a month");
    return NULL;
  }

  statement = guichet_store_prepare (self, sql, error);
  if (statement != NULL) {
    sqlite3_bind_text (statement, 1, first, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text (statement, 2, last, -1, SQLITE_TRANSIENT);
  }

  return statement;
}

gboolean
guichet_usage_store_foreach_month (GuichetUsageStore *self, const char *month,
                                   void (*func) (const char *metric, const char *label, gint64 n,
                                                 gpointer user_data),
                                   gpointer user_data, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      prepare_month (self, month,
                     self->version < GUICHET_STORE_VERSION_MONTHS
                         ? "SELECT metric, label, sum (n) FROM counts WHERE day BETWEEN ?1 AND ?2"
                           "  GROUP BY metric, label ORDER BY metric, label"
                         : "SELECT metric, label, sum (n) FROM"
                           "  (SELECT metric, label, n FROM counts WHERE day BETWEEN ?1 AND ?2"
                           "   UNION ALL"
                           "   SELECT metric, label, n FROM month_counts"
                           "     WHERE month = substr (?1, 1, 7))"
                           "  GROUP BY metric, label ORDER BY metric, label",
                     error);
  int rc;

  if (statement == NULL)
    return FALSE;

  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    func ((const char *)sqlite3_column_text (statement, 0),
          (const char *)sqlite3_column_text (statement, 1), sqlite3_column_int64 (statement, 2),
          user_data);
  if (rc != SQLITE_DONE)
    guichet_store_set_error (error, self->db, rc, GUICHET_USAGE_ERROR_OPEN);

  return rc == SQLITE_DONE;
}

gboolean
guichet_usage_store_get_first_month (GuichetUsageStore *self, char **month, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      guichet_store_prepare (self, "SELECT substr (min (day), 1, 7) FROM counts", error);
  int rc;

  *month = NULL;
  if (statement == NULL)
    return FALSE;
  rc = sqlite3_step (statement);
  if (rc != SQLITE_ROW) {
    guichet_store_set_error (error, self->db, rc, GUICHET_USAGE_ERROR_OPEN);
    return FALSE;
  }
  *month = g_strdup ((const char *)sqlite3_column_text (statement, 0));

  return TRUE;
}

gboolean
guichet_usage_store_get_last_day (GuichetUsageStore *self, const char *metric, const char *label,
                                  const char *before, char **day, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = guichet_store_prepare (
      self, "SELECT max (day) FROM counts WHERE metric = ?1 AND label = ?2 AND day < ?3", error);
  int rc;

  *day = NULL;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, metric, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 2, label, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 3, before, -1, SQLITE_TRANSIENT);
  rc = sqlite3_step (statement);
  if (rc != SQLITE_ROW) {
    guichet_store_set_error (error, self->db, rc, GUICHET_USAGE_ERROR_OPEN);
    return FALSE;
  }
  *day = g_strdup ((const char *)sqlite3_column_text (statement, 0));

  return TRUE;
}

/* Marks in @is_lost (by day of @month, from 1) the days of the gap in the current row. */
static void
mark_gap (sqlite3_stmt *row, const char *month, gboolean *is_lost)
{
  const char *first = (const char *)sqlite3_column_text (row, 0);
  const char *last = (const char *)sqlite3_column_text (row, 1);

  for (guint day = 1; day <= guichet_month_get_n_days (month); day++) {
    g_autofree char *text = g_strdup_printf ("%s-%02u", month, day);

    if (g_strcmp0 (first, text) <= 0 && g_strcmp0 (text, last) <= 0)
      is_lost[day] = TRUE;
  }
}

GPtrArray *
guichet_usage_store_get_gaps (GuichetUsageStore *self, const char *month, GError **error)
{
  const char *sql = self->version < GUICHET_STORE_VERSION_GAPS
                        ? "SELECT ?1, ?2 WHERE FALSE"
                        : "SELECT first_day, last_day FROM gaps"
                          "  WHERE last_day >= ?1 AND first_day <= ?2";
  g_autoptr (sqlite3_stmt) statement = prepare_month (self, month, sql, error);
  g_autoptr (GPtrArray) days = g_ptr_array_new_with_free_func (g_free);
  gboolean is_lost[32] = { FALSE };
  int rc;

  if (statement == NULL)
    return NULL;

  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    mark_gap (statement, month, is_lost);
  if (rc != SQLITE_DONE) {
    guichet_store_set_error (error, self->db, rc, GUICHET_USAGE_ERROR_OPEN);
    return NULL;
  }

  for (guint day = 1; day < G_N_ELEMENTS (is_lost); day++)
    if (is_lost[day])
      g_ptr_array_add (days, g_strdup_printf ("%s-%02u", month, day));

  return g_steal_pointer (&days);
}
