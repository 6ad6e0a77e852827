/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fresh-dir.h"

#include <ftw.h>
#include <stdio.h>

char *
fresh_dir_new (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("guichet-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

static int
remove_entry (const char *path, const struct stat *info, int flag, struct FTW *walk)
{
  return remove (path);
}

void
fresh_dir_free (char *path)
{
  g_assert_cmpint (nftw (path, remove_entry, 16, FTW_DEPTH | FTW_PHYS), ==, 0);
  g_free (path);
}

char *
fresh_dir_write (const char *path, const char *name, const char *text)
{
  char *file = g_build_filename (path, name, NULL);
  g_autofree char *parent = g_path_get_dirname (file);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (file, text, -1, &error);
  g_assert_no_error (error);
  return file;
}
