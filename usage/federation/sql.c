/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sql-private.h"

#include <string.h>

G_DEFINE_QUARK (guichet_sql_error, guichet_sql_error)

gboolean
guichet_sql_is_url (const char *where)
{
  return g_str_has_prefix (where, "postgresql://") || g_str_has_prefix (where, "postgres://");
}

GuichetSql *
guichet_sql_open (const char *where, GuichetSqlAccess access, GError **error)
{
  return guichet_sql_is_url (where) ? guichet_postgres_open (where, access, error)
                                    : guichet_sqlite_open (where, access, error);
}

void
guichet_sql_free (GuichetSql *self)
{
  if (self == NULL)
    return;

  if (self->is_in_transaction)
    guichet_sql_roll_back (self);
  self->backend->close (self);
}

gboolean
guichet_sql_run (GuichetSql *self, const char *sql, const GuichetSqlValue *values, guint n_values,
                 GuichetSqlRowFunc row, gpointer user_data, GError **error)
{
  g_return_val_if_fail (n_values <= GUICHET_SQL_MAX_VALUES, FALSE);

  return self->backend->run (self, sql, values, n_values, row, user_data, error);
}

static void
replace_word (GString *text, const char *word, const char *by)
{
  g_string_replace (text, word, by, 0);
}

gboolean
guichet_sql_run_script (GuichetSql *self, const char *sql, GError **error)
{
  g_autoptr (GString) text = g_string_new (sql);

  replace_word (text, "@integer@", self->backend->integer_type);
  replace_word (text, "@options@", self->backend->table_options);

  return self->backend->run_script (self, text->str, error);
}

gboolean
guichet_sql_begin (GuichetSql *self, GError **error)
{
  g_return_val_if_fail (!self->is_in_transaction, FALSE);

  self->is_in_transaction = self->backend->run_script (self, self->backend->begin, error);

  return self->is_in_transaction;
}

gboolean
guichet_sql_commit (GuichetSql *self, GError **error)
{
  g_return_val_if_fail (self->is_in_transaction, FALSE);

  if (!self->backend->run_script (self, "COMMIT", error))
    return FALSE;
  self->is_in_transaction = FALSE;

  return TRUE;
}

void
guichet_sql_roll_back (GuichetSql *self)
{
  /* After some errors SQLite has rolled back by itself: then there is nothing to do. */
  self->backend->run_script (self, "ROLLBACK", NULL);
  self->is_in_transaction = FALSE;
}

gboolean
guichet_sql_copy_begin (GuichetSql *self, const char *table, guint n_columns, GError **error)
{
  g_return_val_if_fail (n_columns <= GUICHET_SQL_MAX_VALUES, FALSE);

  self->n_copy_columns = n_columns;

  return self->backend->copy_begin (self, table, n_columns, error);
}

gboolean
guichet_sql_copy_row (GuichetSql *self, const GuichetSqlValue *values, GError **error)
{
  return self->backend->copy_row (self, values, error);
}

gboolean
guichet_sql_copy_end (GuichetSql *self, GError **error)
{
  return self->backend->copy_end (self, error);
}
