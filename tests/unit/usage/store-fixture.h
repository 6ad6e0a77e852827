/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "temp-dir.h"
#include "usage-store.h"
#include "visit-counts.h"

/* A visit of four counts in three metrics. */
#define FIXTURE_VISIT                                                                              \
  "service-opened/ameli=1 service-opened/caf=2 visit-duration/5-15=1 visit-ended/done=1 "
#define FIXTURE_TWO_VISITS                                                                         \
  "service-opened/ameli=2 service-opened/caf=4 visit-duration/5-15=2 visit-ended/done=2 "
#define FIXTURE_THREE_VISITS                                                                       \
  "service-opened/ameli=3 service-opened/caf=6 visit-duration/5-15=3 visit-ended/done=3 "

/** Path of the database in @dir, owned by the caller. */
char *fixture_path (const TempDir *dir);
GuichetVisitCounts *fixture_visit (void);
/** A database at fixture_path() with one visit on @day; its path, owned by the caller. */
char *fixture_database (const TempDir *dir, const char *day);
/** All totals of @month as "metric/label=n " each, owned by the caller. */
char *fixture_list (GuichetUsageStore *store, const char *month);
/** The same of the file at @path, which must open without being set aside. */
char *fixture_list_file (const char *path, const char *month);
/** Days of gaps of @month, joined by spaces, owned by the caller. */
char *fixture_gaps (GuichetUsageStore *store, const char *month);
/** Runs @sql on the file at @path with a connection of its own. */
void fixture_execute (const char *path, const char *sql);
/** First value of @sql on the file at @path, owned by the caller. */
char *fixture_query (const char *path, const char *sql);
/** SHA-256 of the file, owned by the caller; NULL when it is not there. */
char *fixture_checksum (const char *path);
