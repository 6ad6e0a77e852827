/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * staff-stick-runner DIR RUNTIME-DIR DEFAULTS CENTRE DATABASE REPORT WHAT...: what staff put on a
 * stick, on the real worker in its sandbox, with sticks that are files. WHAT: "report", "text" (a
 * file of that name is put), "other" (under a name that is not the terminal's). Prints the outcome.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config-problem.h"
#include "staff-report.h"
#include "staff-stick.h"

typedef struct {
  GMainLoop *loop;
  GuichetStaffPlace place;
} Runner;

static GuichetWorkerKind kind;

/* The staff's own, and one variable more: loop devices are sticks. */
static void
add_words (GPtrArray *argv, const GuichetSettings *settings)
{
  guichet_worker_kind_staff_stick.add_words (argv, settings);
  guichet_worker_kind_add_words (argv, "--setenv", "GUICHET_STICK_LOOPS", "1", NULL);
}

static void
on_put (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Runner *runner = user_data;

  printf ("%s\n", guichet_staff_stick_put_finish (result));
  g_main_loop_quit (runner->loop);
}

static void
put (Runner *runner, GPtrArray *files)
{
  guichet_staff_stick_put_async (&runner->place, &kind, files, on_put, runner);
}

static void
on_report (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Runner *runner = user_data;
  const char *outcome = NULL;
  g_autoptr (GPtrArray) files = guichet_staff_report_make_finish (result, &outcome);

  if (files != NULL) {
    put (runner, files);
    return;
  }
  printf ("%s\n", outcome);
  g_main_loop_quit (runner->loop);
}

static void
start (Runner *runner, const char *what)
{
  g_autoptr (GPtrArray) files =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_staff_file_free);
  g_autoptr (GBytes) bytes = g_bytes_new (what, strlen (what));

  if (strcmp (what, "report") == 0) {
    guichet_staff_report_make_async (&runner->place, on_report, runner);
    return;
  }
  g_ptr_array_add (files, guichet_staff_file_new (
                              strcmp (what, "text") == 0 ? "essai.txt" : "../autorun.inf", bytes));
  put (runner, files);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  g_autoptr (GuichetSettings) settings = NULL;
  g_autoptr (GuichetCatalogue) catalogue = NULL;
  g_autoptr (GPtrArray) workers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GuichetWorldRoster) roster = guichet_world_roster_new ();
  Runner runner = { 0 };

  if (argc != 8)
    return EXIT_FAILURE;
  settings = guichet_settings_load (argv[3], argv[4], problems);
  catalogue = guichet_catalogue_load (argv[3], argv[4], "fr", problems);
  kind = guichet_worker_kind_staff_stick;
  kind.add_words = add_words;
  runner.loop = g_main_loop_new (NULL, FALSE);
  runner.place = (GuichetStaffPlace){
    .settings = settings,
    .catalogue = catalogue,
    .roster = roster,
    .program_dir = argv[1],
    .runtime_dir = argv[2],
    .defaults_dir = argv[3],
    .centre_dir = argv[4],
    .database = argv[5],
    .report_program = argv[6],
    .workers = workers,
  };
  start (&runner, argv[7]);
  g_main_loop_run (runner.loop);
  while (workers->len > 0)
    g_main_context_iteration (NULL, TRUE);
  g_main_loop_unref (runner.loop);
  return EXIT_SUCCESS;
}
