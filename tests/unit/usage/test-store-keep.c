/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole months, how long counts are kept, and copies. */
#include "usage-store.h"

#include "metrics.h"
#include "store-fixture.h"

#include <glib/gstdio.h>

#include <string.h>

static void
test_whole_month (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_path (dir);
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, NULL);
  g_autofree char *list = NULL;
  g_autofree char *of_days = NULL;

  for (guint day = 1; day <= 2; day++) {
    g_autofree char *text = g_strdup_printf ("2026-11-%02u", day);
    g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (NULL);

    g_assert_true (guichet_visit_counts_add (counts, "busy-hours", guichet_metrics_hour_label (9)));
    g_assert_true (guichet_visit_counts_add (counts, "answer-helped", "yes"));
    g_assert_true (guichet_visit_counts_add (counts, "visit-ended", "done"));
    g_assert_true (guichet_usage_store_add_visit (store, text, counts, NULL));
  }
  list = fixture_list (store, "2026-11");
  g_assert_cmpstr (list, ==, "answer-helped/yes=2 busy-hours/9-11=2 visit-ended/done=2 ");

  /* No day has an hour or an answer. */
  of_days = fixture_query (path, "SELECT group_concat (DISTINCT metric) FROM counts");
  g_assert_cmpstr (of_days, ==, "visit-ended");
}

/* Three days of the month before, not counting today and those to come. */
static void
test_in_use (TempDir *dir, gconstpointer data)
{
  static const struct {
    const char *today;
    gboolean is_in_use;
  } cases[] = {
    { "2026-11-13", TRUE },  { "2026-11-12", FALSE }, { "2026-12-11", TRUE },
    { "2026-12-12", FALSE }, { "2026-11-30", TRUE },  { "2036-11-13", FALSE },
    { "2006-11-13", FALSE },
  };
  g_autofree char *path = fixture_path (dir);
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, NULL);

  g_assert_false (guichet_usage_store_is_in_use (store, "2026-11-13"));
  for (guint day = 10; day <= 12; day++) {
    g_autofree char *text = g_strdup_printf ("2026-11-%02u", day);
    g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (NULL);

    g_assert_true (guichet_visit_counts_add (counts, "visit-ended", "done"));
    g_assert_true (guichet_visit_counts_add (counts, "wipe", "verified"));
    g_assert_true (guichet_usage_store_add_visit (store, text, counts, NULL));
  }
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (guichet_usage_store_is_in_use (store, cases[i].today), ==, cases[i].is_in_use);
}

static void
test_hours (void)
{
  static const struct {
    int hour;
    const char *label;
  } cases[] = {
    { 0, "before-9" }, { 8, "before-9" }, { 9, "9-11" },   { 10, "9-11" },     { 11, "11-13" },
    { 14, "13-15" },   { 16, "15-17" },   { 17, "17-19" }, { 19, "after-19" }, { 23, "after-19" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (guichet_metrics_hour_label (cases[i].hour), ==, cases[i].label);
}

#define FILL                                                                                       \
  "INSERT INTO counts VALUES ('2024-09-30', 'visit-ended', 'done', 1),"                            \
  "  ('2024-10-01', 'visit-ended', 'done', 2), ('2024-10-31', 'visit-ended', 'done', 3),"          \
  "  ('2026-11-22', 'visit-ended', 'done', 4);"                                                    \
  "INSERT INTO month_counts VALUES ('2024-09', 'busy-hours', '9-11', 5),"                          \
  "  ('2024-10', 'busy-hours', '9-11', 6);"                                                        \
  "INSERT INTO gaps VALUES ('2024-09-01', '2024-09-30'), ('2024-09-30', '2024-10-02');"
#define TELL                                                                                       \
  "SELECT (SELECT group_concat (n) FROM counts) || '/' || (SELECT group_concat (n) FROM"           \
  "  month_counts) || '/' || (SELECT group_concat (last_day) FROM gaps)"

static void
test_expire (TempDir *dir, gconstpointer data)
{
  static const struct {
    const char *today;
    const char *left;
  } cases[] = {
    { "2026-10-31", "1,2,3,4/5,6/2024-09-30,2024-10-02" }, /* 25 months before: 2024-09 */
    { "2026-11-01", "2,3,4/6/2024-10-02" },
    { "2026-11-30", "2,3,4/6/2024-10-02" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = fixture_path (dir);
    g_autofree char *left = NULL;
    g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, NULL);

    fixture_execute (path, FILL);
    g_assert_true (
        guichet_usage_store_expire (store, cases[i].today, GUICHET_USAGE_RETENTION_MONTHS, NULL));
    left = fixture_query (path, TELL);
    g_assert_cmpstr (left, ==, cases[i].left);
    g_assert_no_errno (g_unlink (path));
  }
}

static void
test_last_day (TempDir *dir, gconstpointer data)
{
  static const struct {
    const char *label;
    const char *before;
    const char *day;
  } cases[] = {
    { "verified", "2026-11-21", "2026-11-20" },
    { "verified", "2026-11-20", "2026-11-03" },
    { "verified", "2026-11-03", NULL },
    { "failed-print", "2026-12-01", NULL },
  };
  g_autofree char *path = fixture_path (dir);
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, NULL);

  fixture_execute (path, "INSERT INTO counts VALUES ('2026-11-03', 'wipe', 'verified', 4),"
                         "  ('2026-11-20', 'wipe', 'verified', 1),"
                         "  ('2026-11-25', 'visit-ended', 'verified', 1)");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *day = NULL;

    g_assert_true (guichet_usage_store_get_last_day (store, "wipe", cases[i].label, cases[i].before,
                                                     &day, NULL));
    g_assert_cmpstr (day, ==, cases[i].day);
  }
}

static void
test_expire_refused (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_autofree char *list = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) zero = NULL;
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, NULL);

  g_assert_false (guichet_usage_store_expire (store, "2026-11", 25, &error));
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_REFUSED);
  g_assert_false (guichet_usage_store_expire (store, "2026-11-22", 0, &zero));
  g_assert_error (zero, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_REFUSED);
  list = fixture_list (store, "2026-11");
  g_assert_cmpstr (list, ==, FIXTURE_VISIT);
}

static void
test_back_up (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_autofree char *copy = temp_dir_path (dir, "copy.db");
  g_autofree char *list = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open_read_only (path, NULL);

  /* An older copy is replaced whole. */
  g_assert_true (g_file_set_contents (copy, "old", -1, NULL));
  g_assert_true (guichet_usage_store_back_up (store, copy, &error));
  g_assert_no_error (error);
  list = fixture_list_file (copy, "2026-11");
  g_assert_cmpstr (list, ==, FIXTURE_VISIT);
  g_assert_cmpuint (temp_dir_count (dir), ==, 2);
}

static void
test_back_up_fails (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_autofree char *folder = temp_dir_path (dir, "folder");
  g_autofree char *nowhere = temp_dir_path (dir, "nowhere/copy.db");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) no_file = NULL;
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open_read_only (path, NULL);

  g_assert_false (guichet_usage_store_back_up (store, nowhere, &error));
  g_assert_nonnull (error);
  g_assert_no_errno (g_mkdir (folder, 0700));
  g_assert_false (guichet_usage_store_back_up (store, folder, &no_file));
  g_assert_error (no_file, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_WRITE);
  g_assert_cmpuint (temp_dir_count (dir), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  temp_dir_add_test ("/usage/store/keep/whole-month", test_whole_month);
  temp_dir_add_test ("/usage/store/in-use", test_in_use);
  g_test_add_func ("/usage/store/keep/hours", test_hours);
  temp_dir_add_test ("/usage/store/keep/expire", test_expire);
  temp_dir_add_test ("/usage/store/keep/expire-refused", test_expire_refused);
  temp_dir_add_test ("/usage/store/keep/last-day", test_last_day);
  temp_dir_add_test ("/usage/store/keep/back-up", test_back_up);
  temp_dir_add_test ("/usage/store/keep/back-up-fails", test_back_up_fails);

  return g_test_run ();
}
