/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "process-sandbox.h"

#include <glib/gstdio.h>

#define SHELL 100

typedef struct {
  char *proc;
  GPtrArray *made; /* char *, in the order of making */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->proc = g_dir_make_tmp ("guichet-proc-XXXXXX", NULL);
  g_assert_nonnull (fixture->proc);
  fixture->made = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = fixture->made->len; i > 0; i--)
    g_assert_cmpint (g_remove (fixture->made->pdata[i - 1]), ==, 0);
  g_ptr_array_unref (fixture->made);
  g_assert_cmpint (g_rmdir (fixture->proc), ==, 0);
  g_free (fixture->proc);
}

static void
add (Fixture *fixture, int pid, const char *name, char state, int parent, const char *seccomp)
{
  g_autofree char *number = g_strdup_printf ("%d", pid);
  char *dir = g_build_filename (fixture->proc, number, NULL);
  char *path = g_build_filename (dir, "status", NULL);
  g_autofree char *text =
      g_strdup_printf ("Name:\t%s\nUmask:\t0022\nState:\t%c (x)\nTgid:\t%d\nPid:\t%d\nPPid:\t%d\n"
                       "NoNewPrivs:\t1\n%s%s%sSeccomp_filters:\t1\n",
                       name, state, pid, pid, parent, seccomp != NULL ? "Seccomp:\t" : "",
                       seccomp != NULL ? seccomp : "", seccomp != NULL ? "\n" : "");

  g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
  g_ptr_array_add (fixture->made, dir);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_ptr_array_add (fixture->made, path);
}

static void
test_finds_through_bwrap (Fixture *fixture, gconstpointer data)
{
  guint seccomp;

  add (fixture, SHELL, "guichet", 'S', 1, "0");
  add (fixture, 101, "bwrap", 'S', SHELL, "0");
  add (fixture, 102, "bwrap", 'S', 101, "0");
  add (fixture, 103, "WebKitWebProces", 'S', 102, "2");
  g_assert_cmpuint (guichet_process_sandbox_read (fixture->proc, SHELL, &seccomp), ==, 1);
  g_assert_cmpuint (seccomp, ==, 2);
}

static void
test_lowest_counts (Fixture *fixture, gconstpointer data)
{
  guint seccomp;

  add (fixture, 103, "WebKitWebProces", 'S', SHELL, "2");
  add (fixture, 104, "WebKitWebProces", 'R', SHELL, "0");
  g_assert_cmpuint (guichet_process_sandbox_read (fixture->proc, SHELL, &seccomp), ==, 2);
  g_assert_cmpuint (seccomp, ==, 0);
}

static void
test_missing_line_is_none (Fixture *fixture, gconstpointer data)
{
  guint seccomp;

  add (fixture, 103, "WebKitWebProces", 'S', SHELL, NULL);
  g_assert_cmpuint (guichet_process_sandbox_read (fixture->proc, SHELL, &seccomp), ==, 1);
  g_assert_cmpuint (seccomp, ==, 0);
}

static void
test_others_do_not_count (Fixture *fixture, gconstpointer data)
{
  guint seccomp = 7;

  add (fixture, 1, "init", 'S', 0, "0");
  add (fixture, 103, "WebKitWebProces", 'S', 1, "0");
  add (fixture, 104, "WebKitWebProces", 'Z', SHELL, "0");
  add (fixture, 105, "WebKitNetworkPr", 'S', SHELL, "0");
  add (fixture, 106, "xWebKitWebProces", 'S', SHELL, "0");
  g_assert_cmpuint (guichet_process_sandbox_read (fixture->proc, SHELL, &seccomp), ==, 0);
  g_assert_cmpuint (seccomp, ==, 0);
}

/* Pids are used again: what looks like a family may be a ring. */
static void
test_ring_ends (Fixture *fixture, gconstpointer data)
{
  guint seccomp;

  add (fixture, 103, "WebKitWebProces", 'S', 104, "2");
  add (fixture, 104, "bwrap", 'S', 103, "0");
  g_assert_cmpuint (guichet_process_sandbox_read (fixture->proc, SHELL, &seccomp), ==, 0);
}

static void
test_no_proc (Fixture *fixture, gconstpointer data)
{
  guint seccomp = 7;

  g_assert_cmpuint (guichet_process_sandbox_read ("/nonexistent", SHELL, &seccomp), ==, 0);
  g_assert_cmpuint (seccomp, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  ADD ("/kiosk/process-sandbox/finds-through-bwrap", test_finds_through_bwrap);
  ADD ("/kiosk/process-sandbox/lowest-counts", test_lowest_counts);
  ADD ("/kiosk/process-sandbox/missing-line-is-none", test_missing_line_is_none);
  ADD ("/kiosk/process-sandbox/others-do-not-count", test_others_do_not_count);
  ADD ("/kiosk/process-sandbox/ring-ends", test_ring_ends);
  ADD ("/kiosk/process-sandbox/no-proc", test_no_proc);
  return g_test_run ();
}
