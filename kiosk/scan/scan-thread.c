/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-thread.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "sane-config.h"
#include "scan-status.h"
#include "usb-place.h"

#define CHUNK_BYTES (128 * 1024)
/* A page's worth of rows waits in the pipe while the other side is at something else. */
#define PIPE_BYTES     (1024 * 1024)
#define POLL_PERIOD_MS 200
#define LAST_RESORT_MS 700

const guint guichet_scan_resolutions[3] = { 150, 200, 300 };

struct _GuichetScanThread {
  /* Owned */
  GAsyncQueue *requests; /* element type Request */
  char *device;
  char *vendor;
  char *product;
  char *serial;
  char *sysfs_dir;
  char *source_dir;
  char *config_dir;

  /* State, of the thread alone */
  GuichetSaneDevice *sane;
  GuichetSaneSources source; /* of the page in progress */
  guint n_sheets;            /* of the series of the feeder in progress */

  /* State, of both */
  gint n_cancels; /* atomic; requests older than a cancel are cancelled */
  GMutex lock;
  int outcome;                /* under the lock: of the last page that was started */
  GTask *finish_task;         /* under the lock: waits for it; owned */
  GuichetSaneDevice *reading; /* under the lock: the device, while a page is in progress */
};

/* Of a page, besides what a GuichetScanFailure says. */
enum {
  OUTCOME_GOOD = -1,
  OUTCOME_RUNNING = -2,
  OUTCOME_NONE = -3, /* there is no page, or it was told */
};

typedef struct {
  void (*run) (GuichetScanThread *self, gpointer data);
  GTask *task; /* owned; NULL for close */
  GuichetSaneSources source;
  gboolean colour;
  guint resolution;
  gint n_cancels;
  GSourceFunc done;
  gpointer user_data;
} Request;

void
guichet_scan_started_free (GuichetScanStarted *started)
{
  if (started->rows_fd >= 0)
    close (started->rows_fd);
  g_free (started);
}

static gboolean
is_cancelled (GuichetScanThread *self, const Request *request)
{
  return g_atomic_int_get (&self->n_cancels) != request->n_cancels;
}

static void
return_failure (GTask *task, GuichetScanFailure failure)
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

static gboolean
open_device (GuichetScanThread *self, GError **error)
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

static void
close_device (GuichetScanThread *self)
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
  Request *request = data;
  g_autoptr (GError) error = NULL;
  gboolean is_open;

  guichet_scan_status_tell_busy ();
  is_open = open_device (self, &error);
  if (!is_open)
    guichet_scan_status_tell_failure ((GuichetScanFailure)error->code);
  guichet_scan_status_tell_idle ();
  if (is_open)
    g_task_return_pointer (request->task, read_abilities (self), g_free);
  else
    g_task_return_error (request->task, g_steal_pointer (&error));
}

/* --- a page --- */

/* FALSE when nobody reads any more, or the resident cancelled. */
static gboolean
give_rows (GuichetScanThread *self, const Request *request, int fd, const guint8 *bytes, gsize size)
{
  while (size > 0) {
    struct pollfd ready = { .fd = fd, .events = POLLOUT };
    ssize_t n;

    if (is_cancelled (self, request))
      return FALSE;
    n = write (fd, bytes, size);
    if (n > 0) {
      bytes += n;
      size -= (gsize)n;
    } else if (errno == EAGAIN) {
      (void)poll (&ready, 1, POLL_PERIOD_MS);
    } else if (errno != EINTR) {
      return FALSE;
    }
  }
  return TRUE;
}

/* The failure, or OUTCOME_GOOD. */
static int
read_page (GuichetScanThread *self, const Request *request, int fd)
{
  g_autofree guint8 *bytes = g_malloc (CHUNK_BYTES);
  g_autoptr (GError) error = NULL;
  gssize n;

  while ((n = guichet_sane_device_read (self->sane, bytes, CHUNK_BYTES, &error)) > 0) {
    guichet_scan_status_tell_alive ();
    if (!give_rows (self, request, fd, bytes, (gsize)n))
      return GUICHET_SCAN_CANCELLED;
  }
  if (n == 0)
    return OUTCOME_GOOD;
  return is_cancelled (self, request) ? GUICHET_SCAN_CANCELLED : error->code;
}

/* The end of a series is no failure. */
static void
tell_result (GuichetScanThread *self, int failure)
{
  gboolean is_feeder = self->source == GUICHET_SANE_FEEDER;

  if (failure < 0)
    guichet_scan_status_tell_page (is_feeder);
  else if (failure != GUICHET_SCAN_EMPTY || self->n_sheets == 0)
    guichet_scan_status_tell_failure ((GuichetScanFailure)failure);
  self->n_sheets = is_feeder && failure < 0 ? self->n_sheets + 1 : 0;
}

static void
answer_finish (GTask *task, int outcome)
{
  if (outcome == OUTCOME_GOOD)
    g_task_return_boolean (task, TRUE);
  else
    return_failure (task, outcome >= 0 ? (GuichetScanFailure)outcome : GUICHET_SCAN_OTHER);
}

static void
set_outcome (GuichetScanThread *self, int outcome)
{
  g_autoptr (GTask) task = NULL;

  g_mutex_lock (&self->lock);
  self->outcome = outcome;
  if (outcome != OUTCOME_RUNNING && self->finish_task != NULL) {
    task = g_steal_pointer (&self->finish_task);
    self->outcome = OUTCOME_NONE;
  }
  g_mutex_unlock (&self->lock);
  if (task != NULL)
    answer_finish (task, outcome);
}

static gboolean
make_pipe (int ends[2], GError **error)
{
  if (pipe2 (ends, O_CLOEXEC) == 0 && fcntl (ends[1], F_SETFL, O_NONBLOCK) == 0) {
    (void)fcntl (ends[1], F_SETPIPE_SZ, PIPE_BYTES);
    return TRUE;
  }
  g_set_error_literal (error, GUICHET_SCAN_ERROR, GUICHET_SCAN_OTHER, "other");
  return FALSE;
}

static void
set_reading (GuichetScanThread *self, GuichetSaneDevice *reading)
{
  g_mutex_lock (&self->lock);
  self->reading = reading;
  g_mutex_unlock (&self->lock);
}

/* Drivers have one word for a page that was lost and for a scanner that was switched off since it
 * was opened: opening it again tells. */
static void
tell_dead_from_cut (GuichetScanThread *self, GError **error)
{
  g_autoptr (GError) again = NULL;

  if (!g_error_matches (*error, GUICHET_SCAN_ERROR, GUICHET_SCAN_CUT))
    return;
  set_reading (self, NULL);
  close_device (self);
  if (open_device (self, &again))
    return;
  g_clear_error (error);
  *error = g_steal_pointer (&again);
}

static gboolean
start_page (GuichetScanThread *self, const Request *request, int ends[2],
            GuichetScanStarted *started, GError **error)
{
  if (is_cancelled (self, request)) {
    g_set_error_literal (error, GUICHET_SCAN_ERROR, GUICHET_SCAN_CANCELLED, "cancelled");
    return FALSE;
  }
  if (!open_device (self, error))
    return FALSE;
  set_reading (self, self->sane);
  if (guichet_sane_device_start (self->sane, request->source, request->colour, request->resolution,
                                 &started->page, error))
    return make_pipe (ends, error);
  tell_dead_from_cut (self, error);
  return FALSE;
}

/* A device that was lost may be another one when it is back: opened anew the next time. */
static gboolean
is_lost (int failure)
{
  return failure == GUICHET_SCAN_CUT || failure == GUICHET_SCAN_DEAD ||
         failure == GUICHET_SCAN_OTHER;
}

/* After the outcome was told: letting go of a page takes some drivers ten seconds, and some for
 * ever. */
static void
release_page (GuichetScanThread *self, int failure)
{
  if (self->sane != NULL && (failure >= 0 || self->source == GUICHET_SANE_GLASS))
    guichet_sane_device_cancel (self->sane);
  set_reading (self, NULL);
  if (is_lost (failure))
    close_device (self);
  guichet_scan_status_tell_idle ();
}

static void
run_start (GuichetScanThread *self, gpointer data)
{
  Request *request = data;
  GuichetScanStarted *started = g_new0 (GuichetScanStarted, 1);
  g_autoptr (GError) error = NULL;
  int ends[2] = { -1, -1 };
  int failure;

  guichet_scan_status_tell_busy ();
  self->source = request->source;
  if (!start_page (self, request, ends, started, &error)) {
    failure = is_cancelled (self, request) ? (int)GUICHET_SCAN_CANCELLED : error->code;
    g_free (started);
    tell_result (self, failure);
    return_failure (request->task, (GuichetScanFailure)failure);
    release_page (self, failure);
    return;
  }
  started->rows_fd = ends[0];
  set_outcome (self, OUTCOME_RUNNING);
  g_task_return_pointer (request->task, started, (GDestroyNotify)guichet_scan_started_free);
  failure = read_page (self, request, ends[1]);
  tell_result (self, failure);
  set_outcome (self, failure);
  close (ends[1]);
  release_page (self, failure);
}

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
  Request *request = data;

  close_device (self);
  g_idle_add (request->done, request->user_data);
}

static gpointer
run (gpointer data)
{
  GuichetScanThread *self = data;

  for (;;) {
    Request *request = g_async_queue_pop (self->requests);

    request->run (self, request);
    g_clear_object (&request->task);
    g_free (request);
  }
  return NULL;
}

/* --- asked for --- */

static void
push (GuichetScanThread *self, const Request *request)
{
  Request *copy = g_memdup2 (request, sizeof *request);

  copy->n_cancels = g_atomic_int_get (&self->n_cancels);
  if (copy->task != NULL)
    g_object_ref (copy->task);
  g_async_queue_push (self->requests, copy);
}

void
guichet_scan_thread_open (GuichetScanThread *self, GTask *task)
{
  push (self, &(Request){ .run = run_open, .task = task });
}

void
guichet_scan_thread_start (GuichetScanThread *self, GuichetSaneSources source, gboolean colour,
                           guint resolution, GTask *task)
{
  push (self, &(Request){ .run = run_start,
                          .task = task,
                          .source = source,
                          .colour = colour,
                          .resolution = resolution });
}

void
guichet_scan_thread_finish (GuichetScanThread *self, GTask *task)
{
  int outcome;

  g_mutex_lock (&self->lock);
  outcome = self->finish_task == NULL ? self->outcome : OUTCOME_NONE;
  if (outcome == OUTCOME_RUNNING)
    self->finish_task = g_object_ref (task);
  else
    self->outcome = OUTCOME_NONE;
  g_mutex_unlock (&self->lock);
  if (outcome != OUTCOME_RUNNING)
    answer_finish (task, outcome);
}

void
guichet_scan_thread_cancel (GuichetScanThread *self)
{
  g_atomic_int_inc (&self->n_cancels);
  push (self, &(Request){ .run = run_cancel });
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
  push (self, &(Request){ .run = run_close, .done = done, .user_data = user_data });
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
  self->outcome = OUTCOME_NONE;
  g_thread_unref (g_thread_new ("sane", run, self));
  return self;
}
