/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

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
  gulong cancelled_id;
  GSource *source;
  gboolean is_accepting;
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
  g_cancellable_disconnect (listener->cancellable, listener->cancelled_id);
  g_object_unref (listener->socket);
  g_object_unref (listener->cancellable);
  g_free (listener);
}

/* Wakes an accept() that waits. */
static void
on_world_ended (GCancellable *cancellable, gpointer user_data)
{
  shutdown (g_socket_get_fd (user_data), SHUT_RDWR);
}

/* In a thread, though the socket does not block: its flags belong to the world as much as to us.
 * One that makes it block, and takes the connection before we do, would hold up the whole terminal.
 */
static void
accept_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  int fd;

  do
    fd = accept4 (g_socket_get_fd (task_data), NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  while (fd < 0 && errno == EINTR);
  g_task_return_int (task, fd);
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

static void
serve_connection (GuichetGate *self, int fd, GCancellable *cancellable)
{
  g_autoptr (GSocket) inside = g_socket_new_from_fd (fd, NULL);

  if (inside == NULL) {
    close (fd);
    return;
  }
  self->n_connections++;
  g_object_ref (self); /* until on_connection_ended() */
  guichet_gate_connection_run (&self->context, inside, cancellable);
}

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetGate *self = GUICHET_GATE (source);
  Listener *listener = user_data;
  int fd = (int)g_task_propagate_int (G_TASK (result), NULL);

  listener->is_accepting = FALSE;
  if (fd >= 0 && g_cancellable_is_cancelled (listener->cancellable))
    close (fd);
  else if (fd >= 0)
    serve_connection (self, fd, listener->cancellable);
  update_sources (self);
}

static gboolean
on_incoming (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Listener *listener = user_data;
  GuichetGate *self = listener->gate;
  g_autoptr (GTask) task = NULL;

  if (g_cancellable_is_cancelled (listener->cancellable)) {
    update_sources (self);
    return G_SOURCE_REMOVE;
  }
  stop_listening (listener);
  listener->is_accepting = TRUE;
  task = g_task_new (self, NULL, on_accepted, listener);
  g_task_set_task_data (task, g_object_ref (socket), g_object_unref);
  g_task_run_in_thread (task, accept_in_thread);
  return G_SOURCE_REMOVE;
}

static void
start_listening (Listener *listener)
{
  listener->source = g_socket_create_source (listener->socket, G_IO_IN, listener->cancellable);
  g_source_set_callback (listener->source, G_SOURCE_FUNC (on_incoming), listener, NULL);
  g_source_attach (listener->source, NULL);
}

/* Listens while there is room, and forgets the listeners of worlds that ended: an open one keeps
 * their network namespace. */
static void
update_sources (GuichetGate *self)
{
  gboolean has_room = self->n_connections < GUICHET_GATE_MAX_CONNECTIONS;

  for (guint i = self->listeners->len; i-- > 0;) {
    Listener *listener = g_ptr_array_index (self->listeners, i);

    if (listener->is_accepting)
      continue;
    if (g_cancellable_is_cancelled (listener->cancellable))
      g_ptr_array_remove_index_fast (self->listeners, i);
    else if (has_room && listener->source == NULL)
      start_listening (listener);
    else if (!has_room)
      stop_listening (listener);
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

  g_socket_set_blocking (listener, FALSE);
  item->gate = self;
  item->socket = g_object_ref (listener);
  item->cancellable = g_object_ref (cancellable);
  item->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_world_ended),
                                              g_object_ref (listener), g_object_unref);
  g_ptr_array_add (self->listeners, item);
  update_sources (self);
}

guint
guichet_gate_get_n_connections (GuichetGate *self)
{
  return self->n_connections;
}
