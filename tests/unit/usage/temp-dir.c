/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temp-dir.h"

#include <glib/gstdio.h>

#include <unistd.h>

void
temp_dir_set_up (TempDir *dir, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  dir->path = g_dir_make_tmp ("guichet-usage-XXXXXX", &error);
  g_assert_no_error (error);
}

void
temp_dir_tear_down (TempDir *dir, gconstpointer data)
{
  g_autoptr (GDir) entries = NULL;
  const char *name;

  g_assert_no_errno (g_chmod (dir->path, 0700));
  entries = g_dir_open (dir->path, 0, NULL);
  while ((name = g_dir_read_name (entries)) != NULL) {
    g_autofree char *path = g_build_filename (dir->path, name, NULL);

    g_assert_no_errno (g_remove (path));
  }
  g_assert_no_errno (g_rmdir (dir->path));
  g_clear_pointer (&dir->path, g_free);
}

char *
temp_dir_path (const TempDir *dir, const char *name)
{
  return g_build_filename (dir->path, name, NULL);
}

char *
temp_dir_write (const TempDir *dir, const char *name, const void *bytes, gssize length)
{
  g_autofree char *path = temp_dir_path (dir, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, length, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&path);
}

guint
temp_dir_count (const TempDir *dir)
{
  g_autoptr (GDir) entries = g_dir_open (dir->path, 0, NULL);
  guint n = 0;

  g_assert_nonnull (entries);
  while (g_dir_read_name (entries) != NULL)
    n++;

  return n;
}
