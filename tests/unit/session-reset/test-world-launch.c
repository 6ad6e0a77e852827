/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-launch.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "processor-share.h"

/* As bubblewrap 0.8 writes it. */
static const char answer[] = "{\n    \"child-pid\": 48213,\n    \"cgroup-namespace\": 4026532301,\n"
                             "    \"ipc-namespace\": 4026532299\n}\n";

static void
test_pieces (void)
{
  gsize whole = strlen (answer) - 1;

  for (gsize size = 0; size <= strlen (answer); size++) {
    g_autofree char *piece = g_strndup (answer, size);

    g_assert_cmpint (guichet_world_launch_parse_info (piece), ==, size < whole ? 0 : 48213);
  }
}

static void
test_others (void)
{
  static const struct {
    const char *text;
    int pid;
  } cases[] = {
    { "{ \"child-pid\": 7 }", 7 },
    { "{\"child-pid\":7}", 7 },
    { "{}", 0 },
    { "", 0 },
    { "}", 0 },
    { "{ \"child-pids\": 7 }", 0 },
    { "{ } \"child-pid\": 7", 0 },
    { "{ \"child-pid\": }", 0 },
    { "{ \"child-pid\": x }", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (guichet_world_launch_parse_info (cases[i].text), ==, cases[i].pid);
}

/* What bubblewrap's child is before it asked to die with its parent: a process that waits. */
static void
test_kill (void)
{
  static const char *const command[] = { "sh", "-c", "sleep 1000 & echo ready; wait", NULL };
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  guichet_processor_share_give_way ();
  g_subprocess_launcher_set_child_setup (launcher, guichet_world_launch_prepare_child, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, command, &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, "ready");
  /* What gives way to others is who started it. */
  g_assert_cmpint (sched_getscheduler (0), ==, SCHED_BATCH);
  g_assert_cmpint (sched_getscheduler (atoi (g_subprocess_get_identifier (process))), ==,
                   SCHED_OTHER);
  guichet_world_launch_kill (process);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGKILL);
  /* The end of the pipe is the end of the last one that held it. */
  g_assert_null (g_data_input_stream_read_line (lines, NULL, NULL, &error));
  g_assert_no_error (error);
  /* Waited for: its number may be another's, and nothing is sent. */
  guichet_world_launch_kill (process);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/world-launch/pieces", test_pieces);
  g_test_add_func ("/session-reset/world-launch/others", test_others);
  g_test_add_func ("/session-reset/world-launch/kill", test_kill);
  return g_test_run ();
}
