/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fresh-dir.h"
#include "world-bounds.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* A directory that looks like a group: what a kernel refuses, a real one cannot be told to. */
#define OWN    "0::/guichet\n"
#define GROUP  "guichet"
#define WORLD  "world-1"
#define MEMORY 1234567

typedef struct {
  char *root;
  GuichetWorldBounds *bounds;
} Fixture;

/* --- what the kernel makes in a new group --- */

int __real_mkdir (const char *path, mode_t mode);
int __wrap_mkdir (const char *path, mode_t mode);

static const char *const *kernel_files;
static gboolean refuses_mkdir;

int
__wrap_mkdir (const char *path, mode_t mode)
{
  int result;

  if (refuses_mkdir && g_str_has_suffix (path, "/" WORLD)) {
    errno = EAGAIN;
    return -1;
  }
  result = __real_mkdir (path, mode);
  for (gsize i = 0; result == 0 && kernel_files != NULL && kernel_files[i] != NULL; i++)
    g_free (fresh_dir_write (path, kernel_files[i], ""));
  return result;
}

static void
set_up (Fixture *self, gconstpointer has_kinds)
{
  self->root = fresh_dir_new ();
  g_free (fresh_dir_write (self->root, GROUP "/cgroup.procs", ""));
  /* Nothing can be written into a directory: no controller is switched on. */
  g_free (fresh_dir_write (self->root,
                           has_kinds != NULL ? GROUP "/cgroup.subtree_control"
                                             : GROUP "/cgroup.subtree_control/none",
                           ""));
  kernel_files = NULL;
  refuses_mkdir = FALSE;
  self->bounds = guichet_world_bounds_new (self->root, OWN, MEMORY);
  g_assert_cmpstr (guichet_world_bounds_get_kinds (self->bounds), ==,
                   has_kinds != NULL ? "memory pids cpu" : "");
}

static void
tear_down (Fixture *self, gconstpointer has_kinds)
{
  guichet_world_bounds_free (self->bounds);
  fresh_dir_free (self->root);
}

static void
assert_text (Fixture *self, const char *file, const char *wanted)
{
  g_autofree char *path = g_build_filename (self->root, GROUP, WORLD, file, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, wanted);
}

static void
assert_begins (Fixture *self)
{
  g_autofree char *procs = NULL;
  g_autofree char *wanted = g_build_filename (self->root, GROUP, WORLD, "cgroup.procs", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (guichet_world_bounds_open (self->bounds, WORLD, &procs, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (procs, ==, wanted);
}

/* @file: named in the error, for whoever reads the journal. */
static void
assert_refused (Fixture *self, const char *file)
{
  g_autofree char *procs = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (guichet_world_bounds_open (self->bounds, WORLD, &procs, &error));
  g_assert_null (procs);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, file));
}

static void
test_bounded (Fixture *self, gconstpointer data)
{
  static const char *const files[] = { "memory.max", "memory.swap.max", "pids.max", "cpu.weight",
                                       NULL };

  kernel_files = files;
  assert_begins (self);
  assert_text (self, "memory.max", "1234567");
  assert_text (self, "memory.swap.max", "0");
  assert_text (self, "pids.max", "1024");
  assert_text (self, "cpu.weight", "50");
}

/* A kernel without swap has no file for it; a weight bounds nothing. */
static void
test_needed_only (Fixture *self, gconstpointer data)
{
  static const char *const files[] = { "memory.max", "pids.max", NULL };

  kernel_files = files;
  assert_begins (self);
}

static void
test_no_memory (Fixture *self, gconstpointer data)
{
  static const char *const files[] = { "pids.max", NULL };

  kernel_files = files;
  assert_refused (self, "memory.max");
}

static void
test_no_pids (Fixture *self, gconstpointer data)
{
  static const char *const files[] = { "memory.max", NULL };

  kernel_files = files;
  assert_refused (self, "pids.max");
}

static void
test_no_group (Fixture *self, gconstpointer data)
{
  refuses_mkdir = TRUE;
  assert_refused (self, "mkdir");
}

/* One of that name that cannot be taken away may hold processes: never used again. */
static void
test_old_group (Fixture *self, gconstpointer data)
{
  g_free (fresh_dir_write (self->root, GROUP "/" WORLD "/memory.max", ""));
  g_free (fresh_dir_write (self->root, GROUP "/" WORLD "/pids.max", ""));
  assert_refused (self, "mkdir");
}

/* Where nothing can be bounded, worlds begin all the same, and the status says so. */
static void
test_no_kinds (Fixture *self, gconstpointer data)
{
  g_autofree char *procs = NULL;

  assert_begins (self);
  g_assert_true (guichet_world_bounds_close (self->bounds, WORLD));
  refuses_mkdir = TRUE;
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*control group: mkdir*");
  g_assert_true (guichet_world_bounds_open (self->bounds, WORLD, &procs, NULL));
  g_test_assert_expected_messages ();
  g_assert_null (procs);
}

static void
test_not_handed_over (void)
{
  char *root = fresh_dir_new ();
  g_autoptr (GuichetWorldBounds) bounds = guichet_world_bounds_new (root, OWN, MEMORY);
  g_autofree char *procs = NULL;

  g_assert_cmpstr (guichet_world_bounds_get_kinds (bounds), ==, "");
  g_assert_true (guichet_world_bounds_open (bounds, WORLD, &procs, NULL));
  g_assert_null (procs);
  g_assert_true (guichet_world_bounds_close (bounds, WORLD));
  fresh_dir_free (root);
}

static void
add (const char *name, gboolean has_kinds, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/session-reset/world-bounds/", name, NULL);

  g_test_add (path, Fixture, has_kinds ? "kinds" : NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("bounded", TRUE, test_bounded);
  add ("needed-only", TRUE, test_needed_only);
  add ("no-memory", TRUE, test_no_memory);
  add ("no-pids", TRUE, test_no_pids);
  add ("no-group", TRUE, test_no_group);
  add ("old-group", TRUE, test_old_group);
  add ("no-kinds", FALSE, test_no_kinds);
  g_test_add_func ("/session-reset/world-bounds/not-handed-over", test_not_handed_over);
  return g_test_run ();
}
