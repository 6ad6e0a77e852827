/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** A fresh directory; its path, owned by the caller. */
char *fresh_dir_new (void);
/** Removes it with all that is in it, and frees its path. */
void fresh_dir_free (char *path);
/** Makes the directories on the way to @name in @path and writes @text there; its path, owned by
 *  the caller. */
char *fresh_dir_write (const char *path, const char *name, const char *text);
