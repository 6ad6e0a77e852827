/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "supervisor-private.h"

#include "metric-names.h"
#include "print-purge-device.h"
#include "print-purge.h"
#include "settings.h"

#define TAKE_PAGES "take-pages"
/* Who comes to a printer that does not answer mends it, or switches it off, which empties it. */
#define DEVICE_SECONDS  2
#define DEVICE_ATTEMPTS 600

/* The print that the worker could not tell the end of any more, whatever CUPS knew of it: each one
 * that was sent has one outcome. A CUPS that does not answer is asked again. */
static void
count_outcome (GuichetSupervisor *self, const GuichetPrintPurge *purge)
{
  if (!self->is_print_open || purge->result == GUICHET_PRINT_PURGE_UNPROVED)
    return;
  self->is_print_open = FALSE;
  guichet_visit_counts_add (self->counts, GUICHET_METRIC_PRINT_OUTCOME,
                            purge->n_finished > 0 ? GUICHET_LABEL_PRINT_OUTCOME_DONE
                                                  : GUICHET_LABEL_PRINT_OUTCOME_VISIT_ENDED);
}

void
guichet_supervisor_note_print (GuichetSupervisor *self, const char *metric)
{
  if (g_str_equal (metric, GUICHET_METRIC_PAGE_PRINTED))
    self->is_print_open = TRUE;
  else if (g_str_equal (metric, GUICHET_METRIC_PRINT_OUTCOME))
    self->is_print_open = FALSE;
}

/* The next world stands in front already, behind its curtain. */
static void
on_finishing (gpointer user_data)
{
  GuichetSupervisor *self = user_data;

  if (self->spare != NULL)
    guichet_world_tell (self->spare, TAKE_PAGES);
}

/* --- pages in a device that does not answer --- */

typedef struct {
  /* Owned */
  char *uri;
  char *title;
  /* State */
  guint n_attempts;
} Device;

static void
device_free (Device *device)
{
  g_free (device->uri);
  g_free (device->title);
  g_free (device);
}

static void ask_device (Device *device);

static gboolean
on_device_due (gpointer user_data)
{
  ask_device (user_data);
  return G_SOURCE_REMOVE;
}

static void
run_device (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Device *device = task_data;

  g_task_return_boolean (task, guichet_print_purge_device (device->uri, device->title));
}

static void
on_device_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Device *device = user_data;

  if (g_task_propagate_boolean (G_TASK (result), NULL) || ++device->n_attempts >= DEVICE_ATTEMPTS)
    device_free (device);
  else
    g_timeout_add_seconds (DEVICE_SECONDS, on_device_due, device);
}

/* Again and again, beside the visits that follow: their titles are others. */
static void
ask_device (Device *device)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_device_asked, device);

  g_task_set_task_data (task, device, NULL);
  g_task_run_in_thread (task, run_device);
}

static void
follow_device (char *uri, const char *title)
{
  Device *device = g_new0 (Device, 1);

  device->uri = uri;
  device->title = g_strdup (title);
  ask_device (device);
}

static void
on_purged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;
  GuichetPrintPurge purge = guichet_print_purge_finish (result);

  count_outcome (self, &purge);
  if (purge.device_uri != NULL)
    follow_device (purge.device_uri, guichet_worker_desk_get_mark (self->workers));
  self->is_purging = FALSE;
  self->is_purge_due = purge.result != GUICHET_PRINT_PURGE_VERIFIED;
  if (!self->is_purge_due)
    self->had_print = FALSE;
  else
    g_warning ("Prints of a visit could not be taken out of CUPS: %s",
               purge.result == GUICHET_PRINT_PURGE_LEFT ? "some are left" : "it does not answer");
  if (!self->is_stopping)
    guichet_supervisor_take_purge (self, !self->is_purge_due);
}

void
guichet_supervisor_purge_prints (GuichetSupervisor *self, gboolean may_finish)
{
  const GuichetPrinterSettings *printer = guichet_settings_get_printer (self->settings);

  /* Only a print worker sends anything: without one, a CUPS that hangs holds up nobody. */
  if (!self->had_print && !self->is_purge_due) {
    guichet_supervisor_take_purge (self, TRUE);
    return;
  }
  self->is_purging = TRUE;
  guichet_print_purge_async (printer, self->had_print, guichet_worker_desk_get_mark (self->workers),
                             may_finish ? printer->finish_seconds : 0, on_finishing, self,
                             on_purged, g_object_ref (self));
}

void
guichet_supervisor_stop_prints (GuichetSupervisor *self)
{
  self->is_stopping = TRUE;
  if (!self->is_purging && (self->had_print || self->is_purge_due))
    guichet_supervisor_purge_prints (self, FALSE);
  while (self->is_purging)
    g_main_context_iteration (NULL, TRUE);
}
