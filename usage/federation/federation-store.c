/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "federation-store.h"

#include "federation-schema.h"

#include <glib/gi18n-lib.h>

#include <string.h>

struct _GuichetFederationStore {
  /* Owned */
  GuichetSql *sql;
};

void
guichet_centre_free (GuichetCentre *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->department);
  g_free (self->key_id);
  g_free (self->public_key);
  g_free (self->revoked);
  g_free (self);
}

static void
take_number (const char *const *columns, gpointer user_data)
{
  gint64 *number = user_data;

  if (columns[0] != NULL)
    *number = g_ascii_strtoll (columns[0], NULL, 10);
}

static gboolean
get_value (GuichetSql *sql, const char *key, gint64 *value, GError **error)
{
  const GuichetSqlValue values[] = { GUICHET_SQL_TEXT (key) };

  *value = -1;

  return guichet_sql_run (sql, "SELECT value FROM federation WHERE key = $1", values, 1,
                          take_number, value, error);
}

/* Made in one transaction: two programs that start at once make one store. */
static gboolean
make_tables (GuichetSql *sql, GError **error)
{
  gint64 schema;

  if (!guichet_sql_begin (sql, error))
    return FALSE;
  if (get_value (sql, "schema", &schema, NULL)) {
    guichet_sql_roll_back (sql);
    return TRUE;
  }
  /* PostgreSQL takes nothing more in a transaction that has failed once. */
  guichet_sql_roll_back (sql);

  return guichet_sql_begin (sql, error) &&
         guichet_sql_run_script (sql, guichet_federation_schema, error) &&
         guichet_sql_commit (sql, error);
}

static gboolean
check_schema (GuichetSql *sql, GuichetSqlAccess access, GError **error)
{
  gint64 schema;

  if (!get_value (sql, "schema", &schema, NULL)) {
    if (access == GUICHET_SQL_READ) {
      g_set_error_literal (error, GUICHET_SQL_ERROR, GUICHET_SQL_ERROR_VERSION,
                           _ ("it is not a federation's store"));
      return FALSE;
    }
    if (!make_tables (sql, error) || !get_value (sql, "schema", &schema, error))
      return FALSE;
  }
  if (schema != GUICHET_FEDERATION_SCHEMA) {
    g_set_error_literal (error, GUICHET_SQL_ERROR, GUICHET_SQL_ERROR_VERSION,
                         _ ("it was made by a newer guichet-report"));
    return FALSE;
  }

  return TRUE;
}

GuichetFederationStore *
guichet_federation_store_open (const char *where, GuichetSqlAccess access, GError **error)
{
  g_autoptr (GuichetSql) sql = guichet_sql_open (where, access, error);
  GuichetFederationStore *self;

  if (sql == NULL || !check_schema (sql, access, error))
    return NULL;

  self = g_new0 (GuichetFederationStore, 1);
  self->sql = g_steal_pointer (&sql);

  return self;
}

void
guichet_federation_store_free (GuichetFederationStore *self)
{
  if (self == NULL)
    return;

  guichet_sql_free (self->sql);
  g_free (self);
}

GuichetSql *
guichet_federation_store_get_sql (GuichetFederationStore *self)
{
  return self->sql;
}

gint64
guichet_federation_store_get_generation (GuichetFederationStore *self, GError **error)
{
  gint64 generation;

  return get_value (self->sql, "generation", &generation, error) ? generation : -1;
}

gboolean
guichet_federation_store_touch (GuichetFederationStore *self, GError **error)
{
  return guichet_sql_run (self->sql,
                          "UPDATE federation SET value = value + 1 WHERE key = 'generation'", NULL,
                          0, NULL, NULL, error);
}
