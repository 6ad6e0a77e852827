/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A visit is added as a whole or not at all, whatever happens half-way. */
#include "usage-store.h"

#include "store-fixture.h"
#include "sys-faults.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define DAY   "2026-11-22"
#define MONTH "2026-11"

/* Adds one visit to the file at @path in a process of its own; TRUE when that lived to its end.
 * @prepare is called in it once the store is open. */
static gboolean
add_in_child (const char *path, void (*prepare) (guint n), guint n)
{
  int status;
  pid_t child = fork ();

  g_assert_no_errno (child);
  if (child == 0) {
    GuichetUsageStore *store = guichet_usage_store_open (path, NULL, NULL);
    GuichetVisitCounts *counts = fixture_visit ();

    if (store == NULL)
      _exit (2);
    prepare (n);
    _exit (guichet_usage_store_add_visit (store, DAY, counts, NULL) ? 0 : 1);
  }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  if (WIFSIGNALED (status)) {
    g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
    return FALSE;
  }
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);

  return TRUE;
}

static void
kill_at (guint nth)
{
  sys_faults_arm (SYS_FAULT_KILL, nth);
}

/* Killed at each call that changes a file, with half of that call done. */
static void
test_killed_anywhere (TempDir *dir, gconstpointer data)
{
  guint n_kept = 0, n_lost = 0;
  gboolean lived = FALSE;

  for (guint nth = 1; !lived; nth++) {
    g_autofree char *path = fixture_database (dir, DAY);
    g_autofree char *list = NULL;
    g_autofree char *again = NULL;
    g_autoptr (GuichetVisitCounts) counts = fixture_visit ();
    g_autoptr (GuichetUsageStore) store = NULL;
    gboolean kept;

    g_assert_cmpuint (nth, <, 100);
    lived = add_in_child (path, kill_at, nth);

    list = fixture_list_file (path, MONTH);
    kept = g_str_equal (list, FIXTURE_TWO_VISITS);
    if (!kept)
      g_assert_cmpstr (list, ==, FIXTURE_VISIT);
    g_assert_true (kept || !lived);
    n_kept += kept;
    n_lost += !kept;

    /* The next visit finds nothing in its way, and leaves nothing but the database. */
    store = guichet_usage_store_open (path, NULL, NULL);
    g_assert_true (guichet_usage_store_add_visit (store, DAY, counts, NULL));
    again = fixture_list (store, MONTH);
    g_assert_cmpstr (again, ==, kept ? FIXTURE_THREE_VISITS : FIXTURE_TWO_VISITS);
    g_assert_cmpuint (temp_dir_count (dir), ==, 1);
    g_assert_no_errno (unlink (path));
  }
  /* At the least: the journal, its pages, the page of the table, the end of the journal. */
  g_assert_cmpuint (n_lost, >=, 4);
  g_assert_cmpuint (n_kept, >=, 1);
}

/* With a journal that was left by a killed writer, a reader sees nothing half and writes nothing.
 */
static void
test_reader_after_kill (TempDir *dir, gconstpointer data)
{
  guint n_refused = 0;
  gboolean lived = FALSE;

  for (guint nth = 1; !lived; nth++) {
    g_autofree char *path = fixture_database (dir, DAY);
    g_autofree char *journal = g_strconcat (path, "-journal", NULL);
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;
    g_autofree char *before_journal = NULL;
    g_autofree char *after_journal = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GuichetUsageStore) store = NULL;

    lived = add_in_child (path, kill_at, nth);
    before = fixture_checksum (path);
    before_journal = fixture_checksum (journal);

    store = guichet_usage_store_open_read_only (path, &error);
    if (store == NULL) {
      g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_OPEN);
      n_refused++;
    } else {
      g_autofree char *list = fixture_list (store, MONTH);

      g_assert_cmpstr (list, ==, lived ? FIXTURE_TWO_VISITS : FIXTURE_VISIT);
    }

    after = fixture_checksum (path);
    after_journal = fixture_checksum (journal);
    g_assert_cmpstr (before, ==, after);
    g_assert_cmpstr (before_journal, ==, after_journal);
    g_assert_no_errno (unlink (path));
    unlink (journal);
  }
  g_assert_cmpuint (n_refused, >=, 1);
}

/* Each call that changes a file fails once, as on a full disk. */
static void
test_fails_anywhere (TempDir *dir, gconstpointer data)
{
  guint n_failed = 0;
  gboolean met = TRUE;

  for (guint nth = 1; met; nth++) {
    g_autofree char *path = fixture_database (dir, DAY);
    g_autoptr (GuichetVisitCounts) counts = fixture_visit ();
    g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, NULL);
    g_autoptr (GError) error = NULL;
    g_autofree char *list = NULL;
    g_autofree char *gaps = NULL;
    g_autofree char *again = NULL;
    gboolean added;

    sys_faults_arm (SYS_FAULT_FAIL, nth);
    added = guichet_usage_store_add_visit (store, DAY, counts, &error);
    met = sys_faults_disarm () >= nth;
    g_assert_true (added == (error == NULL));
    g_assert_true (met || added);

    list = fixture_list (store, MONTH);
    g_assert_cmpstr (list, ==, added ? FIXTURE_TWO_VISITS : FIXTURE_VISIT);
    if (!added) {
      g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_WRITE);
      n_failed++;
      /* Once there is room again, the same store goes on. */
      g_assert_true (guichet_usage_store_add_visit (store, DAY, counts, NULL));
      again = fixture_list (store, MONTH);
      g_assert_cmpstr (again, ==, FIXTURE_TWO_VISITS);
    }
    /* A lost visit is not passed over in silence. */
    gaps = fixture_gaps (store, MONTH);
    g_assert_cmpstr (gaps, ==, added ? "" : DAY);
    g_assert_no_errno (unlink (path));
  }
  g_assert_cmpuint (n_failed, >=, 3);
}

/* The third of four counts is refused by the database itself. */
static void
test_refused_half_way (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, DAY);
  g_autoptr (GuichetVisitCounts) counts = fixture_visit ();
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *list = NULL;
  g_autofree char *again = NULL;

  fixture_execute (path, "CREATE TRIGGER no BEFORE INSERT ON counts WHEN NEW.metric = "
                         "'visit-duration' BEGIN SELECT raise (ABORT, 'no'); END");
  g_assert_false (guichet_usage_store_add_visit (store, DAY, counts, &error));
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_WRITE);
  list = fixture_list (store, MONTH);
  g_assert_cmpstr (list, ==, FIXTURE_VISIT);

  fixture_execute (path, "DROP TRIGGER no");
  g_assert_true (guichet_usage_store_add_visit (store, DAY, counts, NULL));
  again = fixture_list (store, MONTH);
  g_assert_cmpstr (again, ==, FIXTURE_TWO_VISITS);
}

/* A number that has no room left does not become a wrong one. */
static void
test_overflow (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, DAY);
  g_autoptr (GuichetVisitCounts) counts = fixture_visit ();
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *list = NULL;

  fixture_execute (path, "UPDATE counts SET n = 9223372036854775807 WHERE metric = 'visit-ended'");
  g_assert_false (guichet_usage_store_add_visit (store, DAY, counts, &error));
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_WRITE);
  list = fixture_list (store, MONTH);
  g_assert_nonnull (strstr (list, "service-opened/caf=2 "));
}

/* The kernel's own limit on the size of files, while the table grows. */
static void
test_file_size_limit (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-01");
  g_autoptr (GuichetVisitCounts) counts = fixture_visit ();
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, NULL);
  struct rlimit limit, small;
  gboolean failed = FALSE;
  guint n_added = 0;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &limit));
  small = (struct rlimit){ .rlim_cur = 5 * 4096, .rlim_max = limit.rlim_max };
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &small));
  for (guint i = 0; i < 12 * 28 && !failed; i++) {
    g_autofree char *day = g_strdup_printf ("2027-%02u-%02u", i / 28 + 1, i % 28 + 1);
    g_autoptr (GError) error = NULL;

    failed = !guichet_usage_store_add_visit (store, day, counts, &error);
    if (failed)
      g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_WRITE);
    n_added += !failed;
  }
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));
  signal (SIGXFSZ, SIG_DFL);
  g_assert_true (failed);
  g_assert_cmpuint (n_added, >, 0);

  {
    g_autofree char *halves = fixture_query (
        path, "SELECT count (*) FROM (SELECT day FROM counts GROUP BY day HAVING count (*) <> 4)");
    g_autofree char *days = fixture_query (path, "SELECT count (DISTINCT day) FROM counts");

    g_assert_cmpstr (halves, ==, "0");
    g_assert_cmpint (atoi (days), ==, (int)n_added + 1);
  }
}

/* Somebody else holds the file: told within the time that the supervisor may wait. */
static void
test_locked (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, DAY);
  g_autoptr (GuichetVisitCounts) counts = fixture_visit ();
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, NULL);
  g_autoptr (GError) error = NULL;
  sqlite3 *other = NULL;
  gint64 start;

  g_assert_cmpint (sqlite3_open (path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN EXCLUSIVE", NULL, NULL, NULL), ==, SQLITE_OK);
  start = g_get_monotonic_time ();
  g_assert_false (guichet_usage_store_add_visit (store, DAY, counts, &error));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_WRITE);
  g_assert_cmpint (sqlite3_exec (other, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (other), ==, SQLITE_OK);
  g_assert_true (guichet_usage_store_add_visit (store, DAY, counts, NULL));
}

/* A new file that could not be filled is not left behind to be taken for a damaged one. */
static void
test_no_room_for_a_new_file (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_path (dir);
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetUsageStore) store = NULL;

  sys_faults_arm (SYS_FAULT_FAIL, 2);
  g_assert_null (guichet_usage_store_open (path, NULL, &error));
  sys_faults_disarm ();
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_WRITE);
  g_assert_cmpuint (temp_dir_count (dir), ==, 0);

  store = guichet_usage_store_open (path, &set_aside, NULL);
  g_assert_nonnull (store);
  g_assert_null (set_aside);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  temp_dir_add_test ("/usage/store/killed-anywhere", test_killed_anywhere);
  temp_dir_add_test ("/usage/store/reader-after-kill", test_reader_after_kill);
  temp_dir_add_test ("/usage/store/fails-anywhere", test_fails_anywhere);
  temp_dir_add_test ("/usage/store/refused-half-way", test_refused_half_way);
  temp_dir_add_test ("/usage/store/overflow", test_overflow);
  temp_dir_add_test ("/usage/store/file-size-limit", test_file_size_limit);
  temp_dir_add_test ("/usage/store/locked", test_locked);
  temp_dir_add_test ("/usage/store/no-room-for-a-new-file", test_no_room_for_a_new_file);

  return g_test_run ();
}
