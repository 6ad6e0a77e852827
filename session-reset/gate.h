/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _GuichetAllowList GuichetAllowList;

/** Connections that one gate serves at a time; more wait in the listener's queue. */
#define GUICHET_GATE_MAX_CONNECTIONS 256

/**
 * GuichetGate: the one way out of a world. An HTTP proxy that connects only to the hosts and ports
 * of the allow list, directly or through the centre's own proxy. Main thread only; never blocks.
 * Nothing is logged; heads are overwritten after use and bodies never pass through memory.
 *
 * Signals: "refused" (const char *host): a well-formed request for a host that is not listed. The
 * name is an adversary's text.
 */
#define GUICHET_TYPE_GATE (guichet_gate_get_type ())
G_DECLARE_FINAL_TYPE (GuichetGate, guichet_gate, GUICHET, GATE, GObject)

/**
 * @proxy: "http://host:port" of the centre's proxy, or NULL. @private_addresses: whether listed
 * names may lead to loopback, link-local, multicast and private addresses; never asked with a
 * proxy, which resolves by itself.
 */
GuichetGate *guichet_gate_new (GuichetAllowList *allow_list, const char *proxy,
                               gboolean private_addresses);

/** Accepts on @listener (referenced) until @cancellable is cancelled; then ends its connections. */
void guichet_gate_serve (GuichetGate *self, GSocket *listener, GCancellable *cancellable);
/** Connections open now. */
guint guichet_gate_get_n_connections (GuichetGate *self);
