/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-service.h"

#include <gio/gunixfdlist.h>

#include "guichet-scanner-dbus.h"
#include "worker-channel.h"

#define SCANNER_PATH "/org/guichet/Scanner"
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
  self->connection = guichet_worker_channel_connect (fd, error);
  if (self->connection == NULL)
    return NULL;
  g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_connection_closed), self, 0);
  self->scanner = guichet_dbus_scanner1_skeleton_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->scanner, handlers[i].signal, handlers[i].handler, self, 0);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->scanner),
                                         self->connection, SCANNER_PATH, error))
    return NULL;
  g_dbus_connection_start_message_processing (self->connection);
  return g_steal_pointer (&self);
}
