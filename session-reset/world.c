/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include <errno.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "display-gate.h"
#include "gate.h"
#include "guichet-world-dbus.h"
#include "leftovers.h"
#include "wipe.h"
#include "world-command.h"
#include "world-identity.h"
#include "world-launch.h"

#define PROTOCOL_VERSION   1
#define SUPERVISOR_PATH    "/org/guichet/Supervisor"
#define WORLD_PATH         "/org/guichet/World"
#define START_TIMEOUT_S    20
#define SHOW_TIMEOUT_MS    8000
#define SANDBOX_TIMEOUT_MS 20000
#define PING_PERIOD_S      2
#define LOOK_PERIOD_MS     10
#define END_TIMEOUT_US     (5 * G_USEC_PER_SEC)
/* A shell sends some hundred messages in a long visit; a flood is an attack on our memory. */
#define MAX_MESSAGES      20000
#define MAX_MESSAGE_BYTES 4096

/* Shared with GDBus' own thread, where messages are counted. */
typedef struct {
  gint n_messages;
  gint is_closed;
} MessageMeter;

struct _GuichetWorld {
  GObject parent_instance;

  /* Borrowed */
  GuichetGate *gate;

  /* Owned */
  GuichetWorldRoster *roster;
  GuichetDisplayGate *display;
  GSubprocess *bwrap;
  GDBusConnection *connection;
  GuichetDBusSupervisor1 *supervisor;
  GuichetDBusWorld1 *proxy;
  GuichetWorldIdentity *identity;
  GCancellable *cancellable;
  GTask *end_task;
  GSocket *channel; /* until bubblewrap told the world's first process */
  MessageMeter *meter;
  char *runtime_dir;

  /* Handles */
  pid_t first_pid; /* of the world, as seen from here; pid_fd is what is acted on */
  int info_fd;
  int pid_fd;
  guint info_source;
  guint start_timeout;
  guint ping_source;
  guint look_source;

  /* State */
  char info[1024]; /* bubblewrap's answer, as far as it came */
  guint heartbeat_seconds;
  gint64 end_deadline; /* monotonic, microseconds */
  gboolean is_ready;
  gboolean is_exited;
  gboolean is_ending;
  gboolean is_pinging;
};

enum {
  SIGNAL_READY,
  SIGNAL_VISIT_BEGAN,
  SIGNAL_END_REQUESTED,
  SIGNAL_COUNT,
  SIGNAL_SANDBOX_CHECKED,
  SIGNAL_ENDED,
  SIGNAL_UNRESPONSIVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetWorld, guichet_world, G_TYPE_OBJECT)

static void
emit_plain (GuichetWorld *self, guint signal)
{
  if (!self->is_ending)
    g_signal_emit (self, signals[signal], 0);
}

/* --- heartbeat --- */

static void
on_ping_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetWorld) self = user_data;
  g_autoptr (GError) error = NULL;

  self->is_pinging = FALSE;
  if (guichet_dbus_world1_call_ping_finish (GUICHET_DBUS_WORLD1 (source), result, &error))
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    emit_plain (self, SIGNAL_UNRESPONSIVE);
}

static gboolean
on_ping_due (gpointer user_data)
{
  GuichetWorld *self = user_data;

  if (!self->is_pinging && !self->is_ending) {
    self->is_pinging = TRUE;
    guichet_dbus_world1_call_ping (self->proxy, self->cancellable, on_ping_ready,
                                   g_object_ref (self));
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
  MessageMeter *meter = user_data;
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

static void
write_note (GuichetWorld *self)
{
  g_autofree char *path = g_build_filename (self->runtime_dir, GUICHET_WORLD_NOTE, NULL);
  g_autofree char *text = guichet_world_identity_to_string (self->identity);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_warning ("The note of a world could not be written: %s", error->message);
}

/* Called twice: as soon as the namespaces exist, so that even a world that never spoke can be
 * verified, and when the shell attached, since bubblewrap has made all its mounts by then. */
static gboolean
learn_identity (GuichetWorld *self)
{
  g_autoptr (GError) error = NULL;
  GuichetWorldIdentity *identity = guichet_world_identity_read (self->first_pid, &error);

  if (identity == NULL)
    return FALSE;
  g_clear_pointer (&self->identity, guichet_world_identity_free);
  self->identity = identity;
  guichet_world_roster_add (self->roster, identity->pid_namespace);
  write_note (self);
  return TRUE;
}

static gboolean
on_handle_attach (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                  GUnixFDList *fds, guint protocol, GVariant *listener, GuichetWorld *self)
{
  g_autoptr (GSocket) socket = NULL;

  /* A late one must not bring a world that is being wiped back among the living. */
  if (!self->is_ready && !self->is_ending && protocol == PROTOCOL_VERSION && learn_identity (self))
    socket = take_listener (fds, g_variant_get_handle (listener), NULL);
  if (socket == NULL) {
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                                           "Refused");
    emit_plain (self, SIGNAL_ENDED);
    return TRUE;
  }
  guichet_gate_serve (self->gate, socket, self->cancellable);
  guichet_dbus_supervisor1_complete_attach (supervisor, invocation, NULL);
  self->is_ready = TRUE;
  g_clear_handle_id (&self->start_timeout, g_source_remove);
  self->ping_source = g_timeout_add_seconds (PING_PERIOD_S, on_ping_due, self);
  emit_plain (self, SIGNAL_READY);
  return TRUE;
}

static gboolean
on_handle_sandbox_checked (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                           guint seccomp, GuichetWorld *self)
{
  guichet_dbus_supervisor1_complete_sandbox_checked (supervisor, invocation);
  if (!self->is_ending)
    g_signal_emit (self, signals[SIGNAL_SANDBOX_CHECKED], 0, seccomp);
  return TRUE;
}

static gboolean
on_handle_visit_began (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                       GuichetWorld *self)
{
  guichet_dbus_supervisor1_complete_visit_began (supervisor, invocation);
  emit_plain (self, SIGNAL_VISIT_BEGAN);
  return TRUE;
}

static gboolean
on_handle_count (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                 const char *metric, const char *label, GuichetWorld *self)
{
  guichet_dbus_supervisor1_complete_count (supervisor, invocation);
  if (!self->is_ending)
    g_signal_emit (self, signals[SIGNAL_COUNT], 0, metric, label);
  return TRUE;
}

static gboolean
on_handle_end_visit (GuichetDBusSupervisor1 *supervisor, GDBusMethodInvocation *invocation,
                     GuichetWorld *self)
{
  guichet_dbus_supervisor1_complete_end_visit (supervisor, invocation);
  emit_plain (self, SIGNAL_END_REQUESTED);
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
  { "handle-end-visit", G_CALLBACK (on_handle_end_visit) },
};

/* --- starting --- */

static void
on_connection_closed (GDBusConnection *connection, gboolean vanished, GError *error,
                      GuichetWorld *self)
{
  emit_plain (self, SIGNAL_ENDED);
}

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

static void
on_connection_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetWorld) self = user_data;
  g_autoptr (GError) error = NULL;

  self->connection = g_dbus_connection_new_finish (result, &error);
  if (self->connection != NULL) {
    g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_connection_closed), self,
                             0);
    g_dbus_connection_add_filter (self->connection, on_message_filter,
                                  g_atomic_rc_box_acquire (self->meter), release_meter);
    if (export_supervisor (self, &error)) {
      g_dbus_connection_start_message_processing (self->connection);
      return;
    }
  }
  emit_plain (self, SIGNAL_ENDED);
}

/* The channel is opened only after the world's identity is known: a world that can speak can be
 * verified. */
static void
open_channel (GuichetWorld *self)
{
  g_autoptr (GSocketConnection) stream =
      g_socket_connection_factory_create_connection (self->channel);
  g_autofree char *guid = g_dbus_generate_guid ();

  g_dbus_connection_new (G_IO_STREAM (stream), guid,
                         G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER |
                             G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
                         NULL, self->cancellable, on_connection_ready, g_object_ref (self));
}

static gboolean
is_known (GuichetWorld *self)
{
  self->first_pid = guichet_world_launch_parse_info (self->info);
  if (self->first_pid > 0)
    self->pid_fd = pidfd_open (self->first_pid, 0);
  return self->pid_fd >= 0 && learn_identity (self);
}

/* Bubblewrap writes its answer in pieces; it is whole when the parser finds it so. */
static gboolean
on_info_readable (int fd, GIOCondition condition, gpointer user_data)
{
  GuichetWorld *self = user_data;
  gsize used = strlen (self->info);
  ssize_t size = read (fd, self->info + used, sizeof self->info - 1 - used);

  if (size > 0 && guichet_world_launch_parse_info (self->info) == 0)
    return G_SOURCE_CONTINUE;
  self->info_source = 0;
  close (g_steal_fd (&self->info_fd));
  if (is_known (self))
    open_channel (self);
  else
    emit_plain (self, SIGNAL_ENDED);
  g_clear_object (&self->channel);
  return G_SOURCE_REMOVE;
}

static gboolean
on_start_timeout (gpointer user_data)
{
  GuichetWorld *self = user_data;

  self->start_timeout = 0;
  emit_plain (self, SIGNAL_ENDED);
  return G_SOURCE_REMOVE;
}

static void
on_bwrap_exited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetWorld) self = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  self->is_exited = TRUE;
  emit_plain (self, SIGNAL_ENDED);
}

/* The world's own way to the screen, and the command with its path in it. */
static char **
open_display (GuichetWorld *self, const char *const *command, const char *display_socket,
              GError **error)
{
  g_autofree char *path = g_build_filename (self->runtime_dir, "display", NULL);
  char **own = NULL;

  if (g_mkdir_with_parents (self->runtime_dir, 0700) != 0) {
    g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (errno), "runtime directory: %s",
                 g_strerror (errno));
    return NULL;
  }
  self->display = guichet_display_gate_new (path, display_socket, error);
  if (self->display == NULL)
    return NULL;
  own = g_strdupv ((char **)command);
  for (gsize i = 0; own[i] != NULL; i++)
    if (g_str_equal (own[i], GUICHET_WORLD_DISPLAY_TOKEN)) {
      g_free (own[i]);
      own[i] = g_strdup (path);
    }
  return own;
}

static void
watch_launch (GuichetWorld *self, const GuichetWorldLaunch *launch)
{
  self->bwrap = launch->bwrap;
  self->info_fd = launch->info_fd;
  self->channel = launch->channel;
  self->info_source =
      g_unix_fd_add (self->info_fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_info_readable, self);
  self->start_timeout = g_timeout_add_seconds (START_TIMEOUT_S, on_start_timeout, self);
  g_subprocess_wait_async (self->bwrap, NULL, on_bwrap_exited, g_object_ref (self));
}

GuichetWorld *
guichet_world_start (const char *const *command, const char *display_socket,
                     const char *runtime_dir, GuichetGate *gate, GuichetWorldRoster *roster,
                     guint heartbeat_seconds, GError **error)
{
  g_autoptr (GuichetWorld) self = g_object_new (GUICHET_TYPE_WORLD, NULL);
  g_auto (GStrv) own_command = NULL;
  GuichetWorldLaunch launch;

  self->runtime_dir = g_strdup (runtime_dir);
  self->gate = gate;
  self->roster = guichet_world_roster_ref (roster);
  self->heartbeat_seconds = heartbeat_seconds;
  own_command = open_display (self, command, display_socket, error);
  if (own_command == NULL ||
      !guichet_world_launch ((const char *const *)own_command, &launch, error)) {
    g_clear_pointer (&self->display, guichet_display_gate_free);
    g_rmdir (runtime_dir);
    return NULL;
  }
  watch_launch (self, &launch);
  return g_steal_pointer (&self);
}

gboolean
guichet_world_is_ready (GuichetWorld *self)
{
  return self->is_ready;
}

const char *
guichet_world_get_runtime_dir (GuichetWorld *self)
{
  return self->runtime_dir;
}

/* --- showing --- */

static void
on_show_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);

  if (reply != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
show (GuichetWorld *self, const char *method, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  if (!self->is_ready || self->is_ending) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_INITIALIZED, "Not ready");
    return;
  }
  g_dbus_proxy_call (G_DBUS_PROXY (self->proxy), method, NULL, G_DBUS_CALL_FLAGS_NONE,
                     SHOW_TIMEOUT_MS, self->cancellable, on_show_ready, g_steal_pointer (&task));
}

void
guichet_world_show_curtain_async (GuichetWorld *self, GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  show (self, "ShowCurtain", callback, user_data);
}

void
guichet_world_show_home_async (GuichetWorld *self, GAsyncReadyCallback callback, gpointer user_data)
{
  show (self, "ShowHome", callback, user_data);
}

/* The answer is a variant of one number; a world that has none to give is not sandboxed. */
static void
on_check_sandbox_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  guint seccomp = 0;

  if (guichet_dbus_world1_call_check_sandbox_finish (GUICHET_DBUS_WORLD1 (source), &seccomp, result,
                                                     &error))
    g_task_return_int (task, (gssize)seccomp);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
guichet_world_check_sandbox_async (GuichetWorld *self, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  if (!self->is_ready || self->is_ending) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_INITIALIZED, "Not ready");
    return;
  }
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->proxy), SANDBOX_TIMEOUT_MS);
  guichet_dbus_world1_call_check_sandbox (self->proxy, self->cancellable, on_check_sandbox_ready,
                                          g_steal_pointer (&task));
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->proxy),
                                    (int)self->heartbeat_seconds * 1000);
}

guint
guichet_world_check_sandbox_finish (GuichetWorld *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  gssize seccomp = g_task_propagate_int (G_TASK (result), &error);

  return error == NULL ? (guint)seccomp : 0;
}

gboolean
guichet_world_show_finish (GuichetWorld *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- ending --- */

static gboolean
on_look_due (gpointer user_data)
{
  GuichetWorld *self = user_data;
  GuichetWipeResult result = GUICHET_WIPE_FAILED_KILL;

  if (self->is_exited)
    result = guichet_wipe_look (self->identity, self->roster, self->runtime_dir);
  if (result != GUICHET_WIPE_VERIFIED && g_get_monotonic_time () < self->end_deadline)
    return G_SOURCE_CONTINUE;
  self->look_source = 0;
  g_task_return_int (self->end_task, result);
  g_clear_object (&self->end_task);
  return G_SOURCE_REMOVE;
}

static void
drop_sources (GuichetWorld *self)
{
  g_clear_handle_id (&self->info_source, g_source_remove);
  g_clear_handle_id (&self->start_timeout, g_source_remove);
  g_clear_handle_id (&self->ping_source, g_source_remove);
  g_clear_handle_id (&self->look_source, g_source_remove);
}

static void
leave_roster (GuichetWorld *self)
{
  if (self->identity != NULL)
    guichet_world_roster_remove (self->roster, self->identity->pid_namespace);
}

void
guichet_world_end_async (GuichetWorld *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self->end_task == NULL);

  self->is_ending = TRUE;
  self->end_task = g_task_new (self, NULL, callback, user_data);
  self->end_deadline = g_get_monotonic_time () + END_TIMEOUT_US;
  drop_sources (self);
  leave_roster (self);
  g_cancellable_cancel (self->cancellable);
  /* SIGKILL to the first process of a pid namespace is SIGKILL to all of it, nested ones too. */
  if (self->pid_fd >= 0)
    (void)pidfd_send_signal (self->pid_fd, SIGKILL, NULL, 0);
  if (!self->is_exited)
    g_subprocess_force_exit (self->bwrap);
  if (self->connection != NULL)
    g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  g_clear_pointer (&self->display, guichet_display_gate_free);
  /* A world whose identity was never learnt never had a channel: nothing was visited in it, and
   * bubblewrap's end is the end of its namespaces. */
  if (self->identity == NULL)
    self->identity = guichet_world_identity_new_unknown ();
  self->look_source = g_timeout_add (LOOK_PERIOD_MS, on_look_due, self);
}

int
guichet_world_end_finish (GuichetWorld *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  gssize value = g_task_propagate_int (G_TASK (result), &error);

  return error == NULL ? (int)value : GUICHET_WIPE_FAILED_LOOK;
}

static void
guichet_world_finalize (GObject *object)
{
  GuichetWorld *self = GUICHET_WORLD (object);

  drop_sources (self);
  if (self->pid_fd >= 0) {
    (void)pidfd_send_signal (self->pid_fd, SIGKILL, NULL, 0);
    close (self->pid_fd);
  }
  if (self->info_fd >= 0)
    close (self->info_fd);
  if (self->bwrap != NULL && !self->is_exited)
    g_subprocess_force_exit (self->bwrap);
  if (self->roster != NULL)
    leave_roster (self);
  g_clear_pointer (&self->roster, guichet_world_roster_unref);
  g_clear_pointer (&self->display, guichet_display_gate_free);
  g_clear_object (&self->bwrap);
  g_clear_object (&self->supervisor);
  g_clear_object (&self->proxy);
  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->channel);
  g_clear_pointer (&self->meter, g_atomic_rc_box_release);
  g_clear_pointer (&self->identity, guichet_world_identity_free);
  g_clear_pointer (&self->runtime_dir, g_free);
  G_OBJECT_CLASS (guichet_world_parent_class)->finalize (object);
}

static void
guichet_world_class_init (GuichetWorldClass *klass)
{
  static const char *const plain[] = { [SIGNAL_READY] = "ready",
                                       [SIGNAL_VISIT_BEGAN] = "visit-began",
                                       [SIGNAL_END_REQUESTED] = "end-requested",
                                       [SIGNAL_ENDED] = "ended",
                                       [SIGNAL_UNRESPONSIVE] = "unresponsive",
                                       [N_SIGNALS] = NULL };
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = guichet_world_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    if (plain[i] != NULL)
      signals[i] =
          g_signal_new (plain[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_COUNT] = g_signal_new ("count", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_SANDBOX_CHECKED] = g_signal_new ("sandbox-checked", type, G_SIGNAL_RUN_LAST, 0,
                                                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
guichet_world_init (GuichetWorld *self)
{
  self->cancellable = g_cancellable_new ();
  self->meter = g_atomic_rc_box_new0 (MessageMeter);
  self->info_fd = -1;
  self->pid_fd = -1;
}
