/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are not, or no longer, a database of ours: kept, told, and never in the way. */
#include "usage-store.h"

#include "day.h"
#include "store-fixture.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#define N_MUTATED 250u

static void
make_garbage (const char *path)
{
  guint8 bytes[9000];
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8)g_rand_int_range (rand, 0, 256);
  g_assert_true (g_file_set_contents (path, (const char *)bytes, sizeof bytes, NULL));
}

static void
make_text (const char *path)
{
  g_assert_true (g_file_set_contents (path, "this is no database\n", -1, NULL));
}

static void
make_empty (const char *path)
{
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
}

static void
truncate_by_half (const char *path)
{
  struct stat status;

  g_assert_no_errno (stat (path, &status));
  g_assert_no_errno (truncate (path, status.st_size / 2));
}

static void
truncate_in_a_page (const char *path)
{
  struct stat status;

  g_assert_no_errno (stat (path, &status));
  g_assert_no_errno (truncate (path, status.st_size - 100));
}

static void
truncate_in_the_header (const char *path)
{
  g_assert_no_errno (truncate (path, 50));
}

static void
overwrite (const char *path, gsize offset, gsize length, guint8 with)
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_cmpuint (offset + length, <=, size);
  memset (bytes + offset, with, length);
  g_assert_true (g_file_set_contents (path, bytes, (gssize)size, NULL));
}

static void
overwrite_header (const char *path)
{
  overwrite (path, 0, 16, 0);
}

static void
overwrite_second_page (const char *path)
{
  overwrite (path, 4096, 200, 0xee);
}

static void
overwrite_schema (const char *path)
{
  overwrite (path, 100, 300, 0);
}

static void
make_foreign (const char *path)
{
  g_assert_no_errno (g_unlink (path));
  fixture_execute (path, "CREATE TABLE address_book (name); INSERT INTO address_book VALUES ('x')");
}

static void
make_foreign_with_version (const char *path)
{
  g_assert_no_errno (g_unlink (path));
  fixture_execute (path, "CREATE TABLE counts (day, metric, label, n); PRAGMA user_version = 2");
}

static void
drop_table (const char *path)
{
  fixture_execute (path, "DROP TABLE counts");
}

static void
drop_gaps (const char *path)
{
  fixture_execute (path, "DROP TABLE gaps");
}

static void
make_version_too_old (const char *path)
{
  fixture_execute (path, "PRAGMA user_version = 1");
}

static void
make_version_negative (const char *path)
{
  fixture_execute (path, "PRAGMA user_version = -2");
}

static const struct {
  const char *name;
  void (*damage) (const char *path);
} damages[] = {
  { "garbage", make_garbage },
  { "text", make_text },
  { "empty", make_empty },
  { "truncated-by-half", truncate_by_half },
  { "truncated-in-a-page", truncate_in_a_page },
  { "truncated-in-the-header", truncate_in_the_header },
  { "header-overwritten", overwrite_header },
  { "page-overwritten", overwrite_second_page },
  { "schema-overwritten", overwrite_schema },
  { "foreign", make_foreign },
  { "foreign-with-version", make_foreign_with_version },
  { "table-dropped", drop_table },
  { "gaps-dropped", drop_gaps },
  { "version-too-old", make_version_too_old },
  { "version-negative", make_version_negative },
};

/* A damaged database in @dir; its path, owned by the caller. */
static char *
make_damaged (const TempDir *dir, gsize which)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");

  damages[which].damage (path);

  return g_steal_pointer (&path);
}

static void
test_set_aside (TempDir *dir, gconstpointer data)
{
  gsize which = GPOINTER_TO_SIZE (data);
  g_autofree char *path = make_damaged (dir, which);
  g_autofree char *before = fixture_checksum (path);
  g_autofree char *today = guichet_day_get_today ();
  g_autofree char *month = g_strndup (today, 7);
  g_autofree char *expected = g_strconcat (path, ".corrupt-", today, NULL);
  g_autofree char *set_aside = NULL;
  g_autofree char *after = NULL;
  g_autofree char *gaps = NULL;
  g_autofree char *list = NULL;
  g_autoptr (GuichetVisitCounts) counts = fixture_visit ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, &set_aside, &error);

  g_assert_no_error (error);
  g_assert_nonnull (store);
  g_assert_cmpstr (set_aside, ==, expected);
  after = fixture_checksum (set_aside);
  g_assert_cmpstr (after, ==, before);
  gaps = fixture_gaps (store, month);
  g_assert_cmpstr (gaps, ==, today);

  g_assert_true (guichet_usage_store_add_visit (store, today, counts, &error));
  list = fixture_list (store, month);
  g_assert_cmpstr (list, ==, FIXTURE_VISIT);
}

/* A reader says so, and touches nothing. */
static void
test_read_only (TempDir *dir, gconstpointer data)
{
  gsize which = GPOINTER_TO_SIZE (data);
  g_autofree char *path = make_damaged (dir, which);
  g_autofree char *before = fixture_checksum (path);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (guichet_usage_store_open_read_only (path, &error));
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, path));
  after = fixture_checksum (path);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (temp_dir_count (dir), ==, 1);
}

static void
test_journal_goes_along (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_path (dir);
  g_autofree char *journal = temp_dir_write (dir, "usage.db-journal", "stale", -1);
  g_autofree char *set_aside = NULL;
  g_autofree char *aside_journal = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GuichetUsageStore) store = NULL;

  make_garbage (path);
  store = guichet_usage_store_open (path, &set_aside, NULL);
  g_assert_nonnull (store);
  aside_journal = g_strconcat (set_aside, "-journal", NULL);
  g_assert_true (g_file_get_contents (aside_journal, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "stale");
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS));
}

static void
test_three_in_a_day (TempDir *dir, gconstpointer data)
{
  static const char *const ends[] = { "", "-2", "-3" };
  g_autofree char *path = fixture_path (dir);
  g_autofree char *today = guichet_day_get_today ();

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_autofree char *expected = g_strconcat (path, ".corrupt-", today, ends[i], NULL);
    g_autofree char *set_aside = NULL;
    g_autoptr (GuichetUsageStore) store = NULL;

    make_text (path);
    store = guichet_usage_store_open (path, &set_aside, NULL);
    g_assert_nonnull (store);
    g_assert_cmpstr (set_aside, ==, expected);
  }
  g_assert_cmpuint (temp_dir_count (dir), ==, 4);
}

/* The gap is what the lost file held: from the day it was made. It is found again from the name,
 * also when the power went between the setting aside and the new file. */
static void
test_gap_from_name (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_path (dir);
  g_autofree char *lost = temp_dir_write (dir, "usage.db.corrupt-2026-10-03", "lost", -1);
  g_autoptr (GDateTime) made = g_date_time_new_local (2026, 9, 28, 12, 0, 0);
  struct utimbuf times = { .modtime = (time_t)g_date_time_to_unix (made) };
  g_autoptr (GuichetUsageStore) store = NULL;
  g_autofree char *september = NULL;
  g_autofree char *october = NULL;
  g_autofree char *december = NULL;

  /* Near misses: its journal, no day, another database. */
  g_free (temp_dir_write (dir, "usage.db.corrupt-2026-10-03-journal", "lost", -1));
  g_free (temp_dir_write (dir, "usage.db.corrupt-soon", "other", -1));
  g_free (temp_dir_write (dir, "other.db.corrupt-2026-12-24", "other", -1));
  g_assert_no_errno (utime (lost, &times));
  store = guichet_usage_store_open (path, NULL, NULL);
  g_assert_nonnull (store);
  september = fixture_gaps (store, "2026-09");
  october = fixture_gaps (store, "2026-10");
  december = fixture_gaps (store, "2026-12");
  g_assert_cmpstr (september, ==, "2026-09-28 2026-09-29 2026-09-30");
  g_assert_cmpstr (october, ==, "2026-10-01 2026-10-02 2026-10-03");
  g_assert_cmpstr (december, ==, "");
}

/* A file of a newer version is neither damaged nor ours to change. */
static void
test_newer (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;

  fixture_execute (path, "PRAGMA user_version = 4");
  before = fixture_checksum (path);
  g_assert_null (guichet_usage_store_open (path, &set_aside, &error));
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_NEWER);
  g_assert_null (set_aside);
  g_clear_error (&error);
  g_assert_null (guichet_usage_store_open_read_only (path, &error));
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_NEWER);
  after = fixture_checksum (path);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (temp_dir_count (dir), ==, 1);
}

/* A few bytes of a good file changed, 250 times: whatever comes of it, it does not crash, it
 * is an error that the caller knows, or it is a store that can be used. */
static void
test_mutated (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_autoptr (GuichetVisitCounts) counts = fixture_visit ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (2026);
  g_autofree char *good = NULL;
  gsize length;
  guint n_aside = 0;

  g_assert_true (g_file_get_contents (path, &good, &length, NULL));
  for (guint i = 0; i < N_MUTATED; i++) {
    g_autofree char *bytes = g_memdup2 (good, length);
    g_autofree char *set_aside = NULL;
    g_autoptr (GuichetUsageStore) store = NULL;
    g_autoptr (GError) error = NULL;

    for (gint j = g_rand_int_range (rand, 1, 20); j > 0; j--) {
      /* Half of them where the headers of file and pages are. */
      gsize at = (gsize)g_rand_int_range (rand, 0, (gint32)length);

      bytes[g_rand_boolean (rand) ? at : at % 128 + at / 4096 * 4096] =
          (char)g_rand_int_range (rand, 0, 256);
    }
    g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));

    store = guichet_usage_store_open (path, &set_aside, &error);
    if (store == NULL) {
      g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_NEWER);
    } else {
      g_autofree char *list = fixture_list (store, "2026-11");
      g_autofree char *gaps = fixture_gaps (store, "2026-11");
      g_autofree char *changed = set_aside == NULL ? NULL : fixture_checksum (set_aside);
      g_autofree char *given =
          g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guint8 *)bytes, length);

      g_assert_nonnull (list);
      g_assert_nonnull (gaps);
      /* A number may have become the largest there is: then it is refused, not wrong. */
      if (!guichet_usage_store_add_visit (store, "2026-11-23", counts, &error))
        g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_WRITE);
      n_aside += set_aside != NULL;
      if (set_aside != NULL) {
        g_assert_cmpstr (changed, ==, given);
        g_assert_no_errno (g_unlink (set_aside));
      }
    }
    g_clear_pointer (&store, guichet_usage_store_free);
    g_assert_no_errno (g_unlink (path));
  }
  g_test_message ("%u of %u were set aside", n_aside, N_MUTATED);
  g_assert_cmpuint (n_aside, >, N_MUTATED / 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++) {
    g_autofree char *aside =
        g_strconcat ("/usage/store/damage/", damages[i].name, "/set-aside", NULL);
    g_autofree char *read_only =
        g_strconcat ("/usage/store/damage/", damages[i].name, "/read-only", NULL);

    g_test_add (aside, TempDir, GSIZE_TO_POINTER (i), temp_dir_set_up, test_set_aside,
                temp_dir_tear_down);
    g_test_add (read_only, TempDir, GSIZE_TO_POINTER (i), temp_dir_set_up, test_read_only,
                temp_dir_tear_down);
  }
  temp_dir_add_test ("/usage/store/journal-goes-along", test_journal_goes_along);
  temp_dir_add_test ("/usage/store/three-in-a-day", test_three_in_a_day);
  temp_dir_add_test ("/usage/store/gap-from-name", test_gap_from_name);
  temp_dir_add_test ("/usage/store/newer", test_newer);
  temp_dir_add_test ("/usage/store/mutated", test_mutated);

  return g_test_run ();
}
