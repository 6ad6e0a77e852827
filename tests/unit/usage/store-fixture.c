/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

char *
fixture_path (const TempDir *dir)
{
  return temp_dir_path (dir, "usage.db");
}

GuichetVisitCounts *
fixture_visit (void)
{
  static const char *const services[] = { "caf", "ameli", NULL };
  GuichetVisitCounts *counts = guichet_visit_counts_new (services);

  g_assert_true (guichet_visit_counts_add (counts, "service-opened", "caf"));
  g_assert_true (guichet_visit_counts_add (counts, "service-opened", "ameli"));
  g_assert_true (guichet_visit_counts_add (counts, "service-opened", "caf"));
  g_assert_true (guichet_visit_counts_add (counts, "visit-duration", "5-15"));
  g_assert_true (guichet_visit_counts_add (counts, "visit-ended", "done"));

  return counts;
}

char *
fixture_database (const TempDir *dir, const char *day)
{
  g_autofree char *path = fixture_path (dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, &error);
  g_autoptr (GuichetVisitCounts) counts = fixture_visit ();

  g_assert_no_error (error);
  g_assert_true (guichet_usage_store_add_visit (store, day, counts, &error));
  g_assert_no_error (error);

  return g_steal_pointer (&path);
}

static void
append_total (const char *metric, const char *label, gint64 n, gpointer user_data)
{
  g_string_append_printf (user_data, "%s/%s=%" G_GINT64_FORMAT " ", metric, label, n);
}

char *
fixture_list (GuichetUsageStore *store, const char *month)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (guichet_usage_store_foreach_month (store, month, append_total, text, &error));
  g_assert_no_error (error);

  return g_string_free (text, FALSE);
}

char *
fixture_list_file (const char *path, const char *month)
{
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, &set_aside, &error);

  g_assert_no_error (error);
  g_assert_null (set_aside);

  return fixture_list (store, month);
}

char *
fixture_gaps (GuichetUsageStore *store, const char *month)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) days = guichet_usage_store_get_gaps (store, month, &error);

  g_assert_no_error (error);
  g_ptr_array_add (days, NULL);

  return g_strjoinv (" ", (char **)days->pdata);
}

void
fixture_execute (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

char *
fixture_query (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  char *text;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  text = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);

  return text;
}

char *
fixture_checksum (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length;

  if (!g_file_get_contents (path, &bytes, &length, NULL))
    return NULL;

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)bytes, length);
}
