/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-service.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "guichet-scanner-dbus.h"

#define SCANNER_PATH      "/org/guichet/Scanner"
#define MAX_MESSAGE_BYTES 4096
/* Of calls that wait for the thread: a shell has one, and one for its end. */
#define MAX_WAITING 8

struct _GuichetScanService {
  GObject parent_instance;

  /* Borrowed */
  GuichetScanThread *thread;

  /* Owned */
  GDBusConnection *connection;
  GuichetDBusScanner1 *scanner;

  /* State */
  guint n_waiting;
};

enum { SIGNAL_CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetScanService, guichet_scan_service, G_TYPE_OBJECT)

/* One call that waits for the thread. */
typedef struct {
  GuichetScanService *self;          /* owned */
  GDBusMethodInvocation *invocation; /* answering takes it over */
} Call;

static Call *
call_new (GuichetScanService *self, GDBusMethodInvocation *invocation)
{
  Call *call;

  if (self->n_waiting >= MAX_WAITING) {
    g_dbus_method_invocation_return_error_literal (invocation, GUICHET_SCAN_ERROR,
                                                   GUICHET_SCAN_BUSY, "busy");
    return NULL;
  }
  self->n_waiting++;
  call = g_new0 (Call, 1);
  call->self = g_object_ref (self);
  call->invocation = invocation;
  return call;
}

static void
call_free (Call *call)
{
  call->self->n_waiting--;
  g_object_unref (call->self);
  g_free (call);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
return_error (Call *call, GError *error)
{
  g_dbus_method_invocation_return_gerror (call->invocation, error);
}

/* --- Open --- */

static GVariant *
list_resolutions (const GuichetScanAbilities *abilities)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("au"));
  for (gsize i = 0; i < G_N_ELEMENTS (guichet_scan_resolutions); i++)
    if (abilities->has_resolution[i])
      g_variant_builder_add (&list, "u", guichet_scan_resolutions[i]);
  return g_variant_builder_end (&list);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree GuichetScanAbilities *abilities = g_task_propagate_pointer (G_TASK (result), &error);
  const char *sources[3] = { NULL };
  guint n = 0;

  if (abilities == NULL) {
    return_error (call, error);
    return;
  }
  if (abilities->sources & GUICHET_SANE_GLASS)
    sources[n++] = "glass";
  if (abilities->sources & GUICHET_SANE_FEEDER)
    sources[n++] = "feeder";
  guichet_dbus_scanner1_complete_open (call->self->scanner, call->invocation, sources,
                                       abilities->has_colour, list_resolutions (abilities));
}

static gboolean
on_handle_open (GuichetDBusScanner1 *scanner, GDBusMethodInvocation *invocation,
                GuichetScanService *self)
{
  Call *call = call_new (self, invocation);
  g_autoptr (GTask) task = NULL;

  if (call == NULL)
    return TRUE;
  task = g_task_new (self, NULL, on_opened, call);
  guichet_scan_thread_open (self->thread, task);
  return TRUE;
}

/* --- Scan --- */

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  GuichetScanStarted *started = g_task_propagate_pointer (G_TASK (result), &error);

  if (started == NULL) {
    return_error (call, error);
    return;
  }
  fds = g_unix_fd_list_new_from_array (&started->rows_fd, 1);
  started->rows_fd = -1;
  guichet_dbus_scanner1_complete_scan (
      call->self->scanner, call->invocation, fds, g_variant_new_handle (0), started->page.width,
      started->page.height, started->page.channels, started->page.resolution);
  guichet_scan_started_free (started);
}

static gboolean
is_known_resolution (guint resolution)
{
  for (gsize i = 0; i < G_N_ELEMENTS (guichet_scan_resolutions); i++)
    if (guichet_scan_resolutions[i] == resolution)
      return TRUE;
  return FALSE;
}

static gboolean
on_handle_scan (GuichetDBusScanner1 *scanner, GDBusMethodInvocation *invocation, GUnixFDList *fds,
                const char *source, gboolean colour, guint resolution, GuichetScanService *self)
{
  gboolean is_feeder = g_str_equal (source, "feeder");
  Call *call;
  g_autoptr (GTask) task = NULL;

  if ((!is_feeder && !g_str_equal (source, "glass")) || !is_known_resolution (resolution)) {
    g_dbus_method_invocation_return_error_literal (invocation, GUICHET_SCAN_ERROR,
                                                   GUICHET_SCAN_OTHER, "other");
    return TRUE;
  }
  call = call_new (self, invocation);
  if (call == NULL)
    return TRUE;
  task = g_task_new (self, NULL, on_started, call);
  guichet_scan_thread_start (self->thread, is_feeder ? GUICHET_SANE_FEEDER : GUICHET_SANE_GLASS,
                             colour, resolution, task);
  return TRUE;
}

/* --- Finish, Cancel --- */

static void
on_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    guichet_dbus_scanner1_complete_finish (call->self->scanner, call->invocation);
  else
    return_error (call, error);
}

static gboolean
on_handle_finish (GuichetDBusScanner1 *scanner, GDBusMethodInvocation *invocation,
                  GuichetScanService *self)
{
  Call *call = call_new (self, invocation);
  g_autoptr (GTask) task = NULL;

  if (call == NULL)
    return TRUE;
  task = g_task_new (self, NULL, on_finished, call);
  guichet_scan_thread_finish (self->thread, task);
  return TRUE;
}

static gboolean
on_handle_cancel (GuichetDBusScanner1 *scanner, GDBusMethodInvocation *invocation,
                  GuichetScanService *self)
{
  guichet_scan_thread_cancel (self->thread);
  guichet_dbus_scanner1_complete_cancel (scanner, invocation);
  return TRUE;
}

static const struct {
  const char *signal;
  GCallback handler;
} handlers[] = {
  { "handle-open", G_CALLBACK (on_handle_open) },
  { "handle-scan", G_CALLBACK (on_handle_scan) },
  { "handle-finish", G_CALLBACK (on_handle_finish) },
  { "handle-cancel", G_CALLBACK (on_handle_cancel) },
};

/* --- the connection --- */

static void
on_connection_closed (GDBusConnection *connection, gboolean vanished, GError *error,
                      GuichetScanService *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

/* In GDBus' own thread. Calls are a few words long. */
static GDBusMessage *
on_message_filter (GDBusConnection *connection, GDBusMessage *message, gboolean incoming,
                   gpointer user_data)
{
  GVariant *body = g_dbus_message_get_body (message);

  if (!incoming || body == NULL || g_variant_get_size (body) <= MAX_MESSAGE_BYTES)
    return message;
  g_dbus_connection_close (connection, NULL, NULL, NULL);
  g_object_unref (message);
  return NULL;
}

static gboolean
connect_peer (GuichetScanService *self, int fd, GError **error)
{
  g_autofree char *guid = g_dbus_generate_guid ();
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, error);
  g_autoptr (GSocketConnection) stream = NULL;

  if (socket == NULL) {
    close (fd);
    return FALSE;
  }
  stream = g_socket_connection_factory_create_connection (socket);
  /* Whoever has the other end was given it by the supervisor. Names cannot be asked for: a process
   * of another pid namespace has no number here, and GLib takes its credentials for forged. */
  self->connection =
      g_dbus_connection_new_sync (G_IO_STREAM (stream), guid,
                                  G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER |
                                      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_ALLOW_ANONYMOUS |
                                      G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
                                  NULL, NULL, error);
  return self->connection != NULL;
}

static void
guichet_scan_service_dispose (GObject *object)
{
  GuichetScanService *self = GUICHET_SCAN_SERVICE (object);

  g_clear_object (&self->scanner);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (guichet_scan_service_parent_class)->dispose (object);
}

static void
guichet_scan_service_class_init (GuichetScanServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_scan_service_dispose;
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_scan_service_init (GuichetScanService *self)
{
}

GuichetScanService *
guichet_scan_service_new (int fd, GuichetScanThread *thread, GError **error)
{
  g_autoptr (GuichetScanService) self = g_object_new (GUICHET_TYPE_SCAN_SERVICE, NULL);

  self->thread = thread;
  if (!connect_peer (self, fd, error))
    return NULL;
  g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_connection_closed), self, 0);
  g_dbus_connection_add_filter (self->connection, on_message_filter, NULL, NULL);
  self->scanner = guichet_dbus_scanner1_skeleton_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->scanner, handlers[i].signal, handlers[i].handler, self, 0);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->scanner),
                                         self->connection, SCANNER_PATH, error))
    return NULL;
  g_dbus_connection_start_message_processing (self->connection);
  return g_steal_pointer (&self);
}
