/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** Longest request head that the gate reads; what is longer is refused. */
#define GUICHET_GATE_MAX_HEAD 16384

typedef enum {
  GUICHET_GATE_REQUEST_CONNECT, /* a tunnel: "CONNECT host:port" */
  GUICHET_GATE_REQUEST_FORWARD, /* plain http: "GET http://host/path" */
} GuichetGateRequestKind;

/** The part of a request's head that the gate decides on. Fixed size, wiped by its owner. */
typedef struct {
  GuichetGateRequestKind kind;
  char host[254];
  guint16 port;
  guint64 body_size; /* of FORWARD: after so many bytes nothing more goes out */
} GuichetGateRequest;

/** Bytes of the head in @data including its empty line; 0 when that has not come yet. */
gsize guichet_gate_request_find_end (const char *data, gsize size);

/**
 * Parses a whole head of @size bytes, written by an adversary. FALSE when it is not a request for
 * a proxy in the strictest reading: HTTP/1.0 or 1.1, a host name in canonical form (no IP address,
 * no upper case, no user), a port, lines that end in CR LF and hold no control characters, fields
 * without folding. A body has a length told once: what two readers could cut in two ways would let
 * a second request through to the centre's proxy, which nobody checked.
 */
gboolean guichet_gate_request_parse (const char *head, gsize size, GuichetGateRequest *request);

/**
 * For FORWARD, of a head that was parsed: as the next hop gets it, owned by the caller: without the
 * fields that are meant for a proxy, with "Connection: close" and the "Host" that was decided on;
 * the target is the path alone, or stays absolute when @to_proxy.
 */
char *guichet_gate_request_rewrite (const char *head, gsize size, gboolean to_proxy);
