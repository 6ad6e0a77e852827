/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sql.h"

/* What SQLite and PostgreSQL each bring. Only for sql*.c. */
typedef struct {
  gboolean (*run) (GuichetSql *self, const char *sql, const GuichetSqlValue *values, guint n_values,
                   GuichetSqlRowFunc row, gpointer user_data, GError **error);
  gboolean (*run_script) (GuichetSql *self, const char *sql, GError **error);
  gboolean (*copy_begin) (GuichetSql *self, const char *table, guint n_columns, GError **error);
  gboolean (*copy_row) (GuichetSql *self, const GuichetSqlValue *values, GError **error);
  gboolean (*copy_end) (GuichetSql *self, GError **error);
  void (*close) (GuichetSql *self);
  /* Begins a transaction that alone may write. */
  const char *begin;
  /* What the store's script writes as @integer@ and after each table. */
  const char *integer_type;
  const char *table_options;
} GuichetSqlBackend;

struct _GuichetSql {
  const GuichetSqlBackend *backend;
  /* State */
  gboolean is_in_transaction;
  guint n_copy_columns;
};

#define GUICHET_SQL_MAX_VALUES 16

GuichetSql *guichet_sqlite_open (const char *path, GuichetSqlAccess access, GError **error);
GuichetSql *guichet_postgres_open (const char *url, GuichetSqlAccess access, GError **error);
