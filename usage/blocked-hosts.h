/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetBlockedHosts: refused host names, thresholded before anything is written.
 *
 * A page can put a typed word into a host name. So a name is kept only as a keyed digest (key made
 * at start, never stored) until it was refused in GUICHET_BLOCKED_HOSTS_MIN_VISITS different
 * visits; only then does guichet_blocked_hosts_end_visit() hand the clear name out to be counted,
 * reduced to its registrable domain when it is not short enough.
 */
typedef struct _GuichetBlockedHosts GuichetBlockedHosts;
typedef struct _GuichetVisitCounts GuichetVisitCounts;

#define GUICHET_BLOCKED_HOSTS_MIN_VISITS 5

GuichetBlockedHosts *guichet_blocked_hosts_new (void);
void guichet_blocked_hosts_free (GuichetBlockedHosts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetBlockedHosts, guichet_blocked_hosts_free)

/** Notes that @host was refused in the visit in progress. @host is not kept in clear beyond it. */
void guichet_blocked_hosts_note (GuichetBlockedHosts *self, const char *host);
/** Ends the visit: adds what passed the threshold to @counts (metric "blocked-host"), then
 *  overwrites and forgets all clear names. */
void guichet_blocked_hosts_end_visit (GuichetBlockedHosts *self, GuichetVisitCounts *counts);
