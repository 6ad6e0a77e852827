/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document-kind.h"
#include "stick-error.h"

/**
 * Looks a stick's files through for documents, and opens one of them again. Follows no link, leaves
 * no file system, and stops at its limits, whatever the stick is made like. Blocks: for a thread.
 */

typedef struct {
  guint max_documents;
  guint max_entries; /* directory entries looked at in all */
  guint max_depth;   /* of folders */
  gsize max_bytes;   /* of one document */
  gint64 max_microseconds;
} GuichetStickLimits;

extern const GuichetStickLimits guichet_stick_default_limits;

typedef struct {
  /* Owned */
  char *path;   /* from the root; bytes as the stick has them: never shown, never told */
  char *name;   /* cleaned, without extension */
  char *folder; /* cleaned name of the innermost folder; "" in none */
  /* State */
  GuichetDocumentKind kind;
  guint64 size;
  gint64 changed; /* seconds; only to sort by */
} GuichetStickFile;

void guichet_stick_file_free (GuichetStickFile *file);

/** Documents and pictures below @root, newest first; owned by the caller. @left_out: how many more
 *  there are that are too large or too many. Ends early, with what was found, when cancelled. */
GPtrArray *guichet_stick_walk (int root, const GuichetStickLimits *limits,
                               GCancellable *cancellable, guint *left_out);
/** Opens a regular file again by @path of a GuichetStickFile; -1 and @error of GUICHET_STICK_ERROR.
 */
int guichet_stick_open (int root, const char *path, GError **error);
