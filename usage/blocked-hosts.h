/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetBlockedHosts: refused host names, thresholded before anything is written.
 *
 * A page can put a typed word into a host name. So a name is first reduced to the part that may be
 * told (guichet_told_host_reduce()), and kept beyond its visit only as a keyed digest (key made at
 * start, never stored) until it was refused in GUICHET_BLOCKED_HOSTS_MIN_VISITS different visits;
 * from then on guichet_blocked_hosts_end_visit() hands it out to be counted, once a visit.
 * Not thread-safe.
 */
typedef struct _GuichetBlockedHosts GuichetBlockedHosts;
typedef struct _GuichetVisitCounts GuichetVisitCounts;

#define GUICHET_BLOCKED_HOSTS_MIN_VISITS 5
/* Different names of one visit, and digests of all visits, that are kept: what comes on top is
 * dropped and counted as dropped. */
#define GUICHET_BLOCKED_HOSTS_MAX_PER_VISIT 64
#define GUICHET_BLOCKED_HOSTS_MAX_DIGESTS   4096

GuichetBlockedHosts *guichet_blocked_hosts_new (void);
void guichet_blocked_hosts_free (GuichetBlockedHosts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetBlockedHosts, guichet_blocked_hosts_free)

/** Notes that @host was refused in the visit in progress. @host is not kept in clear beyond it;
 *  what is not a canonical host name is dropped. */
void guichet_blocked_hosts_note (GuichetBlockedHosts *self, const char *host);
/** Ends the visit: adds what passed the threshold to @counts (metric "blocked-host"; NULL: nothing
 *  is counted), then overwrites and forgets all clear names. */
void guichet_blocked_hosts_end_visit (GuichetBlockedHosts *self, GuichetVisitCounts *counts);
