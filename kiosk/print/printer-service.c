/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "printer-service.h"

#include "cups-queue.h"
#include "guichet-printer-dbus.h"
#include "worker-channel.h"

#include <gio/gunixfdlist.h>

#include <unistd.h>

#define PRINTER_PATH "/org/guichet/Printer"
#define PAGES_MAX    200
/* Who waits for paper longer than this has gone away: the visit's own clock goes on. */
#define HOLD_SECONDS 90

struct _GuichetPrinterService {
  GObject parent_instance;

  /* Borrowed */
  const GuichetPrintPlace *place;
  /* Owned */
  GuichetDBusPrinter1 *skeleton;
  GuichetPrintJob *job; /* the last one; NULL before the first */
  /* Handles */
  guint hold_source;
  /* State */
  guint job_number;
  guint n_spent;         /* sides of the visit, without those of the last job */
  guint counted_reasons; /* bits: of this job, told already */
  gboolean is_busy;
};

G_DEFINE_FINAL_TYPE (GuichetPrinterService, guichet_printer_service, G_TYPE_OBJECT)

static void
say (GuichetPrinterService *self, const char *line)
{
  guichet_worker_channel_tell (self->place->status, line);
}

static void
set_busy (GuichetPrinterService *self, gboolean is_busy)
{
  if (self->is_busy == is_busy)
    return;
  self->is_busy = is_busy;
  say (self, is_busy ? "busy" : "idle");
}

static gboolean
on_hold_over (gpointer user_data)
{
  GuichetPrinterService *self = user_data;

  self->hold_source = 0;
  set_busy (self, FALSE);
  return G_SOURCE_REMOVE;
}

/* What holds the visit: work that goes on, and for a while what reception is asked to mend. */
static void
sync_hold (GuichetPrinterService *self, GuichetPrintState state)
{
  if (state == GUICHET_PRINT_WAITING) {
    if (self->hold_source == 0)
      self->hold_source = g_timeout_add_seconds (HOLD_SECONDS, on_hold_over, self);
    return;
  }
  g_clear_handle_id (&self->hold_source, g_source_remove);
  set_busy (self, !guichet_print_state_is_final (state));
}

static void
count_reason (GuichetPrinterService *self, GuichetPrintReason reason)
{
  g_autofree char *line = NULL;

  if (!guichet_print_reason_is_device (reason) || (self->counted_reasons & (1u << reason)) != 0)
    return;
  if (self->counted_reasons == 0)
    say (self, "device printer");
  self->counted_reasons |= 1u << reason;
  line = g_strconcat ("fault ", guichet_print_reason_to_name (reason), NULL);
  say (self, line);
}

static void
on_changed (GuichetPrintJob *job, int state, int reason, GuichetPrinterService *self)
{
  GuichetPrintState told = (GuichetPrintState)state;
  g_autofree char *line = NULL;

  count_reason (self, (GuichetPrintReason)reason);
  if (guichet_print_state_is_final (told)) {
    line = g_strconcat ("outcome ", guichet_print_state_to_name (told), NULL);
    say (self, line);
  }
  sync_hold (self, told);
  guichet_dbus_printer1_emit_changed (self->skeleton, self->job_number,
                                      guichet_print_state_to_name (told),
                                      guichet_print_reason_to_name ((GuichetPrintReason)reason));
}

static void
on_moved (GuichetPrintJob *job, GuichetPrinterService *self)
{
  say (self, "alive");
}

static void
start_job (GuichetPrinterService *self, int document, const GuichetPrintOptions *options)
{
  if (self->job != NULL)
    self->n_spent += guichet_print_job_get_n_spent (self->job);
  g_clear_object (&self->job);
  self->job = guichet_print_job_new (self->place, document, options, self->n_spent);
  self->job_number++;
  self->counted_reasons = 0;
  g_signal_connect_object (self->job, "changed", G_CALLBACK (on_changed), self, 0);
  g_signal_connect_object (self->job, "moved", G_CALLBACK (on_moved), self, 0);
  set_busy (self, TRUE);
  guichet_print_job_start (self->job);
}

static gboolean
on_handle_print (GuichetDBusPrinter1 *skeleton, GDBusMethodInvocation *invocation, GUnixFDList *fds,
                 GVariant *handle, const char *pages, guint copies, gboolean colour,
                 gboolean two_sides, GuichetPrinterService *self)
{
  GuichetPrintOptions options = {
    .pages = pages, .copies = copies, .is_colour = colour, .is_two_sided = two_sides
  };
  int document = fds != NULL ? g_unix_fd_list_get (fds, g_variant_get_handle (handle), NULL) : -1;

  if (document < 0 || strlen (pages) > PAGES_MAX || !g_str_is_ascii (pages) ||
      (self->job != NULL && !guichet_print_job_is_over (self->job))) {
    g_dbus_method_invocation_return_error_literal (
        invocation, G_IO_ERROR, document < 0 ? G_IO_ERROR_INVALID_ARGUMENT : G_IO_ERROR_BUSY,
        "Not now");
  } else {
    start_job (self, document, &options);
    guichet_dbus_printer1_complete_print (skeleton, invocation, NULL, self->job_number);
  }
  if (document >= 0)
    (void)close (document);
  return TRUE;
}

static gboolean
on_handle_cancel (GuichetDBusPrinter1 *skeleton, GDBusMethodInvocation *invocation, guint job,
                  GuichetPrinterService *self)
{
  if (self->job != NULL && job == self->job_number)
    guichet_print_job_cancel (self->job);
  guichet_dbus_printer1_complete_cancel (skeleton, invocation);
  return TRUE;
}

/* --- the state of the place --- */

static void
find_state (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const GuichetPrintPlace *place = task_data;
  g_autoptr (GuichetCupsQueue) queue =
      guichet_cups_queue_new (place->server, place->queue, place->user, NULL, place->title);
  g_autoptr (GError) error = NULL;
  GuichetPrintReason reason = GUICHET_PRINT_REASON_NONE;
  GuichetCupsState state;

  if (!guichet_cups_queue_read (queue, &state, &error))
    reason = guichet_print_reason_from_error (error);
  else if (state.is_stopped || state.is_refusing)
    reason = GUICHET_PRINT_REASON_PAUSED;
  else if (!guichet_cups_queue_ask_device (queue, &reason))
    reason = state.reason;
  g_task_return_int (task, (gssize)reason);
}

static void
on_state_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetPrinterService *self = GUICHET_PRINTER_SERVICE (source);
  GuichetPrintReason reason = (GuichetPrintReason)g_task_propagate_int (G_TASK (result), NULL);

  guichet_dbus_printer1_complete_get_state (self->skeleton, user_data,
                                            guichet_print_reason_to_name (reason));
}

static gboolean
on_handle_get_state (GuichetDBusPrinter1 *skeleton, GDBusMethodInvocation *invocation,
                     GuichetPrinterService *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_state_found, invocation);

  g_task_set_task_data (task, (gpointer)self->place, NULL);
  g_task_run_in_thread (task, find_state);
  return TRUE;
}

static void
guichet_printer_service_dispose (GObject *object)
{
  GuichetPrinterService *self = GUICHET_PRINTER_SERVICE (object);

  g_clear_handle_id (&self->hold_source, g_source_remove);
  if (self->skeleton != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_clear_object (&self->skeleton);
  g_clear_object (&self->job);
  G_OBJECT_CLASS (guichet_printer_service_parent_class)->dispose (object);
}

static void
guichet_printer_service_class_init (GuichetPrinterServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_printer_service_dispose;
}

static void
guichet_printer_service_init (GuichetPrinterService *self)
{
  self->skeleton = guichet_dbus_printer1_skeleton_new ();
}

GuichetPrinterService *
guichet_printer_service_new (GDBusConnection *connection, const GuichetPrintPlace *place,
                             GError **error)
{
  g_autoptr (GuichetPrinterService) self = g_object_new (GUICHET_TYPE_PRINTER_SERVICE, NULL);

  self->place = place;
  self->n_spent = place->n_spent;
  g_signal_connect_object (self->skeleton, "handle-print", G_CALLBACK (on_handle_print), self, 0);
  g_signal_connect_object (self->skeleton, "handle-cancel", G_CALLBACK (on_handle_cancel), self, 0);
  g_signal_connect_object (self->skeleton, "handle-get-state", G_CALLBACK (on_handle_get_state),
                           self, 0);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                         PRINTER_PATH, error))
    return NULL;
  return g_steal_pointer (&self);
}
