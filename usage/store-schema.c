/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-schema.h"

/*
 * The ledger: steps are only ever added, never edited: files of each version are out there, and
 * one of each is kept as a script under tests/unit/usage.
 *
 * No table has a rowid, which would tell in which order visits came; none has a column for a time,
 * and a day is checked to be no more than that.
 */
#define IS_DAY(column) "(" column " GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]')"

static const char *const steps[] = {
  "CREATE TABLE counts ("
  "  day TEXT NOT NULL CHECK " IS_DAY (
      "day") ","
             "  metric TEXT NOT NULL CHECK (length (metric) BETWEEN 1 AND 40),"
             "  label TEXT NOT NULL CHECK (length (label) BETWEEN 1 AND 253),"
             "  n INTEGER NOT NULL CHECK (n > 0),"
             "  PRIMARY KEY (day, metric, label)"
             ") STRICT, WITHOUT ROWID;",

  "CREATE TABLE gaps ("
  "  first_day TEXT NOT NULL CHECK " IS_DAY (
      "first_day") ","
                   "  last_day TEXT NOT NULL CHECK " IS_DAY (
                       "last_day") ","
                                   "  PRIMARY KEY (first_day, last_day),"
                                   "  CHECK (first_day <= last_day)"
                                   ") STRICT, WITHOUT ROWID;",

  /* What is only ever known of a whole month: the hours, and what people said of themselves. */
  "CREATE TABLE month_counts ("
  "  month TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]'),"
  "  metric TEXT NOT NULL CHECK (length (metric) BETWEEN 1 AND 40),"
  "  label TEXT NOT NULL CHECK (length (label) BETWEEN 1 AND 40),"
  "  n INTEGER NOT NULL CHECK (n > 0),"
  "  PRIMARY KEY (month, metric, label)"
  ") STRICT, WITHOUT ROWID;",
};

int
guichet_store_schema_get_version (void)
{
  return G_N_ELEMENTS (steps);
}

static int
take_step (sqlite3 *db, int version)
{
  /* A savepoint is a transaction of its own, or a part of the one that makes a new file. PRAGMA
   * takes no bound value; both numbers are ours. */
  g_autofree char *sql = g_strdup_printf (
      "SAVEPOINT step; %s PRAGMA application_id = %d; PRAGMA user_version = %d; RELEASE step;",
      steps[version], GUICHET_STORE_APPLICATION_ID, version + 1);

  return sqlite3_exec (db, sql, NULL, NULL, NULL);
}

int
guichet_store_schema_migrate (sqlite3 *db, int version)
{
  int rc = SQLITE_OK;

  for (; rc == SQLITE_OK && version < guichet_store_schema_get_version (); version++)
    rc = take_step (db, version);

  return rc;
}
