/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long counts are kept, and copies of them. */
#include "usage-store-private.h"

#include "day.h"
#include "store-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* "YYYY-MM" of the month that lies @months before the one of @day, owned by the caller. */
static char *
subtract_months (const char *day, guint months)
{
  guint64 month = g_ascii_strtoull (day, NULL, 10) * 12 + g_ascii_strtoull (day + 5, NULL, 10) - 1;

  month -= MIN (month, months);

  return g_strdup_printf ("%04u-%02u", (guint)(month / 12), (guint)(month % 12) + 1);
}

static gboolean
delete_before (GuichetUsageStore *self, const char *sql, const char *value, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = guichet_store_prepare (self, sql, error);
  int rc;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, value, -1, SQLITE_STATIC);
  rc = sqlite3_step (statement);
  if (rc != SQLITE_DONE)
    guichet_store_set_error (error, self->db, rc, GUICHET_USAGE_ERROR_WRITE);

  return rc == SQLITE_DONE;
}

gboolean
guichet_usage_store_is_in_use (GuichetUsageStore *self, const char *today)
{
  g_autoptr (sqlite3_stmt) statement =
      guichet_store_prepare (self,
                             "SELECT count (DISTINCT day) >= 3 FROM counts"
                             "  WHERE day < ?1 AND day >= date (?1, '-31 days')",
                             NULL);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, today, -1, SQLITE_STATIC);

  return sqlite3_step (statement) == SQLITE_ROW && sqlite3_column_int (statement, 0) != 0;
}

gboolean
guichet_usage_store_expire (GuichetUsageStore *self, const char *today, guint months,
                            GError **error)
{
  g_autofree char *first_month = NULL;
  g_autofree char *first_day = NULL;

  if (!guichet_day_is_valid (today) || months == 0) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_REFUSED, "not a day");
    return FALSE;
  }

  first_month = subtract_months (today, months);
  first_day = g_strconcat (first_month, "-01", NULL);
  if (guichet_store_execute (self, "BEGIN IMMEDIATE", GUICHET_USAGE_ERROR_WRITE, error) &&
      delete_before (self, "DELETE FROM counts WHERE day < ?1", first_day, error) &&
      delete_before (self, "DELETE FROM month_counts WHERE month < ?1", first_month, error) &&
      delete_before (self, "DELETE FROM gaps WHERE last_day < ?1", first_day, error) &&
      guichet_store_execute (self, "COMMIT", GUICHET_USAGE_ERROR_WRITE, error))
    return TRUE;

  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);

  return FALSE;
}

static gboolean
copy_to (GuichetUsageStore *self, const char *path, GError **error)
{
  sqlite3 *copy = NULL;
  sqlite3_backup *backup;
  int rc = sqlite3_open_v2 (path, &copy, SQLITE_OPEN_READWRITE, NULL);

  if (rc == SQLITE_OK)
    sqlite3_exec (copy, "PRAGMA synchronous = EXTRA", NULL, NULL, NULL);
  backup = rc == SQLITE_OK ? sqlite3_backup_init (copy, "main", self->db, "main") : NULL;
  if (backup != NULL) {
    /* In one step: the terminal's writer waits for it, a few milliseconds for a few megabytes. */
    sqlite3_backup_step (backup, -1);
    rc = sqlite3_backup_finish (backup);
  } else if (rc == SQLITE_OK) {
    rc = sqlite3_errcode (copy);
  }
  if (rc != SQLITE_OK)
    guichet_store_set_error (error, copy, rc, GUICHET_USAGE_ERROR_WRITE);
  sqlite3_close_v2 (copy);

  return rc == SQLITE_OK;
}

/* A name is only safe when its folder was synced too. */
static gboolean
rename_synced (const char *from, const char *to)
{
  g_autofree char *dir_path = g_path_get_dirname (to);
  int dir;
  gboolean synced;

  if (rename (from, to) < 0)
    return FALSE;
  dir = open (dir_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir < 0)
    return FALSE;
  synced = fsync (dir) == 0;
  close (dir);

  return synced;
}

gboolean
guichet_usage_store_back_up (GuichetUsageStore *self, const char *path, GError **error)
{
  g_autofree char *partial = g_strconcat (path, ".partial", NULL);
  g_autoptr (GuichetUsageStore) copy = NULL;
  gboolean done;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  unlink (partial);
  if (!guichet_store_file_create (partial, error))
    return FALSE;

  done = copy_to (self, partial, error);
  if (done)
    copy = guichet_store_open_handle (partial, SQLITE_OPEN_READONLY, error);
  done = done && copy != NULL;
  if (done && !rename_synced (partial, path)) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_WRITE, "%s: %s", path,
                 g_strerror (errno));
    done = FALSE;
  }
  if (!done)
    unlink (partial);

  return done;
}
