/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A shell without a screen: speaks the real protocol from inside a real world, and misbehaves as
 * the file "behaviour" of the centre's directory says. For faults that the real shell cannot be
 * told to have. */
#include <glib-unix.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "link.h"
#include "raw-shell.h"

static GuichetLink *shell_link;
static char *behaviour;

/* Of the moment: a test changes it for what comes after. */
static void
read_behaviour (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("GUICHET_CENTRE_DIR"), "behaviour", NULL);

  g_clear_pointer (&behaviour, g_free);
  if (!g_file_get_contents (path, &behaviour, NULL, NULL))
    behaviour = g_strdup ("calm");
  g_strstrip (behaviour);
}

/* --- what would starve the machine --- */

static void
fork_for_ever (void)
{
  for (;;)
    if (fork () == 0)
      for (;;)
        pause ();
}

static void
make_files (void)
{
  for (int i = 0; i < 30000; i++) {
    g_autofree char *path = g_strdup_printf ("%s/%d", i % 2 ? "/tmp" : "/dev/shm", i);

    (void)g_file_set_contents_full (path, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  }
  for (;;)
    pause ();
}

static void
spin (void)
{
  for (int i = 0; i < 3; i++)
    (void)!fork ();
  for (;;)
    ;
}

static void
eat_memory (void)
{
  for (;;)
    memset (g_malloc (1 << 24), 1, 1 << 24);
}

static const struct {
  const char *behaviour;
  void (*func) (void);
} bombs[] = {
  { "forks", fork_for_ever },
  { "files", make_files },
  { "spins", spin },
  { "eats", eat_memory },
};

static void
start_bomb (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bombs); i++)
    if (g_str_equal (behaviour, bombs[i].behaviour)) {
      guichet_link_begin_visit (shell_link);
      if (fork () == 0)
        bombs[i].func ();
    }
}

static gboolean
on_act (gpointer user_data)
{
  read_behaviour ();
  if (g_str_equal (behaviour, "later"))
    return G_SOURCE_CONTINUE;
  start_bomb ();
  if (g_str_equal (behaviour, "die"))
    _exit (1);
  if (g_str_equal (behaviour, "hang"))
    raise (SIGSTOP);
  if (g_str_equal (behaviour, "visit"))
    guichet_link_begin_visit (shell_link);
  if (g_str_equal (behaviour, "visit-end")) {
    guichet_link_begin_visit (shell_link);
    guichet_link_count (shell_link, "service-opened", "caf");
    guichet_link_count (shell_link, "service-opened", "not-a-service");
    guichet_link_count (shell_link, "made-up", "x");
    guichet_link_end_visit (shell_link);
  }
  if (g_str_equal (behaviour, "bad-sandbox"))
    guichet_link_report_sandbox (shell_link, 0);
  if (g_str_equal (behaviour, "flood"))
    for (int i = 0; i < 30000; i++)
      guichet_link_count (shell_link, "made-up", "x");
  if (g_str_equal (behaviour, "daemons"))
    for (int i = 0; i < 20; i++)
      if (fork () == 0) {
        setsid ();
        if (fork () != 0)
          _exit (0);
        signal (SIGTERM, SIG_IGN);
        for (;;)
          pause ();
      }
  return G_SOURCE_REMOVE;
}

static void
on_show_curtain (GuichetLink *link, gpointer user_data)
{
  if (!g_str_equal (behaviour, "no-curtain"))
    guichet_link_show_curtain_done (link);
}

static void
on_show_home (GuichetLink *link, gpointer user_data)
{
  if (g_str_equal (behaviour, "no-home"))
    return;
  guichet_link_show_home_done (link);
  g_timeout_add (200, on_act, NULL);
}

static void
on_check_sandbox (GuichetLink *link, gpointer user_data)
{
  guichet_link_check_sandbox_done (link, g_str_equal (behaviour, "no-sandbox") ? 0 : 2);
}

static void
on_closed (GuichetLink *link, gpointer user_data)
{
  _exit (0);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  read_behaviour ();
  if (g_str_equal (behaviour, "no-start"))
    return EXIT_FAILURE;
  if (g_str_equal (behaviour, "never-attach"))
    pause ();
  if (raw_shell_knows (behaviour))
    return raw_shell_run (behaviour, atoi (g_getenv ("GUICHET_CHANNEL_FD")));
  shell_link = guichet_link_new (atoi (g_getenv ("GUICHET_CHANNEL_FD")), &error);
  if (shell_link == NULL)
    return EXIT_FAILURE;
  g_signal_connect (shell_link, "show-curtain", G_CALLBACK (on_show_curtain), NULL);
  g_signal_connect (shell_link, "show-home", G_CALLBACK (on_show_home), NULL);
  g_signal_connect (shell_link, "check-sandbox", G_CALLBACK (on_check_sandbox), NULL);
  g_signal_connect (shell_link, "closed", G_CALLBACK (on_closed), NULL);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
