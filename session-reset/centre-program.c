/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "centre-program.h"

#include <gio/gio.h>

#define COMMAND_TIMEOUT_S 30

static gboolean
on_command_timeout (gpointer user_data)
{
  g_subprocess_force_exit (user_data);
  return G_SOURCE_REMOVE;
}

static void
on_command_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GSource *timeout = user_data;

  if (!g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, NULL))
    g_warning ("A program of the centre failed");
  g_source_destroy (timeout);
  g_source_unref (timeout);
}

void
guichet_centre_program_run (const char *path, const char *word)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  GSource *timeout;

  process = g_subprocess_launcher_spawn (launcher, NULL, path, word, NULL);
  if (process == NULL) {
    g_warning ("A program of the centre cannot be run");
    return;
  }
  timeout = g_timeout_source_new_seconds (COMMAND_TIMEOUT_S);
  g_source_set_callback (timeout, on_command_timeout, g_object_ref (process), g_object_unref);
  g_source_attach (timeout, NULL);
  g_subprocess_wait_async (process, NULL, on_command_ended, timeout);
}
