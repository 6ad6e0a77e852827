/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usage-store-private.h"

#include "store-file.h"
#include "store-schema.h"

#include <stdlib.h>

/* A reader holds the file for milliseconds; the supervisor must not wait longer than a beat. */
#define BUSY_TIMEOUT_MS 1000

void
guichet_store_set_error (GError **error, sqlite3 *db, int rc, GuichetUsageError otherwise)
{
  GuichetUsageError code = otherwise;

  switch (rc & 0xff) {
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    code = GUICHET_USAGE_ERROR_CORRUPT;
    break;
  case SQLITE_ERROR:
    /* All SQL is constant: when it cannot be understood while reading, it is the file that lies. */
    code = otherwise == GUICHET_USAGE_ERROR_OPEN ? GUICHET_USAGE_ERROR_CORRUPT : otherwise;
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

sqlite3_stmt *
guichet_store_prepare (GuichetUsageStore *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int rc = sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL);

  if (rc != SQLITE_OK)
    guichet_store_set_error (error, self->db, rc, GUICHET_USAGE_ERROR_OPEN);

  return statement;
}

gboolean
guichet_store_execute (GuichetUsageStore *self, const char *sql, GuichetUsageError otherwise,
                       GError **error)
{
  int rc = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  if (rc != SQLITE_OK)
    guichet_store_set_error (error, self->db, rc, otherwise);

  return rc == SQLITE_OK;
}

/* First column of the first row of @sql as text, owned by the caller; NULL and @error, or "". */
static char *
query_text (GuichetUsageStore *self, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = guichet_store_prepare (self, sql, error);
  int rc;

  if (statement == NULL)
    return NULL;

  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    return g_strdup ((const char *)sqlite3_column_text (statement, 0));
  if (rc == SQLITE_DONE)
    return g_strdup ("");

  guichet_store_set_error (error, self->db, rc, GUICHET_USAGE_ERROR_OPEN);

  return NULL;
}

gboolean
guichet_store_query_is (GuichetUsageStore *self, const char *sql, const char *expected,
                        GError **error)
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

  return guichet_store_execute (
      self,
      "PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
      "PRAGMA secure_delete = ON; PRAGMA synchronous = EXTRA;",
      GUICHET_USAGE_ERROR_OPEN, error);
}

/* A version that does not fit the tables is damage too: no step could be taken from there. */
static gboolean
check_tables (GuichetUsageStore *self, GError **error)
{
  static const struct {
    const char *names;
    const char *newest; /* the table that this version brought, with all its columns */
  } versions[] = {
    { "counts", "SELECT day, metric, label, n FROM counts" },
    { "counts gaps", "SELECT first_day, last_day FROM gaps" },
    { "counts gaps month_counts", "SELECT month, metric, label, n FROM month_counts" },
  };

  if (!guichet_store_query_is (self,
                               "SELECT group_concat (name, ' ') FROM (SELECT name"
                               "  FROM sqlite_schema WHERE type = 'table' ORDER BY name)",
                               versions[self->version - 1].names, error))
    return FALSE;

  for (int i = 0; i < self->version; i++) {
    g_autoptr (sqlite3_stmt) columns = guichet_store_prepare (self, versions[i].newest, error);

    if (columns == NULL)
      return FALSE;
  }

  return TRUE;
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

  if (!guichet_store_query_is (self, "PRAGMA quick_check (1)", "ok", error) ||
      !check_size (self, path, error))
    return FALSE;

  version = query_text (self, "PRAGMA user_version", error);
  if (version == NULL)
    return FALSE;
  self->version = atoi (version);
  if (self->version == 0)
    return guichet_store_query_is (self, "SELECT count (*) FROM sqlite_schema", "0", error);

  if (!guichet_store_query_is (self, "PRAGMA application_id", ours, error))
    return FALSE;
  if (self->version < 0) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_CORRUPT, "its version is %d",
                 self->version);
    return FALSE;
  }
  if (self->version > guichet_store_schema_get_version ()) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_NEWER,
                 "written by a newer version (%d, this program knows %d)", self->version,
                 guichet_store_schema_get_version ());
    return FALSE;
  }

  return check_tables (self, error);
}

GuichetUsageStore *
guichet_store_open_handle (const char *path, int flags, GError **error)
{
  g_autoptr (GuichetUsageStore) self = g_new0 (GuichetUsageStore, 1);
  int rc;

  self->incomplete_days = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  rc = sqlite3_open_v2 (path, &self->db, flags | SQLITE_OPEN_PRIVATECACHE, NULL);

  if (rc != SQLITE_OK) {
    guichet_store_set_error (error, self->db, rc, GUICHET_USAGE_ERROR_OPEN);
    return NULL;
  }
  if (!configure (self, error) || !check (self, path, error))
    return NULL;

  return g_steal_pointer (&self);
}
