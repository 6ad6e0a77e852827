/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* The database as a file: what stands at its path, and how a damaged one is set aside. Only for
 * usage-store.c. Errors are GUICHET_USAGE_ERROR. */

typedef enum {
  GUICHET_STORE_FILE_MISSING,
  GUICHET_STORE_FILE_EMPTY,
  GUICHET_STORE_FILE_REGULAR,
  GUICHET_STORE_FILE_OTHER, /* a directory, a device, or not to be looked at */
} GuichetStoreFileState;

typedef struct {
  /* "YYYY-MM-DD", both included */
  char first_day[11];
  char last_day[11];
} GuichetGap;

GuichetStoreFileState guichet_store_file_get_state (const char *path);
/** In bytes; 0 when it cannot be looked at. */
gint64 guichet_store_file_get_size (const char *path);
/** TRUE when @path does not begin as a database does, and no journal beside it could mend that:
 *  then SQLite, which deletes a journal that it finds stale, must not see it at all. */
gboolean guichet_store_file_is_foreign (const char *path);
/** TRUE when the header says that it is in WAL mode, which cannot be read without writing. */
gboolean guichet_store_file_is_wal (const char *path);
/** Makes an empty file of mode 0600. */
gboolean guichet_store_file_create (const char *path, GError **error);
/** Takes back what guichet_store_file_create() made, if it is still empty. */
void guichet_store_file_remove_empty (const char *path);
/** Renames @path and its journal to a free name that tells @day; the name, owned by the caller. */
char *guichet_store_file_set_aside (const char *path, const char *day, GError **error);
/** What the files that were set aside from @path held: from the day each was made to the day in
 *  its name. Element type GuichetGap, owned by the caller. */
GArray *guichet_store_file_list_gaps (const char *path);
