/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usage-store.h"

#include "day.h"
#include "metrics.h"
#include "store-file.h"
#include "store-schema.h"
#include "visit-counts.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* A reader holds the file for milliseconds; the supervisor must not wait longer than a beat. */
#define BUSY_TIMEOUT_MS 1000

struct _GuichetUsageStore {
  /* Handles */
  sqlite3 *db;

  /* State */
  int version;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

G_DEFINE_QUARK (guichet_usage_error_quark, guichet_usage_error)

/* Says what a failed call of SQLite means for the caller; @otherwise is for what is not special. */
static void
set_error (GError **error, sqlite3 *db, int rc, GuichetUsageError otherwise)
{
  GuichetUsageError code = otherwise;

  switch (rc & 0xff) {
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    code = GUICHET_USAGE_ERROR_CORRUPT;
    break;
  case SQLITE_FULL:
  case SQLITE_READONLY:
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    code = otherwise == GUICHET_USAGE_ERROR_OPEN ? otherwise : GUICHET_USAGE_ERROR_WRITE;
    break;
  default:
    break;
  }
  if (rc == SQLITE_READONLY_ROLLBACK) {
    g_set_error (error, GUICHET_USAGE_ERROR, code,
                 "a write was cut off, and only the terminal itself may undo it");
    return;
  }
  g_set_error (error, GUICHET_USAGE_ERROR, code, "%s",
               db == NULL ? sqlite3_errstr (rc) : sqlite3_errmsg (db));
}

static sqlite3_stmt *
prepare (GuichetUsageStore *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int rc = sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL);

  if (rc != SQLITE_OK)
    set_error (error, self->db, rc, GUICHET_USAGE_ERROR_OPEN);

  return statement;
}

static gboolean
execute (GuichetUsageStore *self, const char *sql, GuichetUsageError otherwise, GError **error)
{
  int rc = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  if (rc != SQLITE_OK)
    set_error (error, self->db, rc, otherwise);

  return rc == SQLITE_OK;
}

/* First column of the first row of @sql as text, owned by the caller; NULL and @error, or "". */
static char *
query_text (GuichetUsageStore *self, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = prepare (self, sql, error);
  int rc;

  if (statement == NULL)
    return NULL;

  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    return g_strdup ((const char *)sqlite3_column_text (statement, 0));
  if (rc == SQLITE_DONE)
    return g_strdup ("");

  set_error (error, self->db, rc, GUICHET_USAGE_ERROR_OPEN);

  return NULL;
}

static gboolean
query_is (GuichetUsageStore *self, const char *sql, const char *expected, GError **error)
{
  g_autofree char *text = query_text (self, sql, error);

  if (text == NULL)
    return FALSE;
  if (!g_str_equal (text, expected)) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_CORRUPT, "%s: %s", sql, text);
    return FALSE;
  }

  return TRUE;
}

/*
 * The file is not trusted: it may have been replaced by hand. No memory mapping, which turns a
 * failing disk into a crash; nothing deleted stays readable in the file; no temporary file.
 */
static gboolean
configure (GuichetUsageStore *self, GError **error)
{
  sqlite3_extended_result_codes (self->db, 1);
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);

  return execute (self,
                  "PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
                  "PRAGMA secure_delete = ON; PRAGMA synchronous = EXTRA;",
                  GUICHET_USAGE_ERROR_OPEN, error);
}

static gboolean
check_tables (GuichetUsageStore *self, GError **error)
{
  g_autoptr (sqlite3_stmt) counts =
      prepare (self, "SELECT day, metric, label, n FROM counts", error);
  g_autoptr (sqlite3_stmt) gaps = NULL;

  if (counts != NULL && self->version >= GUICHET_STORE_VERSION_GAPS)
    gaps = prepare (self, "SELECT first_day, last_day FROM gaps", error);
  if (counts != NULL && (self->version < GUICHET_STORE_VERSION_GAPS || gaps != NULL))
    return TRUE;

  /* It says that it is ours, and what must be in it is not. */
  if (error != NULL && *error != NULL)
    (*error)->code = GUICHET_USAGE_ERROR_CORRUPT;

  return FALSE;
}

/*
 * A file that was cut inside its last page reads as if zeros stood there, which may pass for a page
 * with less in it. The number of pages is asked first: a writer in another process only adds some.
 */
static gboolean
check_size (GuichetUsageStore *self, const char *path, GError **error)
{
  g_autofree char *pages = query_text (self, "PRAGMA page_count", error);
  g_autofree char *page_size = NULL;

  if (pages == NULL)
    return FALSE;
  page_size = query_text (self, "PRAGMA page_size", error);
  if (page_size == NULL)
    return FALSE;

  if (guichet_store_file_get_size (path) >=
      g_ascii_strtoll (pages, NULL, 10) * g_ascii_strtoll (page_size, NULL, 10))
    return TRUE;

  g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_CORRUPT, "the file was cut short");

  return FALSE;
}

/* Reads what the file is. A new one has version 0 and nothing in it. */
static gboolean
check (GuichetUsageStore *self, const char *path, GError **error)
{
  g_autofree char *ours = g_strdup_printf ("%d", GUICHET_STORE_APPLICATION_ID);
  g_autofree char *version = NULL;

  if (!query_is (self, "PRAGMA quick_check (1)", "ok", error) || !check_size (self, path, error))
    return FALSE;

  version = query_text (self, "PRAGMA user_version", error);
  if (version == NULL)
    return FALSE;
  self->version = atoi (version);
  if (self->version == 0)
    return query_is (self, "SELECT count (*) FROM sqlite_schema", "0", error);

  if (!query_is (self, "PRAGMA application_id", ours, error))
    return FALSE;
  if (self->version > guichet_store_schema_get_version ()) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_NEWER,
                 "written by a newer version (%d, this program knows %d)", self->version,
                 guichet_store_schema_get_version ());
    return FALSE;
  }

  return check_tables (self, error);
}

static GuichetUsageStore *
open_handle (const char *path, int flags, GError **error)
{
  g_autoptr (GuichetUsageStore) self = g_new0 (GuichetUsageStore, 1);
  int rc = sqlite3_open_v2 (path, &self->db, flags | SQLITE_OPEN_PRIVATECACHE, NULL);

  if (rc != SQLITE_OK) {
    set_error (error, self->db, rc, GUICHET_USAGE_ERROR_OPEN);
    return NULL;
  }
  if (!configure (self, error) || !check (self, path, error))
    return NULL;

  return g_steal_pointer (&self);
}

static gboolean
note_gap (GuichetUsageStore *self, const GuichetGap *gap, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      prepare (self, "INSERT OR IGNORE INTO gaps (first_day, last_day) VALUES (?1, ?2)", error);
  int rc;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, gap->first_day, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, gap->last_day, -1, SQLITE_STATIC);
  rc = sqlite3_step (statement);
  if (rc != SQLITE_DONE)
    set_error (error, self->db, rc, GUICHET_USAGE_ERROR_WRITE);

  return rc == SQLITE_DONE;
}

static gboolean
migrate (GuichetUsageStore *self, GError **error)
{
  int rc = guichet_store_schema_migrate (self->db, self->version);

  if (rc != SQLITE_OK) {
    set_error (error, self->db, rc, GUICHET_USAGE_ERROR_WRITE);
    return FALSE;
  }
  self->version = guichet_store_schema_get_version ();

  return TRUE;
}

/*
 * Fills a new file. The gaps are read from the files that were set aside, in the transaction that
 * makes the tables: a power cut between the setting aside and this leaves no file without them.
 */
static gboolean
fill_new (GuichetUsageStore *self, const char *path, GError **error)
{
  g_autoptr (GArray) gaps = guichet_store_file_list_gaps (path);
  gboolean filled;

  if (!execute (self, "BEGIN IMMEDIATE", GUICHET_USAGE_ERROR_WRITE, error))
    return FALSE;

  filled = migrate (self, error);
  for (guint i = 0; filled && i < gaps->len; i++)
    filled = note_gap (self, &g_array_index (gaps, GuichetGap, i), error);
  filled = filled && execute (self, "COMMIT", GUICHET_USAGE_ERROR_WRITE, error);
  if (!filled && !sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);

  return filled;
}

static GuichetUsageStore *
open_for_writing (const char *path, GError **error)
{
  g_autoptr (GuichetUsageStore) self = open_handle (path, SQLITE_OPEN_READWRITE, error);

  if (self == NULL || !query_is (self, "PRAGMA journal_mode = DELETE", "delete", error))
    return NULL;
  if (self->version == 0 ? !fill_new (self, path, error) : !migrate (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

static GuichetUsageStore *
open_new (const char *path, GError **error)
{
  GuichetUsageStore *self;

  if (!guichet_store_file_create (path, error))
    return NULL;

  self = open_for_writing (path, error);
  if (self == NULL)
    guichet_store_file_remove_empty (path);

  return self;
}

/* Opens what stands at @path; NULL with the code CORRUPT when it is to be set aside. */
static GuichetUsageStore *
open_existing (const char *path, GError **error)
{
  if (guichet_store_file_get_state (path) == GUICHET_STORE_FILE_EMPTY) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_CORRUPT, "the file is empty");
    return NULL;
  }

  if (guichet_store_file_is_foreign (path)) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_CORRUPT, "not a database");
    return NULL;
  }

  return open_for_writing (path, error);
}

GuichetUsageStore *
guichet_usage_store_open (const char *path, char **set_aside, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *today = guichet_day_get_today ();
  g_autofree char *aside = NULL;
  GuichetUsageStore *self;

  g_return_val_if_fail (path != NULL, NULL);

  if (set_aside != NULL)
    *set_aside = NULL;

  switch (guichet_store_file_get_state (path)) {
  case GUICHET_STORE_FILE_MISSING:
    return open_new (path, error);
  case GUICHET_STORE_FILE_OTHER:
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_OPEN,
                 "%s is not a file that can be opened", path);
    return NULL;
  default:
    break;
  }

  self = open_existing (path, &problem);
  if (self != NULL)
    return self;
  if (!g_error_matches (problem, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_CORRUPT)) {
    g_propagate_prefixed_error (error, g_steal_pointer (&problem), "%s: ", path);
    return NULL;
  }

  aside = guichet_store_file_set_aside (path, today, error);
  if (aside == NULL)
    return NULL;
  if (set_aside != NULL)
    *set_aside = g_steal_pointer (&aside);

  return open_new (path, error);
}

GuichetUsageStore *
guichet_usage_store_open_read_only (const char *path, GError **error)
{
  GuichetUsageStore *self;

  g_return_val_if_fail (path != NULL, NULL);

  switch (guichet_store_file_get_state (path)) {
  case GUICHET_STORE_FILE_MISSING:
  case GUICHET_STORE_FILE_OTHER:
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_OPEN,
                 "%s does not exist or cannot be opened", path);
    return NULL;
  case GUICHET_STORE_FILE_EMPTY:
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_CORRUPT, "%s: the file is empty",
                 path);
    return NULL;
  default:
    break;
  }
  if (guichet_store_file_is_wal (path)) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_OPEN,
                 "%s cannot be read without writing (WAL mode)", path);
    return NULL;
  }

  self = open_handle (path, SQLITE_OPEN_READONLY, error);
  if (self != NULL && self->version == 0) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_CORRUPT, "no counts in it");
    g_clear_pointer (&self, guichet_usage_store_free);
  }
  if (self == NULL)
    g_prefix_error (error, "%s: ", path);

  return self;
}

void
guichet_usage_store_free (GuichetUsageStore *self)
{
  if (self == NULL)
    return;

  sqlite3_close_v2 (self->db);
  g_free (self);
}

typedef struct {
  GuichetUsageStore *store;
  sqlite3_stmt *statement;
  const char *day;
  const char *const *service_ids;
  GError *error;
} Adding;

static void
add_one (const char *metric, const char *label, guint n, gpointer user_data)
{
  Adding *adding = user_data;
  int rc;

  if (adding->error != NULL)
    return;

  if (n < 1 || n > guichet_metrics_get_cap (metric) ||
      !guichet_metrics_accepts (metric, label, adding->service_ids)) {
    g_set_error (&adding->error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_REFUSED,
                 "a count is not registered or above its cap");
    return;
  }

  sqlite3_bind_text (adding->statement, 1, adding->day, -1, SQLITE_STATIC);
  sqlite3_bind_text (adding->statement, 2, metric, -1, SQLITE_STATIC);
  sqlite3_bind_text (adding->statement, 3, label, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (adding->statement, 4, n);
  rc = sqlite3_step (adding->statement);
  if (rc != SQLITE_DONE)
    set_error (&adding->error, adding->store->db, rc, GUICHET_USAGE_ERROR_WRITE);
  sqlite3_reset (adding->statement);
}

static gboolean
add_all (GuichetUsageStore *self, const char *day, const GuichetVisitCounts *counts, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      prepare (self,
               "INSERT INTO counts (day, metric, label, n) VALUES (?1, ?2, ?3, ?4)"
               "  ON CONFLICT (day, metric, label) DO UPDATE SET n = n + excluded.n",
               error);
  Adding adding = { .store = self,
                    .statement = statement,
                    .day = day,
                    .service_ids = guichet_visit_counts_get_service_ids (counts) };

  if (statement == NULL)
    return FALSE;

  guichet_visit_counts_foreach (counts, add_one, &adding);
  if (adding.error != NULL)
    g_propagate_error (error, adding.error);

  return adding.error == NULL;
}

gboolean
guichet_usage_store_add_visit (GuichetUsageStore *self, const char *day,
                               const GuichetVisitCounts *counts, GError **error)
{
  if (!guichet_day_is_valid (day)) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_REFUSED, "not a day");
    return FALSE;
  }

  if (!execute (self, "BEGIN IMMEDIATE", GUICHET_USAGE_ERROR_WRITE, error))
    return FALSE;
  if (add_all (self, day, counts, error) &&
      execute (self, "COMMIT", GUICHET_USAGE_ERROR_WRITE, error))
    return TRUE;

  /* A full disk has rolled back by itself, a failed COMMIT may have kept the transaction open. */
  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);

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

  statement = prepare (self, sql, error);
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
                     "SELECT metric, label, sum (n) FROM counts WHERE day BETWEEN ?1 AND ?2"
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
    set_error (error, self->db, rc, GUICHET_USAGE_ERROR_OPEN);

  return rc == SQLITE_DONE;
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
    set_error (error, self->db, rc, GUICHET_USAGE_ERROR_OPEN);
    return NULL;
  }

  for (guint day = 1; day < G_N_ELEMENTS (is_lost); day++)
    if (is_lost[day])
      g_ptr_array_add (days, g_strdup_printf ("%s-%02u", month, day));

  return g_steal_pointer (&days);
}
