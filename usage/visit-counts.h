/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetVisitCounts: what one visit adds, kept in memory until its end. Not thread-safe.
 *
 * Everything that comes from a world passes through here: an unregistered pair is dropped, what
 * goes over the registry's cap for one visit is dropped, and either is told only once per visit.
 * What was dropped is held too, as metric "dropped", so that it is stored with the rest.
 */
typedef struct _GuichetVisitCounts GuichetVisitCounts;

/** @service_ids: NULL-terminated ids that service labels may have; copied. */
GuichetVisitCounts *guichet_visit_counts_new (const char *const *service_ids);
void guichet_visit_counts_free (GuichetVisitCounts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetVisitCounts, guichet_visit_counts_free)

/** Adds one; FALSE when it was dropped. For what the supervisor itself knows. Host names are never
 *  accepted here, see guichet_visit_counts_add_host(). */
gboolean guichet_visit_counts_add (GuichetVisitCounts *self, const char *metric, const char *label);
/** The same for what a world sent: also drops what only the supervisor may add. */
gboolean guichet_visit_counts_add_from_world (GuichetVisitCounts *self, const char *metric,
                                              const char *label);
/** Adds one refused @host that passed the threshold of blocked-hosts.h, which is the only caller.
 */
gboolean guichet_visit_counts_add_host (GuichetVisitCounts *self, const char *host);
/** Notes that @n host names were dropped by blocked-hosts.h. */
void guichet_visit_counts_drop_hosts (GuichetVisitCounts *self, guint n);

/** How many of @metric with @label are held. */
guint guichet_visit_counts_get (const GuichetVisitCounts *self, const char *metric,
                                const char *label);
guint guichet_visit_counts_get_n_dropped (const GuichetVisitCounts *self);
/** The ids given to _new(); borrowed, NULL-terminated. */
const char *const *guichet_visit_counts_get_service_ids (const GuichetVisitCounts *self);
/** Calls @func for each held pair, in no order that tells of the visit: by metric, then label. */
void guichet_visit_counts_foreach (const GuichetVisitCounts *self,
                                   void (*func) (const char *metric, const char *label, guint n,
                                                 gpointer user_data),
                                   gpointer user_data);
