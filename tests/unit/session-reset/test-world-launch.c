/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-launch.h"

#include <string.h>

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/world-launch/pieces", test_pieces);
  g_test_add_func ("/session-reset/world-launch/others", test_others);
  return g_test_run ();
}
