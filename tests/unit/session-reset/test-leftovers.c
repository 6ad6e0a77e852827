/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leftovers.h"

#include <signal.h>
#include <stdint.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "fresh-dir.h"
#include "wipe.h"
#include "world-bounds.h"

/* Numbers that no namespace has: the kernel's begin far above. */
#define NOBODY "1 2 3\n"

static gboolean
exists (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
put (const char *dir, const char *name, const char *text)
{
  g_free (fresh_dir_write (dir, name, text));
}

static int
look (GuichetLeftovers *leftovers)
{
  g_autoptr (GuichetWorldRoster) living = guichet_world_roster_new ();
  g_autoptr (GuichetWorldBounds) none = guichet_world_bounds_new ("/", "", 1);

  return guichet_leftovers_look (leftovers, living, none);
}

static void
test_none (void)
{
  char *dir = fresh_dir_new ();
  g_autofree char *missing = g_build_filename (dir, "missing", NULL);
  g_autoptr (GuichetLeftovers) in_empty = guichet_leftovers_find (dir);
  g_autoptr (GuichetLeftovers) in_missing = guichet_leftovers_find (missing);

  g_assert_cmpuint (guichet_leftovers_get_n (in_empty), ==, 0);
  g_assert_cmpuint (guichet_leftovers_get_n (in_missing), ==, 0);
  g_assert_cmpuint (guichet_leftovers_get_highest (in_empty), ==, 0);
  g_assert_cmpint (look (in_missing), ==, GUICHET_WIPE_VERIFIED);
  fresh_dir_free (dir);
}

static void
test_gone (void)
{
  char *dir = fresh_dir_new ();
  g_autoptr (GuichetLeftovers) leftovers = NULL;

  put (dir, "world-3/note", NOBODY);
  put (dir, "world-3/visit", "");
  put (dir, "world-12/note", NOBODY);
  put (dir, "control.sock", "");
  put (dir, "world", "");
  put (dir, "my-world-99/note", "x");
  leftovers = guichet_leftovers_find (dir);
  g_assert_cmpuint (guichet_leftovers_get_n (leftovers), ==, 2);
  g_assert_cmpuint (guichet_leftovers_get_n_visits (leftovers), ==, 1);
  g_assert_cmpuint (guichet_leftovers_get_highest (leftovers), ==, 12);
  g_assert_cmpint (look (leftovers), ==, GUICHET_WIPE_VERIFIED);
  g_assert_false (exists (dir, "world-3"));
  g_assert_false (exists (dir, "world-12"));
  g_assert_true (exists (dir, "control.sock"));
  g_assert_true (exists (dir, "world"));
  g_assert_true (exists (dir, "my-world-99/note"));
  fresh_dir_free (dir);
}

static void
test_marks (void)
{
  char *dir = fresh_dir_new ();
  g_autoptr (GuichetLeftovers) leftovers = NULL;
  g_autoptr (GuichetLeftovers) again = NULL;

  put (dir, "world-3/note", NOBODY);
  put (dir, "world-3/visit", "");
  leftovers = guichet_leftovers_find (dir);
  guichet_leftovers_remove_marks (leftovers);
  again = guichet_leftovers_find (dir);
  g_assert_cmpuint (guichet_leftovers_get_n (again), ==, 1);
  g_assert_cmpuint (guichet_leftovers_get_n_visits (again), ==, 0);
  g_assert_cmpint (look (again), ==, GUICHET_WIPE_VERIFIED);
  fresh_dir_free (dir);
}

static GSubprocess *
spawn_with (const char *word)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error,
                                           "/usr/bin/tail", "-f", "/dev/null", word, NULL);

  g_assert_no_error (error);
  return process;
}

static gboolean
is_running (GSubprocess *process)
{
  g_autofree char *path =
      g_strdup_printf ("/proc/%s/cmdline", g_subprocess_get_identifier (process));
  g_autofree char *words = NULL;
  gsize size = 0;

  return g_file_get_contents (path, &words, &size, NULL) && size > 0;
}

/* What a broken start left is killed and looked for; what only sounds like it is not. */
static void
test_stray_start (void)
{
  char *dir = fresh_dir_new ();
  g_autofree char *stray_word = g_build_filename (dir, "world-1", "display", NULL);
  g_autofree char *other_word = g_build_filename (dir, "world-11", "display", NULL);
  g_autoptr (GSubprocess) stray = NULL;
  g_autoptr (GSubprocess) other = NULL;
  g_autoptr (GuichetLeftovers) leftovers = NULL;

  put (dir, "world-1/display", "");
  put (dir, "world-11/display", "");
  put (dir, "world-11/note", NOBODY);
  stray = spawn_with (stray_word);
  other = spawn_with (other_word);
  leftovers = guichet_leftovers_find (dir);
  g_assert_cmpint (look (leftovers), ==, GUICHET_WIPE_FAILED_KILL);
  g_assert_true (g_subprocess_wait (stray, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_term_sig (stray), ==, SIGKILL);
  g_assert_cmpint (look (leftovers), ==, GUICHET_WIPE_VERIFIED);
  g_assert_false (exists (dir, "world-1"));
  g_assert_true (is_running (other));
  g_subprocess_force_exit (other);
  g_assert_true (g_subprocess_wait (other, NULL, NULL));
  fresh_dir_free (dir);
}

/* It never had a channel: nobody was in it. */
static void
test_no_note (void)
{
  char *dir = fresh_dir_new ();
  g_autofree char *world = g_build_filename (dir, "world-1", NULL);
  g_autoptr (GuichetLeftovers) leftovers = NULL;

  g_assert_no_errno (mkdir (world, 0700));
  leftovers = guichet_leftovers_find (dir);
  g_assert_cmpuint (guichet_leftovers_get_n (leftovers), ==, 1);
  g_assert_cmpint (look (leftovers), ==, GUICHET_WIPE_VERIFIED);
  g_assert_false (exists (dir, "world-1"));
  fresh_dir_free (dir);
}

static void
test_bad_note (void)
{
  static const char *const notes[] = { "", "1 2", "4026532301 4026532", "x y z" };

  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++) {
    char *dir = fresh_dir_new ();
    g_autoptr (GuichetLeftovers) leftovers = NULL;

    put (dir, "world-1/note", notes[i]);
    leftovers = guichet_leftovers_find (dir);
    /* However often one asks. */
    g_assert_cmpint (look (leftovers), ==, GUICHET_WIPE_FAILED_LOOK);
    g_assert_cmpint (look (leftovers), ==, GUICHET_WIPE_FAILED_LOOK);
    g_assert_true (exists (dir, "world-1/note"));
    fresh_dir_free (dir);
  }
}

/* One that lives: our own namespace stands for it. */
static void
test_living (void)
{
  char *dir = fresh_dir_new ();
  g_autoptr (GuichetLeftovers) leftovers = NULL;
  g_autofree char *note = NULL;
  struct stat info;

  g_assert_no_errno (stat ("/proc/self/ns/pid", &info));
  note = g_strdup_printf ("%ju 2 3\n", (uintmax_t)info.st_ino);
  put (dir, "world-1/note", note);
  put (dir, "world-2/note", NOBODY);
  leftovers = guichet_leftovers_find (dir);
  g_assert_cmpint (look (leftovers), ==, GUICHET_WIPE_FAILED_PROCESS);
  g_assert_true (exists (dir, "world-1/note"));
  fresh_dir_free (dir);
}

/* A directory that looks like a group; what the kernel cannot take away yet is one with a file. */
static void
test_group (void)
{
  char *dir = fresh_dir_new ();
  g_autofree char *file = fresh_dir_write (dir, "g/guichet/world-3/busy", "");
  g_autofree char *root = g_build_filename (dir, "g", NULL);
  g_autofree char *control = fresh_dir_write (root, "guichet/cgroup.subtree_control", "");
  g_autofree char *procs = fresh_dir_write (root, "guichet/cgroup.procs", "");
  g_autoptr (GuichetWorldBounds) bounds = guichet_world_bounds_new (root, "0::/guichet\n", 1);
  g_autoptr (GuichetWorldRoster) living = guichet_world_roster_new ();
  g_autoptr (GuichetLeftovers) leftovers = NULL;

  put (dir, "world-3/note", NOBODY);
  leftovers = guichet_leftovers_find (dir);
  g_assert_cmpint (guichet_leftovers_look (leftovers, living, bounds), ==,
                   GUICHET_WIPE_FAILED_PROCESS);
  g_assert_true (exists (dir, "world-3/note"));
  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_cmpint (guichet_leftovers_look (leftovers, living, bounds), ==, GUICHET_WIPE_VERIFIED);
  g_assert_false (exists (root, "guichet/world-3"));
  g_assert_false (exists (dir, "world-3"));
  fresh_dir_free (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/leftovers/none", test_none);
  g_test_add_func ("/session-reset/leftovers/gone", test_gone);
  g_test_add_func ("/session-reset/leftovers/marks", test_marks);
  g_test_add_func ("/session-reset/leftovers/stray-start", test_stray_start);
  g_test_add_func ("/session-reset/leftovers/no-note", test_no_note);
  g_test_add_func ("/session-reset/leftovers/bad-note", test_bad_note);
  g_test_add_func ("/session-reset/leftovers/living", test_living);
  g_test_add_func ("/session-reset/leftovers/group", test_group);
  return g_test_run ();
}
