/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _GuichetAllowList GuichetAllowList;

/** What all connections of a gate share. Borrowed by each for its life. */
typedef struct {
  GuichetAllowList *allow_list;
  char *proxy_host; /* NULL: connect directly */
  guint16 proxy_port;
  gboolean private_addresses;
  gint64 reached_at; /* monotonic, microseconds: when a host last answered; 0: never */
  void (*refused) (const char *host, gpointer user_data);
  void (*ended) (gpointer user_data); /* once for each connection */
  gpointer user_data;
} GuichetGateContext;

/** Serves one request on @inside (referenced) to its end. */
void guichet_gate_connection_run (GuichetGateContext *context, GSocket *inside,
                                  GCancellable *cancellable);
/** FALSE for loopback, link-local, site-local, multicast, unspecified and private addresses. */
gboolean guichet_gate_is_public_address (GInetAddress *address);
