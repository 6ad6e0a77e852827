/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link.h"

#include <gio/gunixfdlist.h>
#include <gio/gunixconnection.h>

#include "guichet-world-dbus.h"
#include "workers.h"

#define PROTOCOL_VERSION  1
#define ATTACH_TIMEOUT_MS 5000
#define SUPERVISOR_PATH   "/org/guichet/Supervisor"
#define WORLD_PATH        "/org/guichet/World"

struct _GuichetLink {
  GObject parent_instance;

  /* Owned */
  GDBusConnection *connection;
  GuichetDBusSupervisor1 *supervisor;
  GuichetDBusWorld1 *world;
  GSocket *listener;
  char *gate_uri;
  GDBusMethodInvocation *curtain_call;
  GDBusMethodInvocation *home_call;
  GDBusMethodInvocation *sandbox_call;
};

enum {
  SIGNAL_SHOW_CURTAIN,
  SIGNAL_SHOW_HOME,
  SIGNAL_CHECK_SANDBOX,
  SIGNAL_TELL,
  SIGNAL_SHOW_WARNING,
  SIGNAL_HIDE_WARNING,
  SIGNAL_SET_TIME,
  SIGNAL_SET_NOTICES,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void init_workers (GuichetWorkersInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (GuichetLink, guichet_link, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GUICHET_TYPE_WORKERS, init_workers))

static gboolean
on_handle_ping (GuichetDBusWorld1 *world, GDBusMethodInvocation *invocation, gpointer user_data)
{
  guichet_dbus_world1_complete_ping (world, invocation);
  return TRUE;
}

/* Keeps the call until the screen says that its frame was painted. */
static void
hold_call (GDBusMethodInvocation **slot, GDBusMethodInvocation *invocation)
{
  if (*slot != NULL)
    g_dbus_method_invocation_return_error (g_steal_pointer (slot), G_IO_ERROR, G_IO_ERROR_BUSY,
                                           "Asked for again");
  *slot = invocation;
}

static gboolean
on_handle_show_curtain (GuichetDBusWorld1 *world, GDBusMethodInvocation *invocation,
                        GuichetLink *self)
{
  hold_call (&self->curtain_call, invocation);
  g_signal_emit (self, signals[SIGNAL_SHOW_CURTAIN], 0);
  return TRUE;
}

static gboolean
on_handle_show_home (GuichetDBusWorld1 *world, GDBusMethodInvocation *invocation, GuichetLink *self)
{
  hold_call (&self->home_call, invocation);
  g_signal_emit (self, signals[SIGNAL_SHOW_HOME], 0);
  return TRUE;
}

static gboolean
on_handle_check_sandbox (GuichetDBusWorld1 *world, GDBusMethodInvocation *invocation,
                         GuichetLink *self)
{
  hold_call (&self->sandbox_call, invocation);
  g_signal_emit (self, signals[SIGNAL_CHECK_SANDBOX], 0);
  return TRUE;
}

static gboolean
on_handle_tell (GuichetDBusWorld1 *world, GDBusMethodInvocation *invocation, const char *what,
                GuichetLink *self)
{
  g_signal_emit (self, signals[SIGNAL_TELL], 0, what);
  guichet_dbus_world1_complete_tell (world, invocation);
  return TRUE;
}

static gboolean
on_handle_show_warning (GuichetDBusWorld1 *world, GDBusMethodInvocation *invocation,
                        const char *kind, guint countdown, GuichetLink *self)
{
  guichet_dbus_world1_complete_show_warning (world, invocation);
  g_signal_emit (self, signals[SIGNAL_SHOW_WARNING], 0, kind, countdown);
  return TRUE;
}

static gboolean
on_handle_hide_warning (GuichetDBusWorld1 *world, GDBusMethodInvocation *invocation,
                        GuichetLink *self)
{
  guichet_dbus_world1_complete_hide_warning (world, invocation);
  g_signal_emit (self, signals[SIGNAL_HIDE_WARNING], 0);
  return TRUE;
}

static gboolean
on_handle_set_time (GuichetDBusWorld1 *world, GDBusMethodInvocation *invocation, int minutes,
                    const char *extension, guint gain, GuichetLink *self)
{
  guichet_dbus_world1_complete_set_time (world, invocation);
  g_signal_emit (self, signals[SIGNAL_SET_TIME], 0, minutes, extension, gain);
  return TRUE;
}

static gboolean
on_handle_set_notices (GuichetDBusWorld1 *world, GDBusMethodInvocation *invocation,
                       const char *message, GVariant *hidden, GuichetLink *self)
{
  g_signal_emit (self, signals[SIGNAL_SET_NOTICES], 0, message, hidden);
  guichet_dbus_world1_complete_set_notices (world, invocation);
  return TRUE;
}

static void
on_connection_closed (GDBusConnection *connection, gboolean remote_peer_vanished, GError *error,
                      GuichetLink *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

/* Made here and handed out: a socket belongs to the network namespace it was made in, so the
 * supervisor can accept on it what only this world can connect to. */
static GSocket *
make_listener (char **gate_uri, GError **error)
{
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  if (socket == NULL || !g_socket_bind (socket, any_port, FALSE, error))
    return NULL;
  g_socket_set_listen_backlog (socket, 256);
  if (!g_socket_listen (socket, error))
    return NULL;
  bound = g_socket_get_local_address (socket, error);
  if (bound == NULL)
    return NULL;
  *gate_uri = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  return g_steal_pointer (&socket);
}

static gboolean
connect_peer (GuichetLink *self, int fd, GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, error);
  g_autoptr (GSocketConnection) stream = NULL;

  if (socket == NULL)
    return FALSE;
  stream = g_socket_connection_factory_create_connection (socket);
  self->connection = g_dbus_connection_new_sync (
      G_IO_STREAM (stream), NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL, error);
  return self->connection != NULL;
}

static gboolean
export_world (GuichetLink *self, GError **error)
{
  self->world = guichet_dbus_world1_skeleton_new ();
  g_signal_connect_object (self->world, "handle-ping", G_CALLBACK (on_handle_ping), self, 0);
  g_signal_connect_object (self->world, "handle-tell", G_CALLBACK (on_handle_tell), self, 0);
  g_signal_connect_object (self->world, "handle-show-curtain", G_CALLBACK (on_handle_show_curtain),
                           self, 0);
  g_signal_connect_object (self->world, "handle-show-home", G_CALLBACK (on_handle_show_home), self,
                           0);
  g_signal_connect_object (self->world, "handle-check-sandbox",
                           G_CALLBACK (on_handle_check_sandbox), self, 0);
  g_signal_connect_object (self->world, "handle-show-warning", G_CALLBACK (on_handle_show_warning),
                           self, 0);
  g_signal_connect_object (self->world, "handle-hide-warning", G_CALLBACK (on_handle_hide_warning),
                           self, 0);
  g_signal_connect_object (self->world, "handle-set-notices", G_CALLBACK (on_handle_set_notices),
                           self, 0);
  g_signal_connect_object (self->world, "handle-set-time", G_CALLBACK (on_handle_set_time), self,
                           0);
  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->world),
                                           self->connection, WORLD_PATH, error);
}

static gboolean
attach (GuichetLink *self, GError **error)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autoptr (GVariant) reply = NULL;
  int index = g_unix_fd_list_append (fds, g_socket_get_fd (self->listener), error);

  if (index < 0)
    return FALSE;
  reply = g_dbus_connection_call_with_unix_fd_list_sync (
      self->connection, NULL, SUPERVISOR_PATH, "org.guichet.Supervisor1", "Attach",
      g_variant_new ("(uh)", PROTOCOL_VERSION, index), NULL, G_DBUS_CALL_FLAGS_NONE,
      ATTACH_TIMEOUT_MS, fds, NULL, NULL, error);
  return reply != NULL;
}

static void
guichet_link_dispose (GObject *object)
{
  GuichetLink *self = GUICHET_LINK (object);

  if (self->world != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->world));
  g_clear_object (&self->curtain_call);
  g_clear_object (&self->home_call);
  g_clear_object (&self->sandbox_call);
  g_clear_object (&self->world);
  g_clear_object (&self->supervisor);
  g_clear_object (&self->connection);
  g_clear_object (&self->listener);
  g_clear_pointer (&self->gate_uri, g_free);
  G_OBJECT_CLASS (guichet_link_parent_class)->dispose (object);
}

static void
guichet_link_class_init (GuichetLinkClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_link_dispose;
  signals[SIGNAL_SHOW_CURTAIN] =
      g_signal_new ("show-curtain", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SHOW_HOME] =
      g_signal_new ("show-home", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHECK_SANDBOX] =
      g_signal_new ("check-sandbox", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TELL] = g_signal_new ("tell", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SHOW_WARNING] =
      g_signal_new ("show-warning", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                    G_TYPE_STRING, G_TYPE_UINT);
  signals[SIGNAL_HIDE_WARNING] =
      g_signal_new ("hide-warning", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SET_TIME] = g_signal_new ("set-time", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_STRING, G_TYPE_UINT);
  signals[SIGNAL_SET_NOTICES] = g_signal_new ("set-notices", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                              NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_VARIANT);
  signals[SIGNAL_CLOSED] =
      g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_link_init (GuichetLink *self)
{
}

GuichetLink *
guichet_link_new (int fd, GError **error)
{
  g_autoptr (GuichetLink) self = g_object_new (GUICHET_TYPE_LINK, NULL);

  if (!connect_peer (self, fd, error))
    return NULL;
  g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_connection_closed), self, 0);
  self->listener = make_listener (&self->gate_uri, error);
  if (self->listener == NULL || !export_world (self, error) || !attach (self, error))
    return NULL;
  self->supervisor = guichet_dbus_supervisor1_proxy_new_sync (
      self->connection, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL, SUPERVISOR_PATH, NULL,
      error);
  return self->supervisor != NULL ? g_steal_pointer (&self) : NULL;
}

const char *
guichet_link_get_gate_uri (GuichetLink *self)
{
  return self->gate_uri;
}

void
guichet_link_show_curtain_done (GuichetLink *self)
{
  if (self->curtain_call != NULL)
    guichet_dbus_world1_complete_show_curtain (self->world, g_steal_pointer (&self->curtain_call));
}

void
guichet_link_show_home_done (GuichetLink *self)
{
  if (self->home_call != NULL)
    guichet_dbus_world1_complete_show_home (self->world, g_steal_pointer (&self->home_call));
}

void
guichet_link_check_sandbox_done (GuichetLink *self, guint seccomp)
{
  if (self->sandbox_call != NULL)
    guichet_dbus_world1_complete_check_sandbox (self->world, g_steal_pointer (&self->sandbox_call),
                                                seccomp);
}

void
guichet_link_report_sandbox (GuichetLink *self, guint seccomp)
{
  guichet_dbus_supervisor1_call_sandbox_checked (self->supervisor, seccomp, NULL, NULL, NULL);
}

void
guichet_link_begin_visit (GuichetLink *self)
{
  guichet_dbus_supervisor1_call_visit_began (self->supervisor, NULL, NULL, NULL);
}

void
guichet_link_count (GuichetLink *self, const char *metric, const char *label)
{
  guichet_dbus_supervisor1_call_count (self->supervisor, metric, label, NULL, NULL, NULL);
}

void
guichet_link_end_visit (GuichetLink *self)
{
  guichet_dbus_supervisor1_call_end_visit (self->supervisor, NULL, NULL, NULL);
}

void
guichet_link_extend_visit (GuichetLink *self)
{
  guichet_dbus_supervisor1_call_extend_visit (self->supervisor, NULL, NULL, NULL);
}

void
guichet_link_set_hold (GuichetLink *self, const char *kind, gboolean is_held)
{
  guichet_dbus_supervisor1_call_set_hold (self->supervisor, kind, is_held, NULL, NULL, NULL);
}

void
guichet_link_ask_help (GuichetLink *self, gboolean is_asked)
{
  guichet_dbus_supervisor1_call_ask_help (self->supervisor, is_asked, NULL, NULL, NULL);
}

/* --- workers --- */

static void
on_open_worker_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GError) error = NULL;
  int fd = -1;

  if (guichet_dbus_supervisor1_call_open_worker_finish (GUICHET_DBUS_SUPERVISOR1 (source), NULL,
                                                        &fds, result, &error) &&
      fds != NULL)
    fd = g_unix_fd_list_get (fds, 0, &error);
  if (fd >= 0)
    guichet_workers_connect (fd, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "No worker");
}

static void
open_worker_async (GuichetWorkers *workers, const char *kind, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
  GuichetLink *self = GUICHET_LINK (workers);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  guichet_dbus_supervisor1_call_open_worker (self->supervisor, kind, NULL, cancellable,
                                             on_open_worker_ready, task);
}

static GDBusConnection *
open_worker_finish (GuichetWorkers *workers, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
close_worker (GuichetWorkers *workers, const char *kind)
{
  guichet_dbus_supervisor1_call_close_worker (GUICHET_LINK (workers)->supervisor, kind, NULL, NULL,
                                              NULL);
}

static void
init_workers (GuichetWorkersInterface *iface)
{
  iface->open_async = open_worker_async;
  iface->open_finish = open_worker_finish;
  iface->close = close_worker;
}
