/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device-shell.h"

#include "link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#define PERIOD_MS 20

static const DeviceShell *shell;
static GuichetLink *shell_link;
static guint last; /* command that was seen */

void
device_shell_tell (guint command, const char *what)
{
  char name[16];

  (void)g_snprintf (name, sizeof name, "%u:%s", command, what);
  (void)prctl (PR_SET_NAME, name, 0, 0, 0);
}

char *
device_shell_make_path (const char *name)
{
  return g_build_filename (g_getenv ("GUICHET_CENTRE_DIR"), name, NULL);
}

static char *
read_command (guint *number)
{
  g_autofree char *path = device_shell_make_path ("behaviour");
  char *text = NULL;
  char *blank;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_strdup ("");
  *number = (guint)strtoul (text, &blank, 10);
  memmove (text, g_strstrip (blank), strlen (blank) + 1);
  return text;
}

static gboolean
on_due (gpointer user_data)
{
  guint number = last;
  g_autofree char *word = read_command (&number);

  if (number == last)
    return G_SOURCE_CONTINUE;
  last = number;
  if (g_str_equal (word, "end"))
    guichet_link_end_visit (shell_link);
  else
    shell->act (number, word);
  return G_SOURCE_CONTINUE;
}

static void
on_show_home (GuichetLink *link, gpointer user_data)
{
  g_autofree char *word = read_command (&last);

  guichet_link_show_home_done (link);
  guichet_link_begin_visit (link);
  g_timeout_add (PERIOD_MS, on_due, NULL);
}

static void
on_check_sandbox (GuichetLink *link, gpointer user_data)
{
  guichet_link_check_sandbox_done (link, 2);
}

static void
on_closed (GuichetLink *link, gpointer user_data)
{
  _Exit (0);
}

int
device_shell_run (const DeviceShell *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  shell = self;
  shell_link = guichet_link_new (atoi (g_getenv ("GUICHET_CHANNEL_FD")), &error);
  if (shell_link == NULL)
    return EXIT_FAILURE;
  shell->set_up (GUICHET_WORKERS (shell_link));
  g_signal_connect (shell_link, "show-curtain", G_CALLBACK (guichet_link_show_curtain_done), NULL);
  g_signal_connect (shell_link, "show-home", G_CALLBACK (on_show_home), NULL);
  g_signal_connect (shell_link, "check-sandbox", G_CALLBACK (on_check_sandbox), NULL);
  g_signal_connect (shell_link, "closed", G_CALLBACK (on_closed), NULL);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
