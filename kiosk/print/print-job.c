/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print-job.h"

#include "cups-queue.h"
#include "job-follower.h"
#include "prepare.h"
#include "worker-channel.h"

#include <fcntl.h>
#include <unistd.h>

#define STOP_SECONDS 10 /* that the backend has to tell the device of a cancel */
#define STOP_LOOK_MS 200

struct _GuichetPrintJob {
  GObject parent_instance;

  /* Borrowed */
  const GuichetPrintPlace *place;
  /* Owned */
  GuichetPrintOptions options;
  GCancellable *cancellable;
  /* Handles */
  int document;
  /* State */
  GuichetPrintState state;
  GuichetPrintReason reason;
  guint n_spent_before;
  guint n_spent; /* of the thread, until it is over */
};

/* What the thread has to say, on its way to the main loop. */
typedef struct {
  /* Owned */
  GuichetPrintJob *job;
  /* State */
  enum { TELL_CHANGED, TELL_MOVED } kind;
  GuichetPrintState state;
  GuichetPrintReason reason;
} Message;

enum { CHANGED, MOVED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetPrintJob, guichet_print_job, G_TYPE_OBJECT)

static void
message_free (Message *message)
{
  g_object_unref (message->job);
  g_free (message);
}

static gboolean
on_message (gpointer user_data)
{
  Message *message = user_data;
  GuichetPrintJob *self = message->job;

  switch (message->kind) {
  case TELL_CHANGED:
    if (self->state == message->state && self->reason == message->reason)
      break;
    self->state = message->state;
    self->reason = message->reason;
    g_signal_emit (self, signals[CHANGED], 0, (int)self->state, (int)self->reason);
    break;
  case TELL_MOVED:
    g_signal_emit (self, signals[MOVED], 0);
    break;
  }
  return G_SOURCE_REMOVE;
}

static void
post (GuichetPrintJob *self, Message message)
{
  Message *copy = g_memdup2 (&message, sizeof message);

  copy->job = g_object_ref (self);
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, on_message, copy,
                              (GDestroyNotify)message_free);
}

static void
tell (GuichetPrintJob *self, GuichetPrintState state, GuichetPrintReason reason)
{
  post (self, (Message){ .kind = TELL_CHANGED, .state = state, .reason = reason });
}

/* --- in the thread --- */

static gboolean
prepare (GuichetPrintJob *self, GuichetPrepared *prepared, GError **error)
{
  GuichetPrintReason reason;

  if (!guichet_prepare_run (self->place->program, self->document, self->options.pages,
                            self->cancellable, prepared, error))
    return FALSE;
  reason = guichet_print_options_check (&self->options, &self->place->limits, prepared->n_pages,
                                        self->n_spent_before);
  if (reason == GUICHET_PRINT_REASON_NONE)
    return TRUE;
  guichet_print_reason_set_error (error, reason);
  (void)close (prepared->fd);
  prepared->fd = -1;
  return FALSE;
}

/* FALSE: CUPS does not answer. */
static gboolean
wait_until_idle (GuichetCupsQueue *queue, GuichetCupsState *state, GError **error)
{
  gint64 end = g_get_monotonic_time () + STOP_SECONDS * G_USEC_PER_SEC;

  for (;;) {
    if (!guichet_cups_queue_read (queue, state, error))
      return FALSE;
    if (!state->is_printing || g_get_monotonic_time () > end)
      return TRUE;
    g_usleep (STOP_LOOK_MS * 1000);
  }
}

/* A device that is off would keep the job, and print it when somebody else is there. */
static gboolean
check_place (GuichetCupsQueue *queue, GError **error)
{
  GuichetCupsState state;
  GuichetPrintReason reason;

  if (!wait_until_idle (queue, &state, error) || !guichet_cups_queue_purge_all (queue, error))
    return FALSE;
  if (state.is_stopped || state.is_refusing) {
    guichet_print_reason_set_error (error, GUICHET_PRINT_REASON_PAUSED);
    return FALSE;
  }
  if (guichet_cups_queue_ask_device (queue, &reason) &&
      (reason == GUICHET_PRINT_REASON_OFF || reason == GUICHET_PRINT_REASON_FROZEN)) {
    guichet_print_reason_set_error (error, reason);
    return FALSE;
  }
  return TRUE;
}

/* Cancelled first, so that the backend tells the device; taken out of CUPS when that is done. */
static void
remove_job (GuichetCupsQueue *queue, guint id)
{
  GuichetCupsState state;

  (void)wait_until_idle (queue, &state, NULL);
  (void)guichet_cups_queue_purge (queue, id, NULL);
}

static gboolean
on_followed (GuichetPrintState state, GuichetPrintReason reason, gpointer user_data)
{
  GuichetPrintJob *self = user_data;

  post (self, (Message){ .kind = TELL_MOVED });
  tell (self, state, reason);
  return !g_cancellable_is_cancelled (self->cancellable);
}

static void tell_supervisor (GuichetPrintJob *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
tell_supervisor (GuichetPrintJob *self, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  guichet_worker_channel_tell (self->place->status, line);
}

/* The pages are taken from the visit's before they can come out: whatever happens then, nobody
 * prints for nothing. What CUPS counts afterwards is no measure (README). */
static guint
submit (GuichetPrintJob *self, GuichetCupsQueue *queue, const GuichetPrepared *prepared,
        GError **error)
{
  guint id;

  self->n_spent = guichet_print_options_count_sides (&self->options, prepared->n_pages);
  tell_supervisor (self, "spend %u", self->n_spent);
  id = guichet_cups_queue_submit (queue, prepared->fd, &self->options, error);
  if (id != 0)
    tell_supervisor (self, "sheets %s %u", self->options.is_colour ? "colour" : "black-and-white",
                     guichet_print_options_count_sheets (&self->options, prepared->n_pages));
  return id;
}

static void
send_and_follow (GuichetPrintJob *self, GuichetCupsQueue *queue, const GuichetPrepared *prepared,
                 GError **error)
{
  guint id = submit (self, queue, prepared, error);
  GuichetPrintState state = GUICHET_PRINT_CANCELLED;
  GuichetPrintReason reason = GUICHET_PRINT_REASON_NONE;

  if (id == 0)
    return;
  guichet_job_follower_run (queue, id, self->cancellable, on_followed, self, &state, &reason);
  if (state == GUICHET_PRINT_DONE) {
    (void)guichet_cups_queue_purge (queue, id, NULL);
  } else {
    /* The word comes first: to wait for the device is nothing that one should look at, nor to wait
     * for a CUPS that keeps silent. */
    if (reason == GUICHET_PRINT_REASON_NO_PRINTER)
      tell (self, state, reason);
    (void)guichet_cups_queue_cancel (queue, id, NULL);
    tell (self, state, reason);
    remove_job (queue, id);
  }
  tell (self, state, reason);
}

static void
carry_out (GuichetPrintJob *self, GError **error)
{
  g_autoptr (GuichetCupsQueue) queue =
      guichet_cups_queue_new (self->place->server, self->place->queue, self->place->user,
                              self->place->black_option, self->place->title);
  GuichetPrepared prepared = { .fd = -1 };

  if (!prepare (self, &prepared, error))
    return;
  tell (self, GUICHET_PRINT_SENDING, GUICHET_PRINT_REASON_NONE);
  if (check_place (queue, error) &&
      !g_cancellable_set_error_if_cancelled (self->cancellable, error))
    send_and_follow (self, queue, &prepared, error);
  (void)close (prepared.fd);
}

static gpointer
run (gpointer data)
{
  g_autoptr (GuichetPrintJob) self = data;
  g_autoptr (GError) error = NULL;

  carry_out (self, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (self, GUICHET_PRINT_CANCELLED, GUICHET_PRINT_REASON_NONE);
  else if (error != NULL)
    tell (self, GUICHET_PRINT_FAILED, guichet_print_reason_from_error (error));
  return NULL;
}

/* --- in the main thread --- */

static void
guichet_print_job_finalize (GObject *object)
{
  GuichetPrintJob *self = GUICHET_PRINT_JOB (object);

  g_clear_object (&self->cancellable);
  g_free ((char *)self->options.pages);
  if (self->document >= 0)
    (void)close (self->document);
  G_OBJECT_CLASS (guichet_print_job_parent_class)->finalize (object);
}

static void
guichet_print_job_class_init (GuichetPrintJobClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = guichet_print_job_finalize;
  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
  signals[MOVED] =
      g_signal_new ("moved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_print_job_init (GuichetPrintJob *self)
{
  self->cancellable = g_cancellable_new ();
  self->document = -1;
}

GuichetPrintJob *
guichet_print_job_new (const GuichetPrintPlace *place, int document,
                       const GuichetPrintOptions *options, guint n_spent)
{
  GuichetPrintJob *self = g_object_new (GUICHET_TYPE_PRINT_JOB, NULL);

  self->place = place;
  self->document = fcntl (document, F_DUPFD_CLOEXEC, 3);
  self->options = *options;
  self->options.pages = g_strdup (options->pages);
  self->n_spent_before = n_spent;
  return self;
}

void
guichet_print_job_start (GuichetPrintJob *self)
{
  g_autoptr (GThread) thread = g_thread_new ("print", run, g_object_ref (self));

  g_assert_nonnull (thread);
}

void
guichet_print_job_cancel (GuichetPrintJob *self)
{
  g_cancellable_cancel (self->cancellable);
}

gboolean
guichet_print_job_is_over (GuichetPrintJob *self)
{
  return guichet_print_state_is_final (self->state);
}

guint
guichet_print_job_get_n_spent (GuichetPrintJob *self)
{
  return self->n_spent;
}
