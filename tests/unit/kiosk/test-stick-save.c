/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-save.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SIZE (600 * 1024)

/* In place of libc's, for a stick that takes everything and fails when it is to keep it. */
static guint n_files_kept;
static guint n_folders_kept;
static gboolean is_failing;

int
fsync (int fd)
{
  struct stat info;

  g_assert_no_errno (fstat (fd, &info));
  if (is_failing) {
    errno = EIO;
    return -1;
  }
  if (S_ISDIR (info.st_mode)) {
    /* Last: the document is whole, and on the stick. */
    g_assert_cmpuint (n_files_kept, >, n_folders_kept);
    n_folders_kept++;
  } else {
    g_assert_cmpint (info.st_size, ==, SIZE);
    n_files_kept++;
  }
  return (int)syscall (SYS_fsync, fd);
}

typedef struct {
  /* Owned */
  char *path;
  /* Handles */
  int root;
  int document;
} Fixture;

static void
on_moved (gpointer user_data)
{
  guint *n_moved = user_data;

  (*n_moved)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bytes = g_strnfill (SIZE, 'a');

  n_files_kept = n_folders_kept = 0;
  is_failing = FALSE;
  fixture->path = g_dir_make_tmp ("guichet-save-XXXXXX", NULL);
  fixture->root = open (fixture->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  fixture->document = memfd_create ("document", MFD_CLOEXEC);
  g_assert_cmpint (fixture->document, >=, 0);
  g_assert_cmpint (write (fixture->document, bytes, SIZE), ==, SIZE);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  (void)unlinkat (fixture->root, "lettre.pdf", 0);
  (void)unlinkat (fixture->root, "lettre-2.pdf", 0);
  close (fixture->document);
  close (fixture->root);
  g_assert_no_errno (g_rmdir (fixture->path));
  g_free (fixture->path);
}

/* "You can take it out" is said after this: the document is kept, then the folder that names it. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2; i++) {
    guint n_moved = 0;
    g_autoptr (GError) error = NULL;
    g_autofree char *name = guichet_stick_save (fixture->root, "lettre.pdf", fixture->document,
                                                on_moved, &n_moved, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (name, ==, i == 0 ? "lettre.pdf" : "lettre-2.pdf");
    g_assert_cmpuint (n_moved, >, 1);
    g_assert_cmpuint (n_files_kept, ==, i + 1);
    g_assert_cmpuint (n_folders_kept, ==, i + 1);
  }
}

static void
test_not_kept (Fixture *fixture, gconstpointer data)
{
  guint n_moved = 0;
  g_autoptr (GError) error = NULL;

  is_failing = TRUE;
  g_assert_null (guichet_stick_save (fixture->root, "lettre.pdf", fixture->document, on_moved,
                                     &n_moved, NULL, &error));
  g_assert_error (error, GUICHET_STICK_ERROR, GUICHET_STICK_ERROR_GONE);
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/kiosk/stick-save/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("kept", test_kept);
  ADD ("not-kept", test_not_kept);
  return g_test_run ();
}
