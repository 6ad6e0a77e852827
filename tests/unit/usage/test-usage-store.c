/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usage-store.h"

#include "store-fixture.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/stat.h>

/* The store's own connection, to ask it for its settings. */
static sqlite3 *last_opened;

static int
on_opened (sqlite3 *db, const char **message, const struct sqlite3_api_routines *routines)
{
  last_opened = db;

  return SQLITE_OK;
}

static void
test_create (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_path (dir);
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, &set_aside, &error);
  g_autofree char *gaps = NULL;
  struct stat status;

  g_assert_no_error (error);
  g_assert_nonnull (store);
  g_assert_null (set_aside);
  gaps = fixture_gaps (store, "2026-11");
  g_assert_cmpstr (gaps, ==, "");
  g_assert_no_errno (stat (path, &status));
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);
  g_assert_cmpuint (temp_dir_count (dir), ==, 1);
}

static void
test_add_and_reopen (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_autoptr (GuichetVisitCounts) counts = fixture_visit ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, &error);
  g_autofree char *month = NULL;
  g_autofree char *rows = NULL;

  g_assert_no_error (error);
  g_assert_true (guichet_usage_store_add_visit (store, "2026-11-22", counts, &error));
  g_assert_no_error (error);
  month = fixture_list (store, "2026-11");
  g_assert_cmpstr (month, ==, FIXTURE_TWO_VISITS);
  /* Two visits of a day are one row for each pair, not two. */
  rows = fixture_query (path, "SELECT count (*) FROM counts");
  g_assert_cmpstr (rows, ==, "4");
}

static void
test_empty_visit (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, &error);
  g_autofree char *month = NULL;

  g_assert_true (guichet_usage_store_add_visit (store, "2026-11-22", counts, &error));
  g_assert_no_error (error);
  month = fixture_list (store, "2026-11");
  g_assert_cmpstr (month, ==, FIXTURE_VISIT);
}

static void
test_months (TempDir *dir, gconstpointer data)
{
  static const char *const days[] = { "2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01" };
  static const char *const no_months[] = { "",        "2026",       "2026-1",   "2026-13",
                                           "2026-00", "2026-11-01", "2026-11%", "0000-11" };
  g_autofree char *path = fixture_path (dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, &error);
  g_autoptr (GuichetVisitCounts) counts = fixture_visit ();
  g_autofree char *october = NULL;
  g_autofree char *november = NULL;
  g_autofree char *other_year = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    g_assert_true (guichet_usage_store_add_visit (store, days[i], counts, &error));

  october = fixture_list (store, "2026-10");
  november = fixture_list (store, "2026-11");
  other_year = fixture_list (store, "2025-11");
  g_assert_cmpstr (october, ==, FIXTURE_VISIT);
  g_assert_cmpstr (november, ==, FIXTURE_TWO_VISITS);
  g_assert_cmpstr (other_year, ==, "");

  for (gsize i = 0; i < G_N_ELEMENTS (no_months); i++) {
    g_autoptr (GError) refused = NULL;

    g_assert_null (guichet_usage_store_get_gaps (store, no_months[i], &refused));
    g_assert_error (refused, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_REFUSED);
  }
}

/* Nothing finer than a day is taken. */
static void
test_days (TempDir *dir, gconstpointer data)
{
  static const char *const no_days[] = {
    "",           "2026-11",     "2026-11-22T10:00", "2026-11-22 10:00:00", "2026-11-31",
    "2026-02-29", "2026-11-00",  "2026-13-01",       "1795341600",          "22/11/2026",
    "2026-11-2",  " 2026-11-22", "2026-11-22 ",      "0000-01-01",          "+026-11-22",
    "2026-1-122",
  };
  g_autofree char *path = fixture_path (dir);
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, NULL);
  g_autoptr (GuichetVisitCounts) counts = fixture_visit ();

  for (gsize i = 0; i < G_N_ELEMENTS (no_days); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (guichet_usage_store_add_visit (store, no_days[i], counts, &error));
    g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_REFUSED);
  }
  g_assert_true (guichet_usage_store_add_visit (store, "2028-02-29", counts, NULL));
}

/* Even somebody who writes to the file by hand cannot put a time, a person or an order into it. */
static void
test_schema_holds_no_event (TempDir *dir, gconstpointer data)
{
  static const char *const refused[] = {
    "INSERT INTO counts VALUES ('2026-11-22 10:31', 'visit-ended', 'done', 1)",
    "INSERT INTO counts VALUES ('2026-11-22T10', 'visit-ended', 'done', 1)",
    "INSERT INTO counts VALUES (1795341600, 'visit-ended', 'done', 1)",
    "INSERT INTO counts VALUES ('2026-11-23', 'visit-ended', 'done', 0)",
    "INSERT INTO counts VALUES ('2026-11-23', 'visit-ended', 'done', 'often')",
    "INSERT INTO counts VALUES ('2026-11-22', 'visit-ended', 'done', 1)", /* there already */
    "INSERT INTO counts VALUES ('2026-11-23', '', 'done', 1)",
    "INSERT INTO gaps VALUES ('2026-11-22', '2026-11-21')",
    "INSERT INTO gaps VALUES ('2026-11-22 10:00', '2026-11-23')",
    "INSERT INTO month_counts VALUES ('2026-11-22', 'busy-hours', '9-11', 1)",
    "INSERT INTO month_counts VALUES ('2026-11 10:31', 'busy-hours', '9-11', 1)",
    "INSERT INTO month_counts VALUES ('2026-11', 'busy-hours', '9-11', 0)",
    "SELECT rowid FROM counts",
    "SELECT rowid FROM month_counts",
    "SELECT rowid FROM gaps",
  };
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_autofree char *columns = fixture_query (
      path, "SELECT group_concat (s.name || '.' || c.name, ' ')"
            "  FROM sqlite_schema AS s, pragma_table_info (s.name) AS c WHERE s.type = 'table'");
  g_autofree char *others =
      fixture_query (path, "SELECT count (*) FROM sqlite_schema WHERE type <> 'table'");
  sqlite3 *db = NULL;

  g_assert_cmpstr (columns, ==,
                   "counts.day counts.metric counts.label counts.n gaps.first_day gaps.last_day "
                   "month_counts.month month_counts.metric month_counts.label month_counts.n");
  g_assert_cmpstr (others, ==, "0");

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_test_message ("%s", refused[i]);
    g_assert_cmpint (sqlite3_exec (db, refused[i], NULL, NULL, NULL), !=, SQLITE_OK);
  }
  sqlite3_close (db);
}

/* No public call of the room takes or gives a time, but the two that make a bucket of it. */
static void
test_headers_take_no_time (TempDir *dir, gconstpointer data)
{
  const char *headers[] = { "blocked-hosts.h", "metrics.h", "usage-store.h", "visit-counts.h",
                            "day.h" };
  g_autoptr (GRegex) time = g_regex_new (
      "GDateTime|GTimeSpan|GTimeVal|time_t|timespec|timeval|usec|millis|seconds|minute|hour", 0, 0,
      NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++) {
    g_autofree char *path = g_build_filename (g_getenv ("GUICHET_USAGE"), headers[i], NULL);
    g_autofree char *text = NULL;
    g_auto (GStrv) lines = NULL;

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    lines = g_strsplit (text, "\n", -1);
    for (gsize j = 0; lines[j] != NULL; j++) {
      gboolean is_comment = g_str_has_prefix (lines[j], "/*") || g_str_has_prefix (lines[j], " *");

      if (is_comment || strstr (lines[j], "guichet_metrics_duration_label (gint64 seconds)") ||
          strstr (lines[j], "guichet_metrics_hour_label (int hour)"))
        continue;
      g_test_message ("%s:%" G_GSIZE_FORMAT ": %s", headers[i], j + 1, lines[j]);
      g_assert_false (g_regex_match (time, lines[j], 0, NULL));
    }
  }
}

static void
assert_pragma (const char *pragma, const char *expected)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA %s", pragma);
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (last_opened, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_test_message ("%s", pragma);
  g_assert_cmpstr ((const char *)sqlite3_column_text (statement, 0), ==, expected);
  sqlite3_finalize (statement);
}

static void
test_settings (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_path (dir);
  GuichetUsageStore *store;

  sqlite3_auto_extension ((void (*) (void))on_opened);
  store = guichet_usage_store_open (path, NULL, NULL);
  sqlite3_reset_auto_extension ();

  assert_pragma ("journal_mode", "delete");
  assert_pragma ("synchronous", "3"); /* EXTRA */
  assert_pragma ("secure_delete", "1");
  assert_pragma ("temp_store", "2"); /* MEMORY */
  assert_pragma ("mmap_size", "0");
  assert_pragma ("trusted_schema", "0");
  assert_pragma ("busy_timeout", "1000");
  assert_pragma ("user_version", "3");
  guichet_usage_store_free (store);
}

/* A file that was put into WAL mode by hand comes back to the mode we have reasons for. */
static void
test_wal (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *mode = NULL;
  g_autofree char *month = NULL;
  g_autoptr (GError) error = NULL;

  fixture_execute (path, "PRAGMA journal_mode = WAL");
  before = fixture_checksum (path);
  g_assert_null (guichet_usage_store_open_read_only (path, &error));
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_OPEN);
  after = fixture_checksum (path);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (temp_dir_count (dir), ==, 1);

  month = fixture_list_file (path, "2026-11");
  g_assert_cmpstr (month, ==, FIXTURE_VISIT);
  mode = fixture_query (path, "PRAGMA journal_mode");
  g_assert_cmpstr (mode, ==, "delete");
}

static void
test_read_only (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_autofree char *before = fixture_checksum (path);
  g_autofree char *after = NULL;
  g_autofree char *month = NULL;
  g_autoptr (GuichetVisitCounts) counts = fixture_visit ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open_read_only (path, &error);

  g_assert_no_error (error);
  month = fixture_list (store, "2026-11");
  g_assert_cmpstr (month, ==, FIXTURE_VISIT);

  g_assert_false (guichet_usage_store_add_visit (store, "2026-11-22", counts, &error));
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_WRITE);
  after = fixture_checksum (path);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (temp_dir_count (dir), ==, 1);
}

/* Bytes that this process gave to write() and its kin so far. */
static guint64
get_bytes_written (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/io", &text, NULL, NULL));
  line = strstr (text, "wchar: ");
  g_assert_nonnull (line);

  return g_ascii_strtoull (line + strlen ("wchar: "), NULL, 10);
}

/* A visit after two full years: what an old hard disk or a memory card has to bear. */
static void
test_bytes_written (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_autoptr (GuichetVisitCounts) counts = fixture_visit ();
  g_autoptr (GuichetUsageStore) store = NULL;
  guint64 before, written;

  fixture_execute (path,
                   "WITH RECURSIVE d (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d WHERE i < 729),"
                   "  l (j) AS (SELECT 0 UNION ALL SELECT j + 1 FROM l WHERE j < 59)"
                   "INSERT INTO counts SELECT date ('2024-11-01', i || ' days'), 'service-opened',"
                   "  'service-' || j, 1 FROM d, l");
  store = guichet_usage_store_open (path, NULL, NULL);
  before = get_bytes_written ();
  g_assert_true (guichet_usage_store_add_visit (store, "2026-11-22", counts, NULL));
  written = get_bytes_written () - before;
  g_test_message ("%" G_GUINT64_FORMAT " bytes", written);
  g_assert_cmpuint (written, >, 0);
  g_assert_cmpuint (written, <=, 64 * 1024);
}

static void
test_read_only_missing (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_path (dir);
  g_autoptr (GError) error = NULL;

  g_assert_null (guichet_usage_store_open_read_only (path, &error));
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_OPEN);
  g_assert_cmpuint (temp_dir_count (dir), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  temp_dir_add_test ("/usage/store/create", test_create);
  temp_dir_add_test ("/usage/store/add-and-reopen", test_add_and_reopen);
  temp_dir_add_test ("/usage/store/empty-visit", test_empty_visit);
  temp_dir_add_test ("/usage/store/months", test_months);
  temp_dir_add_test ("/usage/store/days", test_days);
  temp_dir_add_test ("/usage/store/schema-holds-no-event", test_schema_holds_no_event);
  temp_dir_add_test ("/usage/store/headers-take-no-time", test_headers_take_no_time);
  temp_dir_add_test ("/usage/store/settings", test_settings);
  temp_dir_add_test ("/usage/store/wal", test_wal);
  temp_dir_add_test ("/usage/store/read-only", test_read_only);
  temp_dir_add_test ("/usage/store/bytes-written", test_bytes_written);
  temp_dir_add_test ("/usage/store/read-only-missing", test_read_only_missing);

  return g_test_run ();
}
