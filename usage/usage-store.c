/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usage-store-private.h"

#include "day.h"
#include "store-file.h"
#include "store-schema.h"

G_DEFINE_QUARK (guichet_usage_error_quark, guichet_usage_error)

static gboolean
migrate (GuichetUsageStore *self, GError **error)
{
  int rc = guichet_store_schema_migrate (self->db, self->version);

  if (rc != SQLITE_OK) {
    guichet_store_set_error (error, self->db, rc, GUICHET_USAGE_ERROR_WRITE);
    if (!sqlite3_get_autocommit (self->db))
      sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
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

  if (!guichet_store_execute (self, "BEGIN IMMEDIATE", GUICHET_USAGE_ERROR_WRITE, error))
    return FALSE;

  filled = migrate (self, error);
  for (guint i = 0; filled && i < gaps->len; i++) {
    const GuichetGap *gap = &g_array_index (gaps, GuichetGap, i);

    filled = guichet_store_note_gap (self, gap->first_day, gap->last_day, error);
  }
  filled = filled && guichet_store_execute (self, "COMMIT", GUICHET_USAGE_ERROR_WRITE, error);
  if (!filled && !sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);

  return filled;
}

static GuichetUsageStore *
open_for_writing (const char *path, GError **error)
{
  g_autoptr (GuichetUsageStore) self =
      guichet_store_open_handle (path, SQLITE_OPEN_READWRITE, error);

  if (self == NULL ||
      !guichet_store_query_is (self, "PRAGMA journal_mode = DELETE", "delete", error))
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

  self = guichet_store_open_handle (path, SQLITE_OPEN_READONLY, error);
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
  g_hash_table_unref (self->incomplete_days);
  g_free (self);
}
