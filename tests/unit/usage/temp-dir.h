/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A fresh directory for one test, removed with what is in it (one level) when the test ends. */
typedef struct {
  /* Owned */
  char *path;
} TempDir;

void temp_dir_set_up (TempDir *dir, gconstpointer data);
void temp_dir_tear_down (TempDir *dir, gconstpointer data);
/** Path of @name in it, owned by the caller. */
char *temp_dir_path (const TempDir *dir, const char *name);
/** Writes a file; its path, owned by the caller. @length: -1 for a string. */
char *temp_dir_write (const TempDir *dir, const char *name, const void *bytes, gssize length);
/** Number of entries. */
guint temp_dir_count (const TempDir *dir);

#define temp_dir_add_test(test_path, func)                                                         \
  g_test_add (test_path, TempDir, NULL, temp_dir_set_up, func, temp_dir_tear_down)
