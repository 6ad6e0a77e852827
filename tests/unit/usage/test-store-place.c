/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places where there can be no database: refused, and left as they are. */
#include "usage-store.h"

#include "store-fixture.h"

#include <glib/gstdio.h>

#include <sys/fsuid.h>
#include <unistd.h>

static void
test_directory (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_path (dir);
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (g_mkdir (path, 0700));
  g_assert_null (guichet_usage_store_open (path, NULL, &error));
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_OPEN);
  g_clear_error (&error);
  g_assert_null (guichet_usage_store_open_read_only (path, &error));
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_OPEN);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_DIR));
  g_assert_cmpuint (temp_dir_count (dir), ==, 1);
}

static void
test_missing_directory (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = g_build_filename (dir->path, "none", "usage.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (guichet_usage_store_open (path, NULL, &error));
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_OPEN);
}

/* Root may write anywhere, another owner of the files may not: a test for both runs as nobody. */
static void
become_nobody (const TempDir *dir, gboolean on)
{
  if (geteuid () == 0)
    setfsuid (on ? 65534 : 0);
  g_assert_no_errno (g_chmod (dir->path, on ? 0555 : 0700));
}

static void
test_read_only_directory (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_path (dir);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (geteuid () == 0)
    g_assert_no_errno (chown (dir->path, 65534, (gid_t)-1));
  become_nobody (dir, TRUE);
  g_assert_null (guichet_usage_store_open (path, NULL, &error));
  become_nobody (dir, FALSE);
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_OPEN);
  g_clear_error (&error);
  g_assert_cmpuint (temp_dir_count (dir), ==, 0);

  g_assert_true (g_file_set_contents (path, "not a database", -1, NULL));
  g_assert_no_errno (g_chmod (path, 0666));
  before = fixture_checksum (path);
  become_nobody (dir, TRUE);
  g_assert_null (guichet_usage_store_open (path, NULL, &error));
  become_nobody (dir, FALSE);
  g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_CORRUPT);
  after = fixture_checksum (path);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (temp_dir_count (dir), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  temp_dir_add_test ("/usage/store/directory", test_directory);
  temp_dir_add_test ("/usage/store/missing-directory", test_missing_directory);
  temp_dir_add_test ("/usage/store/read-only-directory", test_read_only_directory);

  return g_test_run ();
}
