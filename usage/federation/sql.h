/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetSql: one connection to the federation's store, SQLite or PostgreSQL. All statements are
 * written once: parameters as $1, $2..., types as TEXT and BIGINT, and nothing that one of the two
 * does not know. Numbers of parameters take their type from CAST where no column gives it.
 * Not for several threads at once.
 */
typedef struct _GuichetSql GuichetSql;

#define GUICHET_SQL_ERROR (guichet_sql_error_quark ())
GQuark guichet_sql_error_quark (void);

typedef enum {
  GUICHET_SQL_ERROR_UNAVAILABLE, /* no such file or server, or no right to it */
  GUICHET_SQL_ERROR_BUSY,        /* another program writes */
  GUICHET_SQL_ERROR_FAILED,      /* the statement was refused, the disk is full... */
  GUICHET_SQL_ERROR_VERSION,     /* the store was made by a newer guichet-report, or is no store */
} GuichetSqlError;

typedef enum {
  GUICHET_SQL_READ,  /* nothing can be written through it */
  GUICHET_SQL_WRITE, /* what does not exist is made */
} GuichetSqlAccess;

typedef struct {
  const char *text; /* borrowed for the call; NULL: number */
  gint64 number;
  gboolean is_null;
} GuichetSqlValue;

#define GUICHET_SQL_TEXT(t)   ((GuichetSqlValue){ .text = (t), .is_null = (t) == NULL })
#define GUICHET_SQL_NUMBER(n) ((GuichetSqlValue){ .number = (n) })
#define GUICHET_SQL_NULL      ((GuichetSqlValue){ .is_null = TRUE })

/** One row of an answer: texts, NULL for SQL's NULL; borrowed for the call. */
typedef void (*GuichetSqlRowFunc) (const char *const *columns, gpointer user_data);

/** TRUE when @where is the URL of a PostgreSQL server (postgresql:// or postgres://). */
gboolean guichet_sql_is_url (const char *where);
/** @where: a file for SQLite, or a URL. The store's tables are not made here: see store.h. */
GuichetSql *guichet_sql_open (const char *where, GuichetSqlAccess access, GError **error);
/** Rolls back what was not committed. */
void guichet_sql_free (GuichetSql *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetSql, guichet_sql_free)

/** Runs one statement with @n_values parameters; @row (may be NULL) is called for each row. */
gboolean guichet_sql_run (GuichetSql *self, const char *sql, const GuichetSqlValue *values,
                          guint n_values, GuichetSqlRowFunc row, gpointer user_data,
                          GError **error);
/** Runs several statements without parameters or rows, for the tables. */
gboolean guichet_sql_run_script (GuichetSql *self, const char *sql, GError **error);

/** Begins a transaction that is the only one to write; others wait, or fail as busy. */
gboolean guichet_sql_begin (GuichetSql *self, GError **error);
gboolean guichet_sql_commit (GuichetSql *self, GError **error);
void guichet_sql_roll_back (GuichetSql *self);

/** Adds many rows to @table: COPY for PostgreSQL, one prepared INSERT for SQLite. No other call
 *  but copy_row may come between begin and end. */
gboolean guichet_sql_copy_begin (GuichetSql *self, const char *table, guint n_columns,
                                 GError **error);
gboolean guichet_sql_copy_row (GuichetSql *self, const GuichetSqlValue *values, GError **error);
gboolean guichet_sql_copy_end (GuichetSql *self, GError **error);
