/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

/* Versions of the database, and the way from one to the next. Only for usage-store.c. */

/* "Gcht": tells our files from other people's (PRAGMA application_id). */
#define GUICHET_STORE_APPLICATION_ID 0x47636874
/* First version that has the table of gaps. */
#define GUICHET_STORE_VERSION_GAPS 2
/* First version that has the table of whole months. */
#define GUICHET_STORE_VERSION_MONTHS 3

/** The version this program writes (PRAGMA user_version). */
int guichet_store_schema_get_version (void);
/** Brings @db from @version (0: empty) to the newest, one transaction a step, or all within the one
 *  that is open. An SQLite result code; after a failure the caller must roll back what is open, and
 *  the database is as the step before left it. */
int guichet_store_schema_migrate (sqlite3 *db, int version);
