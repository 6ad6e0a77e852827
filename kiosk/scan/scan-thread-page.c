/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the scanner's thread: started, read, told, let go of. */
#include "scan-thread-private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "scan-status.h"

#define CHUNK_BYTES (128 * 1024)
/* A page's worth of rows waits in the pipe while the other side is at something else. */
#define PIPE_BYTES     (1024 * 1024)
#define POLL_PERIOD_MS 200

/* What a page begins with. */
typedef struct {
  /* Owned */
  guint8 *bytes; /* CHUNK_BYTES; all later ones pass through it */
  GError *error; /* when there are none */
  /* State */
  gssize n;
} First;

static void
first_clear (First *first)
{
  g_free (first->bytes);
  g_clear_error (&first->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (First, first_clear)

/* FALSE when nobody reads any more, or the resident cancelled. */
static gboolean
give_rows (GuichetScanThread *self, const GuichetScanRequest *request, int fd, const guint8 *bytes,
           gsize size)
{
  while (size > 0) {
    struct pollfd ready = { .fd = fd, .events = POLLOUT };
    ssize_t n;

    if (guichet_scan_thread_is_cancelled (self, request))
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

/* The failure, or GUICHET_SCAN_OUTCOME_GOOD. @first: what was read before (see read_first). */
static int
read_page (GuichetScanThread *self, const GuichetScanRequest *request, int fd, First *first)
{
  g_autoptr (GError) error = g_steal_pointer (&first->error);
  gssize n = first->n;

  while (n > 0) {
    guichet_scan_status_tell_alive ();
    if (!give_rows (self, request, fd, first->bytes, (gsize)n))
      return GUICHET_SCAN_CANCELLED;
    n = guichet_sane_device_read (self->sane, first->bytes, CHUNK_BYTES, &error);
  }
  if (n == 0)
    return GUICHET_SCAN_OUTCOME_GOOD;
  return guichet_scan_thread_is_cancelled (self, request) ? GUICHET_SCAN_CANCELLED : error->code;
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
set_outcome (GuichetScanThread *self, int outcome)
{
  g_autoptr (GTask) task = NULL;

  g_mutex_lock (&self->lock);
  self->outcome = outcome;
  if (outcome != GUICHET_SCAN_OUTCOME_RUNNING && self->finish_task != NULL) {
    task = g_steal_pointer (&self->finish_task);
    self->outcome = GUICHET_SCAN_OUTCOME_NONE;
  }
  g_mutex_unlock (&self->lock);
  if (task != NULL)
    guichet_scan_thread_answer_finish (task, outcome);
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
  guichet_scan_thread_close_device (self);
  if (guichet_scan_thread_open_device (self, &again))
    return;
  g_clear_error (error);
  *error = g_steal_pointer (&again);
}

static gboolean
start_page (GuichetScanThread *self, const GuichetScanRequest *request, int ends[2],
            GuichetScanStarted *started, GError **error)
{
  if (guichet_scan_thread_is_cancelled (self, request)) {
    g_set_error_literal (error, GUICHET_SCAN_ERROR, GUICHET_SCAN_CANCELLED, "cancelled");
    return FALSE;
  }
  if (!guichet_scan_thread_open_device (self, error))
    return FALSE;
  set_reading (self, self->sane);
  if (guichet_sane_device_start (self->sane, request->source, request->colour, request->resolution,
                                 &started->page, error))
    return make_pipe (ends, error);
  tell_dead_from_cut (self, error);
  return FALSE;
}

/* Some scanners send grey where colour was asked for, which sane-airscan only tells at the first
 * read, as a page that was lost. Not with the feeder: another sheet would go through. */
static void
read_first (GuichetScanThread *self, const GuichetScanRequest *request, GuichetSanePage *page,
            First *first)
{
  first->n = guichet_sane_device_read (self->sane, first->bytes, CHUNK_BYTES, &first->error);
  if (!g_error_matches (first->error, GUICHET_SCAN_ERROR, GUICHET_SCAN_CUT) ||
      page->channels != 3 || request->source != GUICHET_SANE_GLASS ||
      guichet_scan_thread_is_cancelled (self, request))
    return;
  if (guichet_sane_device_start (self->sane, request->source, FALSE, request->resolution, page,
                                 NULL)) {
    g_clear_error (&first->error);
    first->n = guichet_sane_device_read (self->sane, first->bytes, CHUNK_BYTES, &first->error);
  }
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
    guichet_scan_thread_close_device (self);
  guichet_scan_status_tell_idle ();
}

void
guichet_scan_thread_run_page (GuichetScanThread *self, gpointer data)
{
  GuichetScanRequest *request = data;
  GuichetScanStarted *started = g_new0 (GuichetScanStarted, 1);
  g_auto (First) first = { .bytes = g_malloc (CHUNK_BYTES) };
  g_autoptr (GError) error = NULL;
  int ends[2] = { -1, -1 };
  int failure;

  guichet_scan_status_tell_busy ();
  self->source = request->source;
  if (!start_page (self, request, ends, started, &error)) {
    failure = guichet_scan_thread_is_cancelled (self, request) ? (int)GUICHET_SCAN_CANCELLED
                                                               : error->code;
    g_free (started);
    tell_result (self, failure);
    guichet_scan_thread_return_failure (request->task, (GuichetScanFailure)failure);
    release_page (self, failure);
    return;
  }
  read_first (self, request, &started->page, &first);
  started->rows_fd = ends[0];
  set_outcome (self, GUICHET_SCAN_OUTCOME_RUNNING);
  g_task_return_pointer (request->task, started, (GDestroyNotify)guichet_scan_started_free);
  failure = read_page (self, request, ends[1], &first);
  tell_result (self, failure);
  set_outcome (self, failure);
  close (ends[1]);
  release_page (self, failure);
}
