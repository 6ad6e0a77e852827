/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print-client.h"

#include "guichet-printer-dbus.h"

#include <gio/gunixfdlist.h>

#define PRINTER_PATH     "/org/guichet/Printer"
#define STATE_TIMEOUT_MS 15000

struct _GuichetPrintClient {
  GObject parent_instance;

  /* Owned */
  GDBusConnection *connection;
  GuichetDBusPrinter1 *proxy;
  GCancellable *cancellable;
  /* State */
  guint job; /* 0: none, or its number is not known yet */
  gboolean is_printing;
  gboolean wants_cancel; /* before its number was known */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetPrintClient, guichet_print_client, G_TYPE_OBJECT)

static void
tell (GuichetPrintClient *self, GuichetPrintState state, GuichetPrintReason reason)
{
  if (guichet_print_state_is_final (state))
    self->is_printing = FALSE;
  g_signal_emit (self, signals[CHANGED], 0, (int)state, (int)reason);
}

static void
on_changed (GuichetDBusPrinter1 *proxy, guint job, const char *state, const char *reason,
            GuichetPrintClient *self)
{
  /* The first word may be faster than the answer that brings the number. */
  if (!self->is_printing || (self->job != 0 && job != self->job))
    return;
  tell (self, guichet_print_state_from_name (state), guichet_print_reason_from_name (reason));
}

static void
on_closed (GDBusConnection *connection, gboolean vanished, GError *error, GuichetPrintClient *self)
{
  if (self->is_printing)
    tell (self, GUICHET_PRINT_FAILED, GUICHET_PRINT_REASON_DEVICE);
}

static void
guichet_print_client_dispose (GObject *object)
{
  GuichetPrintClient *self = GUICHET_PRINT_CLIENT (object);

  self->is_printing = FALSE;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->proxy);
  if (self->connection != NULL)
    g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (guichet_print_client_parent_class)->dispose (object);
}

static void
guichet_print_client_class_init (GuichetPrintClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_print_client_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
}

static void
guichet_print_client_init (GuichetPrintClient *self)
{
  self->cancellable = g_cancellable_new ();
}

GuichetPrintClient *
guichet_print_client_new (GDBusConnection *connection, GError **error)
{
  g_autoptr (GuichetPrintClient) self = g_object_new (GUICHET_TYPE_PRINT_CLIENT, NULL);

  self->connection = g_object_ref (connection);
  self->proxy = guichet_dbus_printer1_proxy_new_sync (
      self->connection, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL, PRINTER_PATH, NULL, error);
  if (self->proxy == NULL)
    return NULL;
  g_signal_connect_object (self->proxy, "changed", G_CALLBACK (on_changed), self, 0);
  g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_closed), self, 0);
  return g_steal_pointer (&self);
}

static void
on_print_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetPrintClient) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!guichet_dbus_printer1_call_print_finish (GUICHET_DBUS_PRINTER1 (source), &self->job, NULL,
                                                result, &error)) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && self->is_printing)
      tell (self, GUICHET_PRINT_FAILED, GUICHET_PRINT_REASON_BUSY);
    return;
  }
  if (self->wants_cancel)
    guichet_print_client_cancel (self);
}

void
guichet_print_client_print (GuichetPrintClient *self, int document,
                            const GuichetPrintOptions *options)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  int handle;

  g_return_if_fail (!self->is_printing);

  self->job = 0;
  self->wants_cancel = FALSE;
  self->is_printing = TRUE;
  handle = g_unix_fd_list_append (fds, document, NULL);
  if (handle < 0) {
    tell (self, GUICHET_PRINT_FAILED, GUICHET_PRINT_REASON_TOO_LARGE);
    return;
  }
  guichet_dbus_printer1_call_print (self->proxy, g_variant_new_handle (handle), options->pages,
                                    options->copies, options->is_colour, options->is_two_sided, fds,
                                    self->cancellable, on_print_answered, g_object_ref (self));
}

gboolean
guichet_print_client_is_gone (GuichetPrintClient *self)
{
  return g_dbus_connection_is_closed (self->connection);
}

void
guichet_print_client_cancel (GuichetPrintClient *self)
{
  if (!self->is_printing)
    return;
  self->wants_cancel = TRUE;
  if (self->job != 0)
    guichet_dbus_printer1_call_cancel (self->proxy, self->job, NULL, NULL, NULL);
}

static void
on_state_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *reason = NULL;
  g_autoptr (GError) error = NULL;

  if (guichet_dbus_printer1_call_get_state_finish (GUICHET_DBUS_PRINTER1 (source), &reason, result,
                                                   &error))
    g_task_return_int (task, (gssize)guichet_print_reason_from_name (reason));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
guichet_print_client_get_state_async (GuichetPrintClient *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->proxy), STATE_TIMEOUT_MS);
  guichet_dbus_printer1_call_get_state (self->proxy, cancellable, on_state_answered, task);
}

GuichetPrintReason
guichet_print_client_get_state_finish (GuichetPrintClient *self, GAsyncResult *result)
{
  gssize reason = g_task_propagate_int (G_TASK (result), NULL);

  return reason >= 0 ? (GuichetPrintReason)reason : GUICHET_PRINT_REASON_NONE;
}
