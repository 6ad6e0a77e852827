/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guichetctl-program.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const programs[] = { "doctor", "setup", NULL };

gboolean
guichetctl_is_program (const char *command)
{
  return g_strv_contains (programs, command);
}

int
guichetctl_run_program (char **arguments)
{
  g_autofree char *name = g_strconcat ("guichet-", arguments[0], NULL);
  g_autofree char *path = g_build_filename (GUICHET_LIBEXECDIR, name, NULL);

  (void)execv (path, arguments);
  if (errno == ENOENT)
    g_printerr (
        _ ("guichetctl: “%s” is not installed here (%s): it comes with the Debian package\n"),
        arguments[0], path);
  else
    g_printerr ("guichetctl: %s: %s\n", path, g_strerror (errno));
  return EXIT_FAILURE;
}
