/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sql-private.h"

#include <libpq-fe.h>

#include <string.h>

/* Bytes of COPY that are gathered before they are handed to the connection. */
#define COPY_CHUNK (64 * 1024)

typedef struct {
  GuichetSql base;
  /* Handles */
  PGconn *connection;
  /* Owned */
  GString *copying;
} Postgres;

static gboolean
fail (Postgres *self, int code, GError **error)
{
  g_autofree char *message = g_strchomp (g_strdup (PQerrorMessage (self->connection)));

  g_set_error_literal (error, GUICHET_SQL_ERROR, code, message);

  return FALSE;
}

static gboolean
take_result (Postgres *self, PGresult *result, GuichetSqlRowFunc row, gpointer user_data,
             GError **error)
{
  ExecStatusType status = PQresultStatus (result);
  const char *columns[GUICHET_SQL_MAX_VALUES];
  int n = MIN (PQnfields (result), GUICHET_SQL_MAX_VALUES);

  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN) {
    const char *state = PQresultErrorField (result, PG_DIAG_SQLSTATE);

    /* 55P03: lock_not_available. */
    fail (self, g_strcmp0 (state, "55P03") == 0 ? GUICHET_SQL_ERROR_BUSY : GUICHET_SQL_ERROR_FAILED,
          error);
    PQclear (result);
    return FALSE;
  }

  for (int i = 0; row != NULL && i < PQntuples (result); i++) {
    for (int j = 0; j < n; j++)
      columns[j] = PQgetisnull (result, i, j) ? NULL : PQgetvalue (result, i, j);
    row (columns, user_data);
  }
  PQclear (result);

  return TRUE;
}

static gboolean
run (GuichetSql *base, const char *sql, const GuichetSqlValue *values, guint n_values,
     GuichetSqlRowFunc row, gpointer user_data, GError **error)
{
  Postgres *self = (Postgres *)base;
  char numbers[GUICHET_SQL_MAX_VALUES][24];
  const char *texts[GUICHET_SQL_MAX_VALUES];

  for (guint i = 0; i < n_values; i++) {
    g_snprintf (numbers[i], sizeof numbers[i], "%" G_GINT64_FORMAT, values[i].number);
    texts[i] = values[i].is_null ? NULL : values[i].text != NULL ? values[i].text : numbers[i];
  }

  return take_result (
      self,
      PQexecParams (self->connection, sql, (int)n_values, NULL, texts, NULL, NULL, 0 /* text */),
      row, user_data, error);
}

static gboolean
run_script (GuichetSql *base, const char *sql, GError **error)
{
  Postgres *self = (Postgres *)base;

  return take_result (self, PQexec (self->connection, sql), NULL, NULL, error);
}

static gboolean
copy_begin (GuichetSql *base, const char *table, guint n_columns, GError **error)
{
  Postgres *self = (Postgres *)base;
  g_autofree char *sql = g_strdup_printf ("COPY %s FROM STDIN", table);

  g_string_truncate (self->copying, 0);

  return run_script (base, sql, error);
}

static gboolean
flush_copy (Postgres *self, GError **error)
{
  gboolean is_put =
      PQputCopyData (self->connection, self->copying->str, (int)self->copying->len) == 1;

  g_string_truncate (self->copying, 0);

  return is_put || fail (self, GUICHET_SQL_ERROR_FAILED, error);
}

/* As the text form of COPY wants it. */
static void
append_escaped (GString *text, const char *value)
{
  for (; *value != '\0'; value++)
    switch (*value) {
    case '\\':
      g_string_append (text, "\\\\");
      break;
    case '\t':
      g_string_append (text, "\\t");
      break;
    case '\n':
      g_string_append (text, "\\n");
      break;
    case '\r':
      g_string_append (text, "\\r");
      break;
    default:
      g_string_append_c (text, *value);
    }
}

static gboolean
copy_row (GuichetSql *base, const GuichetSqlValue *values, GError **error)
{
  Postgres *self = (Postgres *)base;

  for (guint i = 0; i < base->n_copy_columns; i++) {
    if (i > 0)
      g_string_append_c (self->copying, '\t');
    if (values[i].is_null)
      g_string_append (self->copying, "\\N");
    else if (values[i].text != NULL)
      append_escaped (self->copying, values[i].text);
    else
      g_string_append_printf (self->copying, "%" G_GINT64_FORMAT, values[i].number);
  }
  g_string_append_c (self->copying, '\n');

  return self->copying->len < COPY_CHUNK || flush_copy (self, error);
}

static gboolean
copy_end (GuichetSql *base, GError **error)
{
  Postgres *self = (Postgres *)base;
  gboolean is_done = TRUE;
  PGresult *result;

  if (self->copying->len > 0 && !flush_copy (self, error))
    return FALSE;
  if (PQputCopyEnd (self->connection, NULL) != 1)
    return fail (self, GUICHET_SQL_ERROR_FAILED, error);
  while ((result = PQgetResult (self->connection)) != NULL)
    is_done = take_result (self, result, NULL, NULL, is_done ? error : NULL) && is_done;

  return is_done;
}

static void
close_connection (GuichetSql *base)
{
  Postgres *self = (Postgres *)base;

  PQfinish (self->connection);
  g_string_free (self->copying, TRUE);
  g_free (self);
}

/* The advisory lock lets readers go on and makes a second writer wait, so that two imports at once
 * are one after the other. Its number is this program's own. */
static const GuichetSqlBackend backend = {
  .run = run,
  .run_script = run_script,
  .copy_begin = copy_begin,
  .copy_row = copy_row,
  .copy_end = copy_end,
  .close = close_connection,
  .begin = "BEGIN; SELECT pg_advisory_xact_lock (7104839210551)",
  .integer_type = "BIGINT",
  .table_options = "",
};

static void
ignore_notice (void *user_data, const char *message)
{
}

GuichetSql *
guichet_postgres_open (const char *url, GuichetSqlAccess access, GError **error)
{
  Postgres *self = g_new0 (Postgres, 1);

  self->base.backend = &backend;
  self->copying = g_string_sized_new (COPY_CHUNK + 1024);
  self->connection = PQconnectdb (url);
  if (PQstatus (self->connection) != CONNECTION_OK) {
    /* libpq's message names host and database, never the password. */
    fail (self, GUICHET_SQL_ERROR_UNAVAILABLE, error);
    guichet_sql_free (&self->base);
    return NULL;
  }
  PQsetNoticeProcessor (self->connection, ignore_notice, NULL);
  if (!run_script (&self->base,
                   access == GUICHET_SQL_READ
                       ? "SET client_encoding = 'UTF8'; SET default_transaction_read_only = on"
                       : "SET client_encoding = 'UTF8'; SET lock_timeout = '15s'",
                   error)) {
    guichet_sql_free (&self->base);
    return NULL;
  }

  return &self->base;
}
