/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-private.h"

#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gate.h"

#define PROTOCOL_VERSION 1
#define SUPERVISOR_PATH  "/org/guichet/Supervisor"
#define WORLD_PATH       "/org/guichet/World"
#define PING_PERIOD_S    2
/* A shell sends some hundred messages in a long visit; a flood is an attack on our memory. */
#define MAX_MESSAGES      20000
#define MAX_MESSAGE_BYTES 4096

/* --- heartbeat --- */

static void
take_pong (GuichetWorld *self, GVariant *answer, const GError *error)
{
  if (answer != NULL)
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    guichet_world_emit (self, GUICHET_WORLD_SIGNAL_UNRESPONSIVE);
}

static void
on_ping_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetWorld) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);

  self->is_pinging = FALSE;
  take_pong (self, answer, error);
}

static void
on_extra_ping_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetWorld) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);

  take_pong (self, answer, error);
}

void
guichet_world_ping (GuichetWorld *self, guint timeout_ms)
{
  if (self->is_ready && !self->is_ending)
    g_dbus_proxy_call (G_DBUS_PROXY (self->proxy), "Ping", NULL, G_DBUS_CALL_FLAGS_NONE,
                       (int)timeout_ms, self->cancellable, on_extra_ping_ready,
                       g_object_ref (self));
}

static gboolean
on_ping_due (gpointer user_data)
{
  GuichetWorld *self = user_data;

  if (!self->is_pinging && !self->is_ending) {
    self->is_pinging = TRUE;
    g_dbus_proxy_call (G_DBUS_PROXY (self->proxy), "Ping", NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                       self->cancellable, on_ping_ready, g_object_ref (self));
  }
  return G_SOURCE_CONTINUE;
}

/* --- messages of the shell --- */
static void
release_meter (gpointer meter)
{
  g_atomic_rc_box_release (meter);
}

static GDBusMessage *
on_message_filter (GDBusConnection *connection, GDBusMessage *message, gboolean incoming,
                   gpointer user_data)
{
  GuichetMessageMeter *meter = user_data;
  GVariant *body = g_dbus_message_get_body (message);
  gboolean is_large = body != NULL && g_variant_get_size (body) > MAX_MESSAGE_BYTES;
  gboolean is_answer =
      g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_RETURN ||
      g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_ERROR;

  /* Answers are not counted: a terminal that nobody touches answers a ping every two seconds. Those
   * that were not asked for are dropped by GDBus. */
  if (!incoming ||
      (!is_large && (is_answer || g_atomic_int_add (&meter->n_messages, 1) < MAX_MESSAGES)))
    return message;
  if (g_atomic_int_compare_and_exchange (&meter->is_closed, FALSE, TRUE))
    g_dbus_connection_close (connection, NULL, NULL, NULL);
  g_object_unref (message);
  return NULL;
}

/* Only a listening TCP socket of IPv4 will do: we accept() on it, and do nothing else with it. */
static gboolean
is_listener (int fd)
{
  int domain = 0, type = 0, listening = 0;
  socklen_t size = sizeof (int);

  return getsockopt (fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_INET &&
         getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM &&
         getsockopt (fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening;
}

static GSocket *
take_listener (GUnixFDList *fds, int handle, GError **error)
{
  int fd = fds != NULL && handle == 0 ? g_unix_fd_list_get (fds, handle, error) : -1;
  GSocket *socket = NULL;

  if (fd >= 0 && is_listener (fd))
    socket = g_socket_new_from_fd (fd, error);
  if (socket == NULL && fd >= 0)
    close (fd);
  return socket;
}

static gboolean
on_handle_attach (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                  GUnixFDList *fds, guint protocol, GVariant *listener, GuichetWorld *self)
{
  g_autoptr (GSocket) socket = NULL;

  /* A late one must not bring a world that is being wiped back among the living. */
  if (!self->is_ready && !self->is_ending && protocol == PROTOCOL_VERSION &&
      guichet_world_learn_identity (self))
    socket = take_listener (fds, g_variant_get_handle (listener), NULL);
  if (socket == NULL) {
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                                           "Refused");
    guichet_world_emit (self, GUICHET_WORLD_SIGNAL_ENDED);
    return TRUE;
  }
  guichet_gate_serve (self->gate, socket, self->cancellable);
  guichet_dbus_supervisor1_complete_attach (supervisor, invocation, NULL);
  self->is_ready = TRUE;
  g_clear_handle_id (&self->start_timeout, g_source_remove);
  self->ping_source = g_timeout_add_seconds (PING_PERIOD_S, on_ping_due, self);
  guichet_world_emit (self, GUICHET_WORLD_SIGNAL_READY);
  return TRUE;
}

static gboolean
on_handle_sandbox_checked (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                           guint seccomp, GuichetWorld *self)
{
  guichet_dbus_supervisor1_complete_sandbox_checked (supervisor, invocation);
  guichet_world_tell_sandbox (self, seccomp);
  return TRUE;
}

static gboolean
on_handle_visit_began (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                       GuichetWorld *self)
{
  guichet_dbus_supervisor1_complete_visit_began (supervisor, invocation);
  guichet_world_emit (self, GUICHET_WORLD_SIGNAL_VISIT_BEGAN);
  return TRUE;
}

static gboolean
on_handle_count (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                 const char *metric, const char *label, GuichetWorld *self)
{
  guichet_dbus_supervisor1_complete_count (supervisor, invocation);
  guichet_world_tell_count (self, metric, label);
  return TRUE;
}

static gboolean
on_handle_open_worker (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                       GUnixFDList *fds, const char *kind, GuichetWorld *self)
{
  if (!guichet_world_tell_worker_wanted (self, kind, invocation))
    guichet_world_give_worker (self, invocation, -1);
  return TRUE;
}

void
guichet_world_give_worker (GuichetWorld *self, GDBusMethodInvocation *invocation, int fd)
{
  g_autoptr (GUnixFDList) fds = NULL;

  if (fd < 0) {
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_FAILED,
                                           "No worker");
    return;
  }
  fds = g_unix_fd_list_new_from_array (&fd, 1);
  guichet_dbus_supervisor1_complete_open_worker (self->supervisor, invocation, fds,
                                                 g_variant_new_handle (0));
}

static gboolean
on_handle_close_worker (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                        const char *kind, GuichetWorld *self)
{
  guichet_dbus_supervisor1_complete_close_worker (supervisor, invocation);
  guichet_world_tell_worker_unwanted (self, kind);
  return TRUE;
}

static gboolean
on_handle_extend_visit (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                        GuichetWorld *self)
{
  guichet_dbus_supervisor1_complete_extend_visit (supervisor, invocation);
  guichet_world_emit (self, GUICHET_WORLD_SIGNAL_EXTENSION_ASKED);
  return TRUE;
}

static gboolean
on_handle_set_hold (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                    const char *kind, gboolean is_held, GuichetWorld *self)
{
  guichet_dbus_supervisor1_complete_set_hold (supervisor, invocation);
  guichet_world_tell_hold (self, kind, is_held);
  return TRUE;
}

static gboolean
on_handle_ask_help (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                    gboolean is_asked, GuichetWorld *self)
{
  guichet_dbus_supervisor1_complete_ask_help (supervisor, invocation);
  guichet_world_tell_help (self, is_asked);
  return TRUE;
}

static gboolean
on_handle_end_visit (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                     GuichetWorld *self)
{
  guichet_dbus_supervisor1_complete_end_visit (supervisor, invocation);
  guichet_world_emit (self, GUICHET_WORLD_SIGNAL_END_REQUESTED);
  return TRUE;
}

static const struct {
  const char *signal;
  GCallback handler;
} handlers[] = {
  { "handle-attach", G_CALLBACK (on_handle_attach) },
  { "handle-sandbox-checked", G_CALLBACK (on_handle_sandbox_checked) },
  { "handle-visit-began", G_CALLBACK (on_handle_visit_began) },
  { "handle-count", G_CALLBACK (on_handle_count) },
  { "handle-open-worker", G_CALLBACK (on_handle_open_worker) },
  { "handle-close-worker", G_CALLBACK (on_handle_close_worker) },
  { "handle-extend-visit", G_CALLBACK (on_handle_extend_visit) },
  { "handle-set-hold", G_CALLBACK (on_handle_set_hold) },
  { "handle-ask-help", G_CALLBACK (on_handle_ask_help) },
  { "handle-end-visit", G_CALLBACK (on_handle_end_visit) },
};

static gboolean
export_supervisor (GuichetWorld *self, GError **error)
{
  self->supervisor = guichet_dbus_supervisor1_skeleton_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->supervisor, handlers[i].signal, handlers[i].handler, self, 0);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->supervisor),
                                         self->connection, SUPERVISOR_PATH, error))
    return FALSE;
  self->proxy = guichet_dbus_world1_proxy_new_sync (
      self->connection, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL, WORLD_PATH, NULL, error);
  if (self->proxy == NULL)
    return FALSE;
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->proxy),
                                    (int)self->heartbeat_seconds * 1000);
  return TRUE;
}

gboolean
guichet_world_listen (GuichetWorld *self, GError **error)
{
  g_dbus_connection_add_filter (self->connection, on_message_filter,
                                g_atomic_rc_box_acquire (self->meter), release_meter);
  if (!export_supervisor (self, error))
    return FALSE;
  g_dbus_connection_start_message_processing (self->connection);
  return TRUE;
}
