/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of older versions, made by the scripts that are kept of each. */
#include "usage-store.h"

#include "store-fixture.h"
#include "sys-faults.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOVEMBER "a-metric-of-then/label=1 service-opened/caf=7 visit-ended/done=13 "

static char *
make_old (const TempDir *dir, const char *script)
{
  g_autofree char *path = fixture_path (dir);
  g_autofree char *source = g_build_filename (g_getenv ("GUICHET_OLD_FILES"), script, NULL);
  g_autofree char *sql = NULL;

  g_assert_true (g_file_get_contents (source, &sql, NULL, NULL));
  fixture_execute (path, sql);

  return g_steal_pointer (&path);
}

static void
test_old (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = make_old (dir, data);
  g_autofree char *fresh = temp_dir_path (dir, "fresh.db");
  g_autofree char *list = fixture_list_file (path, "2026-11");
  g_autofree char *october = fixture_list_file (path, "2026-10");
  g_autofree char *version = fixture_query (path, "PRAGMA user_version");
  g_autofree char *schema = NULL;
  g_autofree char *fresh_schema = NULL;
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (fresh, NULL, NULL);

  g_assert_nonnull (store);
  g_assert_cmpstr (list, ==, NOVEMBER);
  g_assert_cmpstr (october, ==, "visit-ended/done=12 ");
  g_assert_cmpstr (version, ==, "3");

  /* What became of an old file is what a new one is, but for blanks. */
  schema = fixture_query (path, "SELECT group_concat (replace (replace (sql, ' ', ''), char (10), "
                                "''), ';') FROM sqlite_schema ORDER BY name");
  fresh_schema = fixture_query (fresh, "SELECT group_concat (replace (replace (sql, ' ', ''), char "
                                       "(10), ''), ';') FROM sqlite_schema ORDER BY name");
  g_assert_cmpstr (schema, ==, fresh_schema);
}

static void
test_goes_on (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = make_old (dir, data);
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, NULL);
  g_autoptr (GuichetVisitCounts) counts = fixture_visit ();
  g_autofree char *list = NULL;
  g_autofree char *gaps = NULL;

  g_assert_true (guichet_usage_store_add_visit (store, "2026-11-02", counts, NULL));
  list = fixture_list (store, "2026-11");
  g_assert_nonnull (strstr (list, "service-opened/caf=9 "));
  gaps = fixture_gaps (store, "2026-11");
  g_assert_cmpstr (gaps, ==, g_str_equal (data, "v1.sql") ? "" : "2026-11-05 2026-11-06");
}

/* A reader takes an old file as it is. */
static void
test_read_only (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = make_old (dir, data);
  g_autofree char *before = fixture_checksum (path);
  g_autofree char *after = NULL;
  g_autofree char *list = NULL;
  g_autofree char *gaps = NULL;
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open_read_only (path, NULL);

  g_assert_nonnull (store);
  list = fixture_list (store, "2026-11");
  gaps = fixture_gaps (store, "2026-11");
  g_assert_cmpstr (list, ==, NOVEMBER);
  g_assert_cmpstr (gaps, ==, g_str_equal (data, "v1.sql") ? "" : "2026-11-05 2026-11-06");
  after = fixture_checksum (path);
  g_assert_cmpstr (before, ==, after);
}

/* A step that cannot be taken, at whatever call, leaves the file as the step before left it, with
 * its counts. */
static void
test_step_fails (TempDir *dir, gconstpointer data)
{
  guint n_failed = 0;
  gboolean met = TRUE;

  for (guint nth = 1; met; nth++) {
    g_autofree char *path = make_old (dir, data);
    g_autofree char *before = fixture_checksum (path);
    g_autofree char *after = NULL;
    g_autofree char *set_aside = NULL;
    g_autofree char *list = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GuichetUsageStore) store = NULL;

    sys_faults_arm (SYS_FAULT_FAIL, nth);
    store = guichet_usage_store_open (path, &set_aside, &error);
    met = sys_faults_disarm () >= nth;
    g_assert_true (met || store != NULL);
    g_assert_null (set_aside);
    if (store == NULL) {
      g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_WRITE);
      g_assert_null (strstr (error->message, "not an error"));
      n_failed++;
      /* A journal that could not be deleted will undo the step at the next opening. */
      after = fixture_checksum (path);
      if (temp_dir_count (dir) == 1 && g_strcmp0 (before, after) != 0) {
        g_autofree char *version = fixture_query (path, "PRAGMA user_version");

        g_assert_cmpstr (data, ==, "v1.sql");
        g_assert_cmpstr (version, ==, "2");
      }
    }
    g_clear_pointer (&store, guichet_usage_store_free);

    list = fixture_list_file (path, "2026-11");
    g_assert_cmpstr (list, ==, NOVEMBER);
    g_assert_no_errno (unlink (path));
  }
  g_assert_cmpuint (n_failed, >=, 3);
}

/* Killed at each call that changes a file while the step is taken. */
static void
test_killed_anywhere (TempDir *dir, gconstpointer data)
{
  gboolean lived = FALSE;
  guint nth;

  for (nth = 1; !lived; nth++) {
    g_autofree char *path = make_old (dir, data);
    g_autofree char *list = NULL;
    g_autofree char *version = NULL;
    int status;
    pid_t child = fork ();

    g_assert_no_errno (child);
    if (child == 0) {
      sys_faults_arm (SYS_FAULT_KILL, nth);
      _exit (guichet_usage_store_open (path, NULL, NULL) == NULL);
    }
    g_assert_cmpint (waitpid (child, &status, 0), ==, child);
    lived = WIFEXITED (status);
    g_assert_true (!lived || WEXITSTATUS (status) == 0);

    list = fixture_list_file (path, "2026-11");
    g_assert_cmpstr (list, ==, NOVEMBER);
    version = fixture_query (path, "PRAGMA user_version");
    g_assert_cmpstr (version, ==, "3");
    g_assert_cmpuint (temp_dir_count (dir), ==, 1);
    g_assert_no_errno (unlink (path));
  }
  g_assert_cmpuint (nth, >=, 5);
}

static const char *const scripts[] = { "v1.sql", "v2.sql" };

static const struct {
  const char *name;
  void (*func) (TempDir *dir, gconstpointer data);
} tests[] = {
  { "old", test_old },
  { "goes-on", test_goes_on },
  { "read-only", test_read_only },
  { "step-fails", test_step_fails },
  { "killed-anywhere", test_killed_anywhere },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (tests); j++) {
      g_autofree char *path =
          g_strdup_printf ("/usage/store/migration/%s/%s", scripts[i], tests[j].name);

      g_test_add (path, TempDir, scripts[i], temp_dir_set_up, tests[j].func, temp_dir_tear_down);
    }

  return g_test_run ();
}
