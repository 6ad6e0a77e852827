/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** Whether @command ("setup", "doctor") is a program of its own beside the supervisor. */
gboolean guichetctl_is_program (const char *command);

/** Becomes that program. @arguments: as for execv(), the command's name first, NULL-terminated.
 *  Returns only when it cannot be run; the exit status of guichetctl, after saying why. */
int guichetctl_run_program (char **arguments);
