/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stick-error.h"

/** Whether @name is a file name as the shell makes them: letters, digits, "-", one extension. */
gboolean guichet_stick_is_file_name (const char *name);
/** Whether @name is one of the terminal's own: the same, and a report's or a text's ending. */
gboolean guichet_stick_is_own_name (const char *name);

/** Called now and then while something moves. */
typedef void (*GuichetStickMoved) (gpointer user_data);

/**
 * Writes what @document (sealed memory) holds into the folder @root, under @name or a name like it
 * that is free, and has the kernel put it on the stick. Nothing that is there is touched; what
 * could not be written whole is taken away again. Blocks: for a thread. The name it got, owned by
 * the caller; NULL and @error of GUICHET_STICK_ERROR.
 */
char *guichet_stick_save (int root, const char *name, int document, GuichetStickMoved moved,
                          gpointer user_data, GCancellable *cancellable, GError **error);
/** The same under this very @name, in place of what has it. */
gboolean guichet_stick_put (int root, const char *name, int document, GuichetStickMoved moved,
                            gpointer user_data, GCancellable *cancellable, GError **error);
