/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "usage-store.h"

/*
 * The store is in three files: store-handle.c opens a file and says what it is, usage-store.c
 * decides what becomes of it, store-counts.c writes and reads counts.
 */
struct _GuichetUsageStore {
  /* Handles */
  sqlite3 *db;

  /* Owned */
  GHashTable *incomplete_days; /* char*: days whose visits could not be written, not yet noted */

  /* State */
  int version;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/** Opens and checks the file at @path with SQLITE_OPEN flags; changes nothing in it but what an
 *  unfinished write left. CORRUPT when it is damaged or not ours. */
GuichetUsageStore *guichet_store_open_handle (const char *path, int flags, GError **error);
/** Says what a failed call of SQLite means for the caller; @otherwise is for what is not special.
 */
void guichet_store_set_error (GError **error, sqlite3 *db, int rc, GuichetUsageError otherwise);
/** A new statement, owned by the caller, or NULL. */
sqlite3_stmt *guichet_store_prepare (GuichetUsageStore *self, const char *sql, GError **error);
gboolean guichet_store_execute (GuichetUsageStore *self, const char *sql,
                                GuichetUsageError otherwise, GError **error);
/** Notes that counts of the days from @first to @last were lost. */
gboolean guichet_store_note_gap (GuichetUsageStore *self, const char *first, const char *last,
                                 GError **error);
/** TRUE when the first value of @sql is @expected; CORRUPT when it is another. */
gboolean guichet_store_query_is (GuichetUsageStore *self, const char *sql, const char *expected,
                                 GError **error);
