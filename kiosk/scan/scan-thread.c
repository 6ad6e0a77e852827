/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-thread-private.h"

#include <unistd.h>

#include "sane-config.h"
#include "scan-status.h"
#include "usb-place.h"

#define LAST_RESORT_MS 700

const guint guichet_scan_resolutions[3] = { 150, 200, 300 };

void
guichet_scan_started_free (GuichetScanStarted *started)
{
  if (started->rows_fd >= 0)
    close (started->rows_fd);
  g_free (started);
}

gboolean
guichet_scan_thread_is_cancelled (GuichetScanThread *self, const GuichetScanRequest *request)
{
  return g_atomic_int_get (&self->n_cancels) != request->n_cancels;
}

void
guichet_scan_thread_return_failure (GTask *task, GuichetScanFailure failure)
{
  const char *label = guichet_scan_failure_to_label (failure);

  g_task_return_new_error (task, GUICHET_SCAN_ERROR, (int)failure, "%s",
                           label != NULL ? label : "cancelled");
}

/* --- open --- */

static char *
resolve_name (GuichetScanThread *self)
{
  GuichetUsbPlace place = { 0 };

  if (self->device == NULL)
    return NULL;
  if (self->vendor != NULL &&
      !guichet_usb_place_find (self->sysfs_dir, self->vendor, self->product, self->serial, &place))
    return NULL;
  return guichet_usb_place_fill (&place, self->device);
}

gboolean
guichet_scan_thread_open_device (GuichetScanThread *self, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *sane_name = NULL;

  if (self->sane != NULL)
    return TRUE;
  name = resolve_name (self);
  if (name != NULL)
    sane_name = guichet_sane_config_write (self->config_dir, self->source_dir, name, NULL);
  if (sane_name == NULL) {
    g_set_error_literal (error, GUICHET_SCAN_ERROR, GUICHET_SCAN_DEAD, "dead");
    return FALSE;
  }
  self->sane = guichet_sane_device_open (sane_name, error);
  return self->sane != NULL;
}

void
guichet_scan_thread_close_device (GuichetScanThread *self)
{
  g_clear_pointer (&self->sane, guichet_sane_device_close);
  self->n_sheets = 0;
}

static GuichetScanAbilities *
read_abilities (GuichetScanThread *self)
{
  GuichetScanAbilities *abilities = g_new0 (GuichetScanAbilities, 1);

  abilities->sources = guichet_sane_device_get_sources (self->sane);
  abilities->has_colour = guichet_sane_device_has_colour (self->sane);
  for (gsize i = 0; i < G_N_ELEMENTS (guichet_scan_resolutions); i++)
    abilities->has_resolution[i] =
        guichet_sane_device_has_resolution (self->sane, guichet_scan_resolutions[i]);
  return abilities;
}

static void
run_open (GuichetScanThread *self, gpointer data)
{
  GuichetScanRequest *request = data;
  g_autoptr (GError) error = NULL;
  gboolean is_open;

  guichet_scan_status_tell_busy ();
  is_open = guichet_scan_thread_open_device (self, &error);
  if (!is_open)
    guichet_scan_status_tell_failure ((GuichetScanFailure)error->code);
  guichet_scan_status_tell_idle ();
  if (is_open)
    g_task_return_pointer (request->task, read_abilities (self), g_free);
  else
    g_task_return_error (request->task, g_steal_pointer (&error));
}

/* --- cancel, close --- */

/* Sheets are held until the series ends. */
static void
run_cancel (GuichetScanThread *self, gpointer data)
{
  if (self->sane != NULL)
    guichet_sane_device_cancel (self->sane);
  self->n_sheets = 0;
}

static void
run_close (GuichetScanThread *self, gpointer data)
{
  GuichetScanRequest *request = data;

  guichet_scan_thread_close_device (self);
  g_idle_add (request->done, request->user_data);
}

static gpointer
run (gpointer data)
{
  GuichetScanThread *self = data;

  for (;;) {
    GuichetScanRequest *request = g_async_queue_pop (self->requests);

    request->run (self, request);
    g_clear_object (&request->task);
    g_free (request);
  }
  return NULL;
}

/* --- asked for --- */

static void
push (GuichetScanThread *self, const GuichetScanRequest *request)
{
  GuichetScanRequest *copy = g_memdup2 (request, sizeof *request);

  copy->n_cancels = g_atomic_int_get (&self->n_cancels);
  if (copy->task != NULL)
    g_object_ref (copy->task);
  g_async_queue_push (self->requests, copy);
}

void
guichet_scan_thread_open (GuichetScanThread *self, GTask *task)
{
  push (self, &(GuichetScanRequest){ .run = run_open, .task = task });
}

void
guichet_scan_thread_start (GuichetScanThread *self, GuichetSaneSources source, gboolean colour,
                           guint resolution, GTask *task)
{
  push (self, &(GuichetScanRequest){ .run = guichet_scan_thread_run_page,
                                     .task = task,
                                     .source = source,
                                     .colour = colour,
                                     .resolution = resolution });
}

void
guichet_scan_thread_answer_finish (GTask *task, int outcome)
{
  if (outcome == GUICHET_SCAN_OUTCOME_GOOD)
    g_task_return_boolean (task, TRUE);
  else
    guichet_scan_thread_return_failure (task, outcome >= 0 ? (GuichetScanFailure)outcome
                                                           : GUICHET_SCAN_OTHER);
}

void
guichet_scan_thread_finish (GuichetScanThread *self, GTask *task)
{
  int outcome;

  g_mutex_lock (&self->lock);
  outcome = self->finish_task == NULL ? self->outcome : GUICHET_SCAN_OUTCOME_NONE;
  if (outcome == GUICHET_SCAN_OUTCOME_RUNNING)
    self->finish_task = g_object_ref (task);
  else
    self->outcome = GUICHET_SCAN_OUTCOME_NONE;
  g_mutex_unlock (&self->lock);
  if (outcome != GUICHET_SCAN_OUTCOME_RUNNING)
    guichet_scan_thread_answer_finish (task, outcome);
}

void
guichet_scan_thread_cancel (GuichetScanThread *self)
{
  g_atomic_int_inc (&self->n_cancels);
  push (self, &(GuichetScanRequest){ .run = run_cancel });
}

/* The thread did not let go of its page in time: it waits for the scanner. From another thread some
 * drivers fall over this, which ends the process as well. */
static gboolean
on_last_resort (gpointer user_data)
{
  GuichetScanThread *self = user_data;

  g_mutex_lock (&self->lock);
  if (self->reading != NULL)
    guichet_sane_device_cancel_last (self->reading);
  g_mutex_unlock (&self->lock);
  return G_SOURCE_REMOVE;
}

void
guichet_scan_thread_close (GuichetScanThread *self, GSourceFunc done, gpointer user_data)
{
  g_atomic_int_inc (&self->n_cancels);
  push (self, &(GuichetScanRequest){ .run = run_close, .done = done, .user_data = user_data });
  g_timeout_add (LAST_RESORT_MS, on_last_resort, self);
}

GuichetScanThread *
guichet_scan_thread_new (const GuichetScanPlace *place)
{
  GuichetScanThread *self = g_new0 (GuichetScanThread, 1);

  g_mutex_init (&self->lock);
  self->requests = g_async_queue_new ();
  self->device = g_strdup (place->device);
  self->vendor = g_strdup (place->vendor);
  self->product = g_strdup (place->product);
  self->serial = g_strdup (place->serial);
  self->sysfs_dir = g_strdup (place->sysfs_dir);
  self->source_dir = g_strdup (place->source_dir);
  self->config_dir = g_strdup (place->config_dir);
  self->outcome = GUICHET_SCAN_OUTCOME_NONE;
  g_thread_unref (g_thread_new ("sane", run, self));
  return self;
}
