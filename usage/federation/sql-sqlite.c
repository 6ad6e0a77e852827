/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sql-private.h"

#include <sqlite3.h>

/* Another program's batch takes well under a second. */
#define BUSY_MILLISECONDS 15000

typedef struct {
  GuichetSql base;
  /* Handles */
  sqlite3 *handle;
  sqlite3_stmt *copying;
} Sqlite;

static gboolean
fail (Sqlite *self, GError **error)
{
  int code = sqlite3_errcode (self->handle) & 0xff;
  int ours = code == SQLITE_BUSY || code == SQLITE_LOCKED ? GUICHET_SQL_ERROR_BUSY
             : code == SQLITE_NOTADB || code == SQLITE_CANTOPEN || code == SQLITE_READONLY
                 ? GUICHET_SQL_ERROR_UNAVAILABLE
                 : GUICHET_SQL_ERROR_FAILED;

  g_set_error_literal (error, GUICHET_SQL_ERROR, ours, sqlite3_errmsg (self->handle));

  return FALSE;
}

static int
bind (sqlite3_stmt *statement, int at, const GuichetSqlValue *value)
{
  if (value->is_null)
    return sqlite3_bind_null (statement, at);
  if (value->text != NULL)
    return sqlite3_bind_text (statement, at, value->text, -1, SQLITE_TRANSIENT);

  return sqlite3_bind_int64 (statement, at, value->number);
}

/* SQLite takes $1 for a name and numbers it in order of appearance, PostgreSQL for a place. */
static void
bind_all (sqlite3_stmt *statement, const GuichetSqlValue *values, guint n_values)
{
  for (guint i = 0; i < n_values; i++) {
    char name[8];
    int at;

    g_snprintf (name, sizeof name, "$%u", i + 1);
    at = sqlite3_bind_parameter_index (statement, name);
    if (at > 0)
      bind (statement, at, &values[i]);
  }
}

static void
tell_row (sqlite3_stmt *statement, GuichetSqlRowFunc row, gpointer user_data)
{
  const char *columns[GUICHET_SQL_MAX_VALUES];
  int n = MIN (sqlite3_column_count (statement), GUICHET_SQL_MAX_VALUES);

  for (int i = 0; i < n; i++)
    columns[i] = (const char *)sqlite3_column_text (statement, i);
  row (columns, user_data);
}

static gboolean
run (GuichetSql *base, const char *sql, const GuichetSqlValue *values, guint n_values,
     GuichetSqlRowFunc row, gpointer user_data, GError **error)
{
  Sqlite *self = (Sqlite *)base;
  sqlite3_stmt *statement = NULL;
  int code;

  if (sqlite3_prepare_v2 (self->handle, sql, -1, &statement, NULL) != SQLITE_OK)
    return fail (self, error);
  bind_all (statement, values, n_values);

  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    if (row != NULL)
      tell_row (statement, row, user_data);
  if (code != SQLITE_DONE)
    fail (self, error);
  sqlite3_finalize (statement);

  return code == SQLITE_DONE;
}

static gboolean
run_script (GuichetSql *base, const char *sql, GError **error)
{
  Sqlite *self = (Sqlite *)base;

  return sqlite3_exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK || fail (self, error);
}

static gboolean
copy_begin (GuichetSql *base, const char *table, guint n_columns, GError **error)
{
  Sqlite *self = (Sqlite *)base;
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT INTO %s VALUES (", table);
  for (guint i = 0; i < n_columns; i++)
    g_string_append (sql, i == 0 ? "?" : ", ?");
  g_string_append_c (sql, ')');

  return sqlite3_prepare_v2 (self->handle, sql->str, -1, &self->copying, NULL) == SQLITE_OK ||
         fail (self, error);
}

static gboolean
copy_row (GuichetSql *base, const GuichetSqlValue *values, GError **error)
{
  Sqlite *self = (Sqlite *)base;

  for (guint i = 0; i < base->n_copy_columns; i++)
    bind (self->copying, (int)i + 1, &values[i]);
  if (sqlite3_step (self->copying) != SQLITE_DONE)
    return fail (self, error);
  sqlite3_reset (self->copying);

  return TRUE;
}

static gboolean
copy_end (GuichetSql *base, GError **error)
{
  Sqlite *self = (Sqlite *)base;

  g_clear_pointer (&self->copying, sqlite3_finalize);

  return TRUE;
}

static void
close_handle (GuichetSql *base)
{
  Sqlite *self = (Sqlite *)base;

  g_clear_pointer (&self->copying, sqlite3_finalize);
  sqlite3_close (self->handle);
  g_free (self);
}

static const GuichetSqlBackend backend = {
  .run = run,
  .run_script = run_script,
  .copy_begin = copy_begin,
  .copy_row = copy_row,
  .copy_end = copy_end,
  .close = close_handle,
  .begin = "BEGIN IMMEDIATE",
  .integer_type = "INTEGER",
  .table_options = "STRICT, WITHOUT ROWID",
};

GuichetSql *
guichet_sqlite_open (const char *path, GuichetSqlAccess access, GError **error)
{
  Sqlite *self = g_new0 (Sqlite, 1);
  /* To write also where nothing is written (query_only, below): what a killed import left half done
   * must be rolled back before it is read. SQLite opens a write-protected file to read all the
   * same. */
  int flags = SQLITE_OPEN_READWRITE | (access == GUICHET_SQL_WRITE ? SQLITE_OPEN_CREATE : 0);

  self->base.backend = &backend;
  if (sqlite3_open_v2 (path, &self->handle, flags, NULL) != SQLITE_OK) {
    fail (self, error);
    g_prefix_error (error, "%s: ", path);
    guichet_sql_free (&self->base);
    return NULL;
  }
  sqlite3_busy_timeout (self->handle, BUSY_MILLISECONDS);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  /* Rollback journal: SQLite 3.40 can damage a WAL that two programs use. The staging table is in
   * memory: it is made anew for each batch and never read after it. */
  if (!run_script (&self->base,
                   "PRAGMA foreign_keys = ON; PRAGMA synchronous = EXTRA;"
                   "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;",
                   error) ||
      (access == GUICHET_SQL_READ && !run_script (&self->base, "PRAGMA query_only = ON", error))) {
    g_prefix_error (error, "%s: ", path);
    guichet_sql_free (&self->base);
    return NULL;
  }

  return &self->base;
}
