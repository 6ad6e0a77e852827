/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scanner-private.h"

#define KIND         "scan"
#define SCANNER_PATH "/org/guichet/Scanner"

enum { SIGNAL_BEGUN, SIGNAL_ROWS, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetScanner, guichet_scanner, G_TYPE_OBJECT)

GError *
guichet_scanner_failure_new (GuichetScanFailure failure)
{
  const char *label = guichet_scan_failure_to_label (failure);

  return g_error_new_literal (GUICHET_SCAN_ERROR, (int)failure,
                              label != NULL ? label : "cancelled");
}

/* An error of this domain. A worker that is ended by its watchdog says that it was cancelled. */
GError *
guichet_scanner_to_failure (const GError *error, GCancellable *cancellable)
{
  GuichetScanFailure failure = guichet_scan_failure_from_error (error);

  if (g_cancellable_is_cancelled (cancellable))
    failure = GUICHET_SCAN_CANCELLED;
  else if (failure == GUICHET_SCAN_CANCELLED)
    failure = GUICHET_SCAN_SILENT;
  return guichet_scanner_failure_new (failure);
}

/* --- the worker --- */

void
guichet_scanner_drop_connection (GuichetScanner *self)
{
  g_clear_object (&self->proxy);
  if (self->connection != NULL) {
    g_signal_handlers_disconnect_by_data (self->connection, self);
    g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  }
  g_clear_object (&self->connection);
}

static void
on_connection_closed (GDBusConnection *connection, gboolean vanished, GError *error,
                      GuichetScanner *self)
{
  guichet_scanner_drop_connection (self);
}

static gboolean
take_connection (GuichetScanner *self, GDBusConnection *connection, GError **error)
{
  guichet_scanner_drop_connection (self);
  self->connection = connection;
  g_signal_connect_object (connection, "closed", G_CALLBACK (on_connection_closed), self, 0);
  self->proxy = guichet_dbus_scanner1_proxy_new_sync (connection,
                                                      G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES |
                                                          G_DBUS_PROXY_FLAGS_DO_NOT_CONNECT_SIGNALS,
                                                      NULL, SCANNER_PATH, NULL, error);
  if (self->proxy == NULL)
    return FALSE;
  /* The supervisor's watchdogs are the limit. */
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->proxy), G_MAXINT);
  return TRUE;
}

static void
on_worker_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GuichetScanner *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection =
      guichet_workers_open_finish (GUICHET_WORKERS (source), result, &error);

  if (connection != NULL && take_connection (self, connection, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, guichet_scanner_failure_new (
                                   g_cancellable_is_cancelled (g_task_get_cancellable (task))
                                       ? GUICHET_SCAN_CANCELLED
                                       : GUICHET_SCAN_DEAD));
}

/* Returns TRUE when there is a worker that can be called. */
void
guichet_scanner_start_worker_async (GuichetScanner *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  /* It may be closed already, and its signal still on the way. */
  if (self->connection != NULL && g_dbus_connection_is_closed (self->connection))
    guichet_scanner_drop_connection (self);
  if (self->proxy != NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  guichet_workers_open_async (self->workers, KIND, cancellable, on_worker_ready,
                              g_steal_pointer (&task));
}

void
guichet_scanner_close (GuichetScanner *self)
{
  guichet_scanner_drop_connection (self);
  guichet_workers_close (self->workers, KIND);
}

/* --- open --- */

static void
on_open_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_auto (GStrv) sources = NULL;
  g_autoptr (GVariant) resolutions = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_colour = FALSE;
  GuichetScannerAbilities *abilities;

  if (!guichet_dbus_scanner1_call_open_finish (GUICHET_DBUS_SCANNER1 (source), &sources,
                                               &has_colour, &resolutions, result, &error)) {
    g_task_return_error (task, guichet_scanner_to_failure (error, g_task_get_cancellable (task)));
    return;
  }
  abilities = g_new0 (GuichetScannerAbilities, 1);
  abilities->has_glass = g_strv_contains ((const char *const *)sources, "glass");
  abilities->has_feeder = g_strv_contains ((const char *const *)sources, "feeder");
  abilities->has_colour = has_colour;
  g_task_return_pointer (task, abilities, g_free);
}

static void
on_open_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetScanner *self = GUICHET_SCANNER (source);
  GTask *task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  guichet_dbus_scanner1_call_open (self->proxy, g_task_get_cancellable (task), on_open_ready, task);
}

void
guichet_scanner_open_async (GuichetScanner *self, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_check_cancellable (task, FALSE);
  guichet_scanner_start_worker_async (self, cancellable, on_open_started, task);
}

gboolean
guichet_scanner_open_finish (GuichetScanner *self, GAsyncResult *result,
                             GuichetScannerAbilities *abilities, GError **error)
{
  g_autofree GuichetScannerAbilities *found = g_task_propagate_pointer (G_TASK (result), error);

  if (found == NULL)
    return FALSE;
  *abilities = *found;
  return TRUE;
}

void
guichet_scanner_end_series (GuichetScanner *self)
{
  if (self->proxy != NULL)
    guichet_dbus_scanner1_call_cancel (self->proxy, NULL, NULL, NULL);
}

/* --- the object --- */

void
guichet_scanner_emit_begun (GuichetScanner *self, guint width, guint height, guint channels,
                            guint resolution)
{
  g_signal_emit (self, signals[SIGNAL_BEGUN], 0, width, height, channels, resolution);
}

void
guichet_scanner_emit_rows (GuichetScanner *self, guint8 *bytes, guint n_rows)
{
  g_signal_emit (self, signals[SIGNAL_ROWS], 0, bytes, n_rows);
}

static void
guichet_scanner_dispose (GObject *object)
{
  GuichetScanner *self = GUICHET_SCANNER (object);

  g_clear_handle_id (&self->cancel_timeout, g_source_remove);
  if (self->workers != NULL && self->connection != NULL)
    guichet_scanner_close (self);
  g_clear_object (&self->workers);
  G_OBJECT_CLASS (guichet_scanner_parent_class)->dispose (object);
}

static void
guichet_scanner_class_init (GuichetScannerClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  /* Registers the errors that come through the connection. */
  (void)guichet_scan_error_quark ();
  G_OBJECT_CLASS (klass)->dispose = guichet_scanner_dispose;
  signals[SIGNAL_BEGUN] =
      g_signal_new ("begun", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4,
                    G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
  signals[SIGNAL_ROWS] = g_signal_new ("rows", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_UINT);
}

static void
guichet_scanner_init (GuichetScanner *self)
{
}

GuichetScanner *
guichet_scanner_new (GuichetWorkers *workers)
{
  GuichetScanner *self = g_object_new (GUICHET_TYPE_SCANNER, NULL);

  self->workers = g_object_ref (workers);
  return self;
}
