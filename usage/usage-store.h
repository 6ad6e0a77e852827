/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetUsageStore: day totals in one SQLite file, written by one process (journal DELETE,
 * synchronous EXTRA). Calls block for a few milliseconds; call from one thread.
 */
typedef struct _GuichetUsageStore GuichetUsageStore;
typedef struct _GuichetVisitCounts GuichetVisitCounts;

#define GUICHET_USAGE_ERROR (guichet_usage_error_quark ())
GQuark guichet_usage_error_quark (void);

typedef enum {
  GUICHET_USAGE_ERROR_OPEN,    /* cannot be opened or created: path, rights, disk */
  GUICHET_USAGE_ERROR_CORRUPT, /* not a database, or damaged */
  GUICHET_USAGE_ERROR_NEWER,   /* written by a newer version */
  GUICHET_USAGE_ERROR_WRITE,   /* full, read-only or locked */
  GUICHET_USAGE_ERROR_REFUSED, /* not a day, not a month, or a count that is not registered */
} GuichetUsageError;

/**
 * Opens or creates (mode 0600) the database at @path for writing. A damaged file, an empty one or
 * one that is not ours is set aside with its journal as "<path>.corrupt-YYYY-MM-DD[-n]" and never
 * deleted, a new one is started, the gap is noted in it, and @set_aside (may be NULL) gets the new
 * name of the old file, owned by the caller. An older version is brought up to this one, one
 * transaction a step. Anything but a regular file is left alone and refused.
 */
GuichetUsageStore *guichet_usage_store_open (const char *path, char **set_aside, GError **error);
/** Opens an existing database for reading only; never repairs, never creates, never writes: after
 *  a power cut it is refused (OPEN) until the terminal itself has opened it. */
GuichetUsageStore *guichet_usage_store_open_read_only (const char *path, GError **error);
void guichet_usage_store_free (GuichetUsageStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetUsageStore, guichet_usage_store_free)

/** Adds all counts of one visit to @day ("YYYY-MM-DD", local) in one transaction: all or nothing.
 *  Each is checked against the registry once more. A visit that could not be written is lost: its
 *  day becomes a gap with the next one that can. */
gboolean guichet_usage_store_add_visit (GuichetUsageStore *self, const char *day,
                                        const GuichetVisitCounts *counts, GError **error);
/** Calls @func for each total of @month ("YYYY-MM"), by metric, then label. */
gboolean guichet_usage_store_foreach_month (GuichetUsageStore *self, const char *month,
                                            void (*func) (const char *metric, const char *label,
                                                          gint64 n, gpointer user_data),
                                            gpointer user_data, GError **error);
/** The first month ("YYYY-MM", owned by the caller) that anything was counted in; NULL: none. */
gboolean guichet_usage_store_get_first_month (GuichetUsageStore *self, char **month,
                                              GError **error);
/** The last day ("YYYY-MM-DD", owned by the caller) before @before on which @label of @metric was
 *  counted; NULL: none. */
gboolean guichet_usage_store_get_last_day (GuichetUsageStore *self, const char *metric,
                                           const char *label, const char *before, char **day,
                                           GError **error);
/** Days of @month whose counts were lost, in whole or in part; element type char*, owned by the
 * caller. */
GPtrArray *guichet_usage_store_get_gaps (GuichetUsageStore *self, const char *month,
                                         GError **error);

/** Whether anything was counted on at least three days of the month before @today ("YYYY-MM-DD"): a
 *  clock that says so has been right, or wrong, for days. */
gboolean guichet_usage_store_is_in_use (GuichetUsageStore *self, const char *today);
/** Deletes what is older than @months whole months before @today ("YYYY-MM-DD"), the month of
 *  @today not counted: counts, whole months and gaps, in one transaction. What is deleted is
 *  overwritten in the file. */
gboolean guichet_usage_store_expire (GuichetUsageStore *self, const char *today, guint months,
                                     GError **error);
/** Months of counts that are kept (CNIL, audience measurement, 2025-07-04: at most 25 months). */
#define GUICHET_USAGE_RETENTION_MONTHS 25
/** Writes a whole copy to @path (mode 0600) by SQLite's own backup: to a file beside it, synced and
 *  checked, then renamed. @self may be read-only and in use by the terminal. */
gboolean guichet_usage_store_back_up (GuichetUsageStore *self, const char *path, GError **error);
