/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetVisitCounts: what one visit adds, kept in memory until its end. Not thread-safe.
 *
 * Everything that comes from a world passes through here: an unregistered pair is dropped, what
 * goes over the registry's cap for one visit is dropped, and either is told only once per visit.
 */
typedef struct _GuichetVisitCounts GuichetVisitCounts;

/** @service_ids: NULL-terminated ids that service labels may have; copied. */
GuichetVisitCounts *guichet_visit_counts_new (const char *const *service_ids);
void guichet_visit_counts_free (GuichetVisitCounts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetVisitCounts, guichet_visit_counts_free)

/** Adds one; FALSE when it was dropped. */
gboolean guichet_visit_counts_add (GuichetVisitCounts *self, const char *metric,
                                   const char *label);
/** How many of @metric with @label are held. */
guint guichet_visit_counts_get (const GuichetVisitCounts *self, const char *metric,
                                const char *label);
guint guichet_visit_counts_get_n_dropped (const GuichetVisitCounts *self);
/** Calls @func for each held pair. */
void guichet_visit_counts_foreach (const GuichetVisitCounts *self,
                                   void (*func) (const char *metric, const char *label, guint n,
                                                 gpointer user_data),
                                   gpointer user_data);
