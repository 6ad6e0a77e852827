/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate-connection.h"

#include <string.h>

#include "allow-list.h"
#include "gate-outage.h"
#include "gate-request.h"
#include "gate-tunnel.h"

#define HEAD_TIMEOUT_S    15
#define CONNECT_TIMEOUT_S 15

/* Asked for by a world that makes ready for TLS; nothing is behind it (RFC 6761, "invalid"). */
#define WARM_UP_HOST "warm-up.guichet.invalid"

static const char accepted[] = "HTTP/1.1 200 Connection established\r\n\r\n";

typedef struct {
  GuichetGateContext *context; /* borrowed */

  /* Owned */
  GSocket *inside;
  GSocket *outside;
  GCancellable *cancellable;
  GList *addresses; /* element type GInetAddress; those left to try */
  char *upstream_head;

  /* Handles */
  guint timeout;
  GSource *source;

  /* State */
  GuichetGateRequest request;
  gsize n_head;
  gsize n_read;
  gsize n_reply;
  char reply[4096]; /* of the centre's proxy */
  char head[GUICHET_GATE_MAX_HEAD];
} Connection;

static void connect_next (Connection *self, const GError *failure);

static void
clear_source (Connection *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static void
free_connection (Connection *self)
{
  clear_source (self);
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_socket_close (self->inside, NULL);
  g_clear_object (&self->inside);
  g_clear_object (&self->outside);
  g_clear_object (&self->cancellable);
  g_list_free_full (self->addresses, g_object_unref);
  if (self->upstream_head != NULL)
    explicit_bzero (self->upstream_head, strlen (self->upstream_head));
  g_free (self->upstream_head);
  self->context->ended (self->context->user_data);
  explicit_bzero (self, sizeof *self);
  g_free (self);
}

/* Answers and ends. The texts are for a log reader's eyes in tests; the shell shows its own. */
static void
answer (Connection *self, const char *status)
{
  g_autofree char *text = g_strdup_printf (
      "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\nVia: 1.1 guichet\r\n\r\n", status);

  (void)g_socket_send (self->inside, text, strlen (text), NULL, NULL);
  g_socket_shutdown (self->inside, FALSE, TRUE, NULL);
  free_connection (self);
}

/* The host was not reached. */
static void
answer_outage (Connection *self, GuichetGateStage stage, const GError *error)
{
  gint64 reached_at = self->context->reached_at;
  gint64 quiet = reached_at != 0 ? g_get_monotonic_time () - reached_at : G_MAXINT64;

  answer (self, guichet_gate_outage_get_status (stage, error, quiet));
}

static gboolean
on_timeout (gpointer user_data)
{
  Connection *self = user_data;

  self->timeout = 0;
  /* A lookup or a connection under way holds this object: cancelling it ends both. */
  if (self->n_head > 0)
    g_cancellable_cancel (self->cancellable);
  else
    free_connection (self);
  return G_SOURCE_REMOVE;
}

static void
watch (Connection *self, GSocket *socket, GIOCondition condition, GSocketSourceFunc func)
{
  self->source = g_socket_create_source (socket, condition, self->cancellable);
  g_source_set_callback (self->source, G_SOURCE_FUNC (func), self, NULL);
  g_source_attach (self->source, NULL);
}

/* --- the tunnel --- */

static void
on_tunnel_done (gpointer user_data)
{
  free_connection (user_data);
}

static void
start_tunnel (Connection *self, guint64 max_out)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  guichet_gate_tunnel_run (self->inside, self->outside, max_out, self->cancellable, on_tunnel_done,
                           self);
}

static gboolean
send_all (GSocket *socket, const char *data, gsize size)
{
  /* A fresh connection's buffer takes a whole head at once; one that does not is refused. */
  return g_socket_send (socket, data, size, NULL, NULL) == (gssize)size;
}

static void
start_forward (Connection *self)
{
  gboolean to_proxy = self->context->proxy_host != NULL;
  gsize n_body = self->n_read - self->n_head;

  /* A second request behind the first one: to the centre's proxy it could be for any host. */
  if (n_body > self->request.body_size) {
    answer (self, "400 Bad Request");
    return;
  }
  self->upstream_head = guichet_gate_request_rewrite (self->head, self->n_head, to_proxy);
  if (send_all (self->outside, self->upstream_head, strlen (self->upstream_head)) &&
      (n_body == 0 || send_all (self->outside, self->head + self->n_head, n_body)))
    start_tunnel (self, self->request.body_size - n_body);
  else
    answer (self, "502 Bad Gateway");
}

static void
accept_connect (Connection *self)
{
  if (self->n_read > self->n_head &&
      !send_all (self->outside, self->head + self->n_head, self->n_read - self->n_head))
    answer (self, "502 Bad Gateway");
  else if (!send_all (self->inside, accepted, strlen (accepted)))
    free_connection (self);
  else
    start_tunnel (self, G_MAXUINT64);
}

/* --- the centre's proxy --- */

static gboolean
is_yes (const char *reply, gsize size)
{
  return size > 12 && memcmp (reply, "HTTP/1.", 7) == 0 && memcmp (reply + 8, " 200", 4) == 0;
}

static gboolean
on_proxy_answered (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Connection *self = user_data;
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_receive_with_blocking (socket, self->reply + self->n_reply,
                                             sizeof self->reply - self->n_reply, FALSE,
                                             self->cancellable, &error);
  gsize n_head;

  if (n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  self->n_reply += n > 0 ? (gsize)n : 0;
  n_head = guichet_gate_request_find_end (self->reply, self->n_reply);
  /* It may come in pieces. */
  if (n > 0 && n_head == 0 && self->n_reply < sizeof self->reply)
    return G_SOURCE_CONTINUE;
  clear_source (self);
  /* The far end of a tunnel speaks only when spoken to: nothing may follow yet. */
  if (n_head == self->n_reply && is_yes (self->reply, n_head))
    accept_connect (self);
  else
    answer (self, "502 Bad Gateway");
  return G_SOURCE_REMOVE;
}

static void
ask_proxy (Connection *self)
{
  g_autofree char *text =
      g_strdup_printf ("CONNECT %s:%u HTTP/1.1\r\nHost: %s:%u\r\n\r\n", self->request.host,
                       self->request.port, self->request.host, self->request.port);

  if (!send_all (self->outside, text, strlen (text))) {
    answer (self, "502 Bad Gateway");
    return;
  }
  watch (self, self->outside, G_IO_IN | G_IO_HUP, on_proxy_answered);
}

/* --- connecting --- */

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Connection *self = user_data;
  gboolean to_proxy = self->context->proxy_host != NULL;
  gboolean is_late = g_cancellable_is_cancelled (self->cancellable);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) stream =
      g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);

  if (stream == NULL && !is_late && !to_proxy) {
    connect_next (self, error);
    return;
  }
  if (stream == NULL || is_late) {
    answer_outage (self, to_proxy ? GUICHET_GATE_STAGE_PROXY : GUICHET_GATE_STAGE_CONNECT, error);
    return;
  }
  self->context->reached_at = g_get_monotonic_time ();
  self->outside = g_object_ref (g_socket_connection_get_socket (stream));
  g_socket_set_blocking (self->outside, FALSE);
  /* The stream closes the socket with itself, so it lives as long as the inner side. */
  g_tcp_connection_set_graceful_disconnect (G_TCP_CONNECTION (stream), FALSE);
  g_object_ref (stream);
  g_object_set_data_full (G_OBJECT (self->inside), "outside-stream", stream, g_object_unref);
  if (self->request.kind == GUICHET_GATE_REQUEST_FORWARD)
    start_forward (self);
  else if (to_proxy)
    ask_proxy (self);
  else
    accept_connect (self);
}

static GSocketClient *
make_client (void)
{
  GSocketClient *client = g_socket_client_new ();

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, 0);
  return client;
}

/* @failure: of the address before; NULL when none was tried. */
static void
connect_next (Connection *self, const GError *failure)
{
  g_autoptr (GSocketClient) client = NULL;
  g_autoptr (GInetAddress) address = NULL;
  g_autoptr (GSocketAddress) target = NULL;

  if (self->addresses == NULL) {
    answer_outage (self, GUICHET_GATE_STAGE_CONNECT, failure);
    return;
  }
  address = self->addresses->data;
  self->addresses = g_list_delete_link (self->addresses, self->addresses);
  target = g_inet_socket_address_new (address, self->request.port);
  client = make_client ();
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (target), self->cancellable,
                                 on_connected, self);
}

gboolean
guichet_gate_is_public_address (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_is_any (address) || g_inet_address_get_is_loopback (address) ||
      g_inet_address_get_is_link_local (address) || g_inet_address_get_is_site_local (address) ||
      g_inet_address_get_is_multicast (address))
    return FALSE;
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    /* "This network", shared address space (RFC 6598), protocol assignments and benchmarks (RFC
     * 6890), reserved. Private ones (RFC 1918) are
     * what GIO calls site-local. */
    return bytes[0] != 0 && !(bytes[0] == 100 && (bytes[1] & 0xc0) == 64) &&
           !(bytes[0] == 192 && bytes[1] == 0 && bytes[2] == 0) &&
           !(bytes[0] == 198 && (bytes[1] & 0xfe) == 18) && bytes[0] < 240;
  /* Of IPv6 only global unicast, 2000::/3; neither 6to4 nor Teredo, which can carry private ones.
   */
  return (bytes[0] & 0xe0) == 0x20 && !(bytes[0] == 0x20 && bytes[1] == 0x02) &&
         !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0);
}

static void
on_resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Connection *self = user_data;
  g_autoptr (GError) error = NULL;
  GList *found = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);

  for (GList *l = found; l != NULL; l = l->next)
    if (self->context->private_addresses || guichet_gate_is_public_address (l->data))
      self->addresses = g_list_append (self->addresses, g_object_ref (l->data));
  g_resolver_free_addresses (found);
  if (error != NULL)
    answer_outage (self, GUICHET_GATE_STAGE_RESOLVE, error);
  else
    connect_next (self, NULL);
}

static void
start_outside (Connection *self)
{
  self->timeout = g_timeout_add_seconds (CONNECT_TIMEOUT_S, on_timeout, self);
  if (self->context->proxy_host != NULL) {
    g_autoptr (GSocketClient) client = make_client ();

    g_socket_client_connect_to_host_async (client, self->context->proxy_host,
                                           self->context->proxy_port, self->cancellable,
                                           on_connected, self);
  } else {
    g_autoptr (GResolver) resolver = g_resolver_get_default ();

    g_resolver_lookup_by_name_async (resolver, self->request.host, self->cancellable, on_resolved,
                                     self);
  }
}

/* --- the request --- */

static gboolean
is_warm_up (Connection *self)
{
  return self->request.kind == GUICHET_GATE_REQUEST_CONNECT &&
         g_str_equal (self->request.host, WARM_UP_HOST);
}

/* A tunnel that ends where it begins. */
static void
hang_up (Connection *self)
{
  (void)send_all (self->inside, accepted, strlen (accepted));
  free_connection (self);
}

static gboolean
is_allowed (Connection *self)
{
  gboolean is_plain = self->request.kind == GUICHET_GATE_REQUEST_FORWARD;

  return guichet_allow_list_allows (self->context->allow_list, is_plain ? "http" : "https",
                                    self->request.host, self->request.port);
}

static void
decide (Connection *self)
{
  clear_source (self);
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (!guichet_gate_request_parse (self->head, self->n_head, &self->request)) {
    answer (self, "400 Bad Request");
  } else if (is_warm_up (self)) {
    hang_up (self);
  } else if (!is_allowed (self)) {
    self->context->refused (self->request.host, self->context->user_data);
    answer (self, "403 Forbidden");
  } else {
    start_outside (self);
  }
}

static gboolean
on_head_readable (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Connection *self = user_data;
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_receive_with_blocking (socket, self->head + self->n_read,
                                             sizeof self->head - self->n_read, FALSE,
                                             self->cancellable, &error);

  if (n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (n <= 0) {
    free_connection (self);
    return G_SOURCE_REMOVE;
  }
  self->n_read += (gsize)n;
  self->n_head = guichet_gate_request_find_end (self->head, self->n_read);
  if (self->n_head == 0 && self->n_read < sizeof self->head)
    return G_SOURCE_CONTINUE;
  if (self->n_head == 0)
    answer (self, "431 Request Header Fields Too Large");
  else
    decide (self);
  return G_SOURCE_REMOVE;
}

static void
on_world_ended (GCancellable *world, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

void
guichet_gate_connection_run (GuichetGateContext *context, GSocket *inside,
                             GCancellable *cancellable)
{
  Connection *self = g_new0 (Connection, 1);

  self->context = context;
  self->inside = g_object_ref (inside);
  /* One of its own: a timeout ends this connection, not the world's others. */
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_world_ended), self->cancellable,
                           0);
  g_socket_set_blocking (inside, FALSE);
  self->timeout = g_timeout_add_seconds (HEAD_TIMEOUT_S, on_timeout, self);
  watch (self, inside, G_IO_IN | G_IO_HUP, on_head_readable);
}
