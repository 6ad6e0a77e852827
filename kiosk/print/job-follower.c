/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "job-follower.h"

#define LOOK_MS 400
/* CUPS says nothing of a device that was switched off: after so long without a change, it is asked
 * itself, and again. One answer that does not come is no proof. */
#define QUIET_SECONDS   4
#define ASK_SECONDS     3
#define SILENT_ANSWERS  2
#define FROZEN_SECONDS  120
#define NO_CUPS_SECONDS 30

typedef struct {
  /* Borrowed */
  GuichetCupsQueue *queue;
  /* State */
  guint id;
  GuichetCupsJob job;
  gint64 moved_at; /* microseconds, monotonic, as all of them */
  gint64 asked_at;
  gint64 heard_at; /* CUPS answered */
  guint n_silent;  /* answers of the device that did not come, in a row */
  gboolean is_askable;
  GuichetPrintReason answer; /* of the device, when askable */
  GuichetPrintReason reason; /* told last */
} Following;

static gboolean
has_passed (gint64 since, guint seconds)
{
  return g_get_monotonic_time () - since >= (gint64)seconds * G_USEC_PER_SEC;
}

/* TRUE: cancelled. */
static gboolean
wait_or_cancelled (GCancellable *cancellable)
{
  GPollFD fd;
  gboolean is_cancelled;

  if (!g_cancellable_make_pollfd (cancellable, &fd)) {
    g_usleep (LOOK_MS * 1000);
    return g_cancellable_is_cancelled (cancellable);
  }
  is_cancelled = g_poll (&fd, 1, LOOK_MS) > 0;
  g_cancellable_release_fd (cancellable);
  return is_cancelled;
}

static void
ask_device (Following *self)
{
  GuichetPrintReason answer;

  self->asked_at = g_get_monotonic_time ();
  self->is_askable = guichet_cups_queue_ask_device (self->queue, &answer);
  if (answer == GUICHET_PRINT_REASON_OFF || answer == GUICHET_PRINT_REASON_FROZEN)
    self->n_silent++;
  else
    self->n_silent = 0;
  if (self->n_silent == 0 || self->n_silent >= SILENT_ANSWERS)
    self->answer = answer;
}

/* Of a job that is on its way: what it waits for, if anything. */
static GuichetPrintReason
find_reason (Following *self, const GuichetCupsState *state)
{
  gboolean is_quiet = has_passed (self->moved_at, QUIET_SECONDS);

  if (state->is_stopped || self->job.state == GUICHET_CUPS_JOB_STUCK)
    return GUICHET_PRINT_REASON_PAUSED;
  if (!is_quiet && state->reason == GUICHET_PRINT_REASON_NONE) {
    self->answer = GUICHET_PRINT_REASON_NONE;
    self->n_silent = 0;
    return GUICHET_PRINT_REASON_NONE;
  }
  /* What CUPS believes of the device may be left from an earlier job. */
  if (has_passed (self->asked_at, self->n_silent > 0 ? 1 : ASK_SECONDS))
    ask_device (self);
  if (self->answer != GUICHET_PRINT_REASON_NONE)
    return self->answer;
  if (!self->is_askable && state->reason != GUICHET_PRINT_REASON_NONE)
    return state->reason;
  return has_passed (self->moved_at, FROZEN_SECONDS) ? GUICHET_PRINT_REASON_FROZEN
                                                     : GUICHET_PRINT_REASON_NONE;
}

/* TRUE: it is over. */
static gboolean
judge_end (Following *self, GuichetCupsJobState before, GuichetPrintState *state,
           GuichetPrintReason *reason)
{
  *reason = GUICHET_PRINT_REASON_NONE;
  *state = GUICHET_PRINT_FAILED;
  switch (self->job.state) {
  case GUICHET_CUPS_JOB_DONE:
    *reason = guichet_cups_queue_doubt_done (self->queue);
    if (*reason == GUICHET_PRINT_REASON_NONE)
      *state = GUICHET_PRINT_DONE;
    return TRUE;
  case GUICHET_CUPS_JOB_GONE:
    /* Of a CUPS that keeps no history, the last thing seen is all there is. */
    if (before == GUICHET_CUPS_JOB_PRINTING && self->reason == GUICHET_PRINT_REASON_NONE)
      *state = GUICHET_PRINT_DONE;
    else
      *reason = GUICHET_PRINT_REASON_DEVICE;
    return TRUE;
  case GUICHET_CUPS_JOB_CANCELLED:
  case GUICHET_CUPS_JOB_ABORTED:
    *reason =
        self->job.is_document_bad ? GUICHET_PRINT_REASON_DOCUMENT : GUICHET_PRINT_REASON_DEVICE;
    return TRUE;
  case GUICHET_CUPS_JOB_STUCK:
    /* A document that a filter gave up stays in the queue, and stops it. */
    *reason = GUICHET_PRINT_REASON_DOCUMENT;
    return self->job.is_document_bad;
  case GUICHET_CUPS_JOB_WAITING:
  case GUICHET_CUPS_JOB_PRINTING:
    break;
  }
  return FALSE;
}

/* FALSE: CUPS does not answer. */
static gboolean
look (Following *self, GuichetCupsState *state)
{
  GuichetCupsJob job;

  if (!guichet_cups_queue_read_job (self->queue, self->id, &job, NULL) ||
      !guichet_cups_queue_read (self->queue, state, NULL))
    return FALSE;
  self->heard_at = g_get_monotonic_time ();
  if (job.progress != self->job.progress)
    self->moved_at = self->heard_at;
  self->job = job;
  return TRUE;
}

void
guichet_job_follower_run (GuichetCupsQueue *queue, guint id, GCancellable *cancellable,
                          GuichetFollowedFunc followed, gpointer user_data,
                          GuichetPrintState *state, GuichetPrintReason *reason)
{
  Following self = { .queue = queue, .id = id };

  self.moved_at = self.heard_at = g_get_monotonic_time ();
  *state = GUICHET_PRINT_CANCELLED;
  *reason = GUICHET_PRINT_REASON_NONE;
  for (;;) {
    GuichetCupsJobState before = self.job.state;
    GuichetCupsState seen = { 0 };

    if (look (&self, &seen)) {
      if (judge_end (&self, before, state, reason))
        return;
      self.reason = find_reason (&self, &seen);
    } else if (has_passed (self.heard_at, NO_CUPS_SECONDS)) {
      *state = GUICHET_PRINT_FAILED;
      *reason = GUICHET_PRINT_REASON_NO_PRINTER;
      return;
    }
    *state = GUICHET_PRINT_CANCELLED;
    *reason = GUICHET_PRINT_REASON_NONE;
    if (!followed (self.reason == GUICHET_PRINT_REASON_NONE ? GUICHET_PRINT_PRINTING
                                                            : GUICHET_PRINT_WAITING,
                   self.reason, user_data) ||
        wait_or_cancelled (cancellable))
      return;
  }
}
