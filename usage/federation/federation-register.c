/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The register of centres: who may sign for which centre. */
#include "federation-store.h"

#include <glib/gi18n-lib.h>

#include <string.h>

static void
add_listed (const char *const *columns, gpointer user_data)
{
  GPtrArray *centres = user_data;
  GuichetCentre *centre = g_new0 (GuichetCentre, 1);

  centre->number = g_ascii_strtoll (columns[0], NULL, 10);
  centre->id = g_strdup (columns[1]);
  centre->name = g_strdup (columns[2]);
  centre->department = g_strdup (columns[3]);
  centre->key_id = g_strdup (columns[4]);
  centre->public_key = g_strdup (columns[5]);
  centre->revoked = g_strdup (columns[6]);
  g_ptr_array_add (centres, centre);
}

/* The two stores sort texts by different rules: it is done here. */
static int
compare_centres (gconstpointer a, gconstpointer b)
{
  const GuichetCentre *first = *(GuichetCentre *const *)a;
  const GuichetCentre *second = *(GuichetCentre *const *)b;
  int by_department = strcmp (first->department, second->department);
  int by_id = by_department != 0 ? by_department : strcmp (first->id, second->id);

  return by_id != 0 ? by_id : g_strcmp0 (first->key_id, second->key_id);
}

GPtrArray *
guichet_federation_store_list_centres (GuichetFederationStore *self, GError **error)
{
  g_autoptr (GPtrArray) centres =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_centre_free);

  if (!guichet_sql_run (guichet_federation_store_get_sql (self),
                        "SELECT c.number, c.id, c.name, c.department, k.key_id, k.public_key,"
                        " k.revoked FROM centre c LEFT JOIN centre_key k ON k.centre = c.number",
                        NULL, 0, add_listed, centres, error))
    return NULL;
  g_ptr_array_sort (centres, compare_centres);

  return g_steal_pointer (&centres);
}

static void
take_number (const char *const *columns, gpointer user_data)
{
  gint64 *number = user_data;

  if (columns[0] != NULL)
    *number = g_ascii_strtoll (columns[0], NULL, 10);
}

/* The number of the centre @centre->id, 0 when it is new; its name and department are what was said
 * last. */
static gboolean
write_centre (GuichetSql *sql, const GuichetCentre *centre, gint64 *number, GError **error)
{
  const GuichetSqlValue values[] = { GUICHET_SQL_TEXT (centre->id), GUICHET_SQL_TEXT (centre->name),
                                     GUICHET_SQL_TEXT (centre->department) };

  *number = 0;

  return guichet_sql_run (sql,
                          "INSERT INTO centre (number, id, name, department) VALUES ("
                          " (SELECT COALESCE (MAX (number), 0) + 1 FROM centre), $1, $2, $3)"
                          " ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
                          " department = excluded.department",
                          values, 3, NULL, NULL, error) &&
         guichet_sql_run (sql, "SELECT number FROM centre WHERE id = $1", values, 1, take_number,
                          number, error);
}

static gboolean
write_key (GuichetSql *sql, const GuichetCentre *centre, gint64 number, const char *today,
           GError **error)
{
  const GuichetSqlValue values[] = { GUICHET_SQL_TEXT (centre->key_id), GUICHET_SQL_NUMBER (number),
                                     GUICHET_SQL_TEXT (centre->public_key),
                                     GUICHET_SQL_TEXT (today) };
  gint64 owner = 0;

  if (!guichet_sql_run (sql, "SELECT centre FROM centre_key WHERE key_id = $1", values, 1,
                        take_number, &owner, error))
    return FALSE;
  if (owner == number)
    return TRUE;
  if (owner != 0) {
    g_set_error (error, GUICHET_SQL_ERROR, GUICHET_SQL_ERROR_FAILED,
                 _ ("the key %s is in the register for another centre"), centre->key_id);
    return FALSE;
  }

  return guichet_sql_run (sql,
                          "INSERT INTO centre_key (key_id, centre, public_key, enrolled)"
                          " VALUES ($1, $2, $3, $4)",
                          values, 4, NULL, NULL, error);
}

static gboolean
write_centres (GuichetFederationStore *self, const GPtrArray *centres, const char *today,
               GError **error)
{
  GuichetSql *sql = guichet_federation_store_get_sql (self);

  for (guint i = 0; i < centres->len; i++) {
    const GuichetCentre *centre = g_ptr_array_index (centres, i);
    gint64 number;

    if (!write_centre (sql, centre, &number, error) ||
        (centre->key_id != NULL && !write_key (sql, centre, number, today, error)))
      return FALSE;
  }

  return guichet_federation_store_touch (self, error);
}

gboolean
guichet_federation_store_add_centres (GuichetFederationStore *self, const GPtrArray *centres,
                                      const char *today, GError **error)
{
  GuichetSql *sql = guichet_federation_store_get_sql (self);

  if (!guichet_sql_begin (sql, error))
    return FALSE;
  if (write_centres (self, centres, today, error) && guichet_sql_commit (sql, error))
    return TRUE;
  guichet_sql_roll_back (sql);

  return FALSE;
}

static gboolean
write_revoked (GuichetFederationStore *self, const char *id, const char *today, gint64 *n,
               GError **error)
{
  GuichetSql *sql = guichet_federation_store_get_sql (self);
  const GuichetSqlValue values[] = { GUICHET_SQL_TEXT (id), GUICHET_SQL_TEXT (today) };

  *n = 0;

  return guichet_sql_run (sql,
                          "SELECT COUNT (*) FROM centre_key WHERE revoked IS NULL AND (key_id = $1"
                          " OR centre IN (SELECT number FROM centre WHERE id = $1))",
                          values, 1, take_number, n, error) &&
         guichet_sql_run (sql,
                          "UPDATE centre_key SET revoked = $2 WHERE revoked IS NULL AND"
                          " (key_id = $1"
                          " OR centre IN (SELECT number FROM centre WHERE id = $1))",
                          values, 2, NULL, NULL, error) &&
         guichet_federation_store_touch (self, error);
}

gboolean
guichet_federation_store_revoke (GuichetFederationStore *self, const char *id, const char *today,
                                 GError **error)
{
  GuichetSql *sql = guichet_federation_store_get_sql (self);
  gint64 n;

  if (!guichet_sql_begin (sql, error))
    return FALSE;
  if (!write_revoked (self, id, today, &n, error)) {
    guichet_sql_roll_back (sql);
    return FALSE;
  }
  if (n == 0) {
    guichet_sql_roll_back (sql);
    g_set_error (error, GUICHET_SQL_ERROR, GUICHET_SQL_ERROR_FAILED,
                 _ ("no centre and no key “%s” with a valid key"), id);
    return FALSE;
  }

  return guichet_sql_commit (sql, error);
}
