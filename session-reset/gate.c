/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate.h"

#include "allow-list.h"
#include "gate-connection.h"

struct _GuichetGate {
  GObject parent_instance;

  /* Owned */
  GuichetGateContext context;
  GPtrArray *listeners; /* element type Listener */

  /* State */
  guint n_connections;
};

typedef struct {
  GuichetGate *gate; /* borrowed: it owns the listener */
  GSocket *socket;
  GCancellable *cancellable;
  GSource *source;
} Listener;

enum { SIGNAL_REFUSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetGate, guichet_gate, G_TYPE_OBJECT)

static void update_sources (GuichetGate *self);

static void
stop_listening (Listener *listener)
{
  if (listener->source != NULL)
    g_source_destroy (listener->source);
  g_clear_pointer (&listener->source, g_source_unref);
}

static void
free_listener (gpointer data)
{
  Listener *listener = data;

  stop_listening (listener);
  g_object_unref (listener->socket);
  g_object_unref (listener->cancellable);
  g_free (listener);
}

static void
on_refused (const char *host, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_REFUSED], 0, host);
}

static void
on_connection_ended (gpointer user_data)
{
  g_autoptr (GuichetGate) self = user_data;

  self->n_connections--;
  update_sources (self);
}

static gboolean
on_incoming (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Listener *listener = user_data;
  GuichetGate *self = listener->gate;
  g_autoptr (GSocket) inside = NULL;

  if (g_cancellable_is_cancelled (listener->cancellable)) {
    stop_listening (listener);
    return G_SOURCE_REMOVE;
  }
  inside = g_socket_accept (socket, listener->cancellable, NULL);
  if (inside == NULL)
    return G_SOURCE_CONTINUE;
  self->n_connections++;
  g_object_ref (self); /* until on_connection_ended() */
  guichet_gate_connection_run (&self->context, inside, listener->cancellable);
  update_sources (self);
  return G_SOURCE_CONTINUE;
}

static void
start_listening (Listener *listener)
{
  listener->source = g_socket_create_source (listener->socket, G_IO_IN, listener->cancellable);
  g_source_set_callback (listener->source, G_SOURCE_FUNC (on_incoming), listener, NULL);
  g_source_attach (listener->source, NULL);
}

/* Listens while there is room, and forgets the listeners of worlds that ended. */
static void
update_sources (GuichetGate *self)
{
  gboolean has_room = self->n_connections < GUICHET_GATE_MAX_CONNECTIONS;

  for (guint i = self->listeners->len; i-- > 0;) {
    Listener *listener = g_ptr_array_index (self->listeners, i);

    if (g_cancellable_is_cancelled (listener->cancellable))
      stop_listening (listener);
    else if (has_room && listener->source == NULL)
      start_listening (listener);
    else if (!has_room)
      stop_listening (listener);
  }
}

static void
forget_ended (GuichetGate *self)
{
  for (guint i = self->listeners->len; i-- > 0;) {
    Listener *listener = g_ptr_array_index (self->listeners, i);

    if (g_cancellable_is_cancelled (listener->cancellable))
      g_ptr_array_remove_index_fast (self->listeners, i);
  }
}

static void
guichet_gate_finalize (GObject *object)
{
  GuichetGate *self = GUICHET_GATE (object);

  g_ptr_array_unref (self->listeners);
  guichet_allow_list_unref (self->context.allow_list);
  g_free (self->context.proxy_host);
  G_OBJECT_CLASS (guichet_gate_parent_class)->finalize (object);
}

static void
guichet_gate_class_init (GuichetGateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guichet_gate_finalize;
  signals[SIGNAL_REFUSED] =
      g_signal_new ("refused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
guichet_gate_init (GuichetGate *self)
{
  self->listeners = g_ptr_array_new_with_free_func (free_listener);
  self->context.refused = on_refused;
  self->context.ended = on_connection_ended;
  self->context.user_data = self;
}

GuichetGate *
guichet_gate_new (GuichetAllowList *allow_list, const char *proxy, gboolean private_addresses)
{
  GuichetGate *self = g_object_new (GUICHET_TYPE_GATE, NULL);

  self->context.allow_list = guichet_allow_list_ref (allow_list);
  self->context.private_addresses = private_addresses;
  if (proxy != NULL) {
    g_autoptr (GUri) uri = g_uri_parse (proxy, G_URI_FLAGS_NONE, NULL);

    /* The settings were checked; an unreadable proxy must not become a direct way out. */
    self->context.proxy_host = g_strdup (uri != NULL ? g_uri_get_host (uri) : "invalid");
    self->context.proxy_port = (guint16)(uri != NULL ? g_uri_get_port (uri) : 1);
  }
  return self;
}

void
guichet_gate_serve (GuichetGate *self, GSocket *listener, GCancellable *cancellable)
{
  Listener *item = g_new0 (Listener, 1);

  forget_ended (self);
  g_socket_set_blocking (listener, FALSE);
  item->gate = self;
  item->socket = g_object_ref (listener);
  item->cancellable = g_object_ref (cancellable);
  g_ptr_array_add (self->listeners, item);
  update_sources (self);
}

guint
guichet_gate_get_n_connections (GuichetGate *self)
{
  return self->n_connections;
}
