/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workers.h"

/**
 * A shell without a screen, for tests of a worker under the real supervisor. It does as the file
 * "behaviour" of the centre's directory says: a line "N WORD" is a command. What comes of it is the
 * name of its process, "N:done"...: a world has no other way to tell a test anything.
 */
typedef struct {
  /** Once there is a link, which is @workers. */
  void (*set_up) (GuichetWorkers *workers);
  /** "end" is done here: it ends the visit. */
  void (*act) (guint command, const char *word);
} DeviceShell;

/** What main() returns. */
int device_shell_run (const DeviceShell *shell);
/** Of @command, @what came; a name has fifteen bytes. */
void device_shell_tell (guint command, const char *what);
/** Of @name in the centre's directory; owned by the caller. */
char *device_shell_make_path (const char *name);
