/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print-purge.h"

#include <cups/cups.h>
#include <sys/stat.h>

#include "print-purge-device.h"
#include "print-purge-queue.h"

#define LOOK_MS        250
#define QUIET_SECONDS  30 /* a printer that moves nothing for so long will not finish */
#define STOP_SECONDS   10 /* that backends have to tell the device of a cancel */
#define PROOF_ATTEMPTS 4

/* What the thread works with; data of its task. */
typedef struct {
  /* Borrowed */
  const GuichetPrinterSettings *settings;
  /* Owned */
  GuichetPrintPurgeQueue *queue;
  char *title;
  GArray *seen; /* element type guint: numbers of all jobs that were there */
  /* State */
  gboolean had_print;
  guint finish_seconds;
  GuichetPrintPurgeFunc on_finishing;
  gpointer finishing_data;
  gboolean is_finishing_told;
  GuichetPrintPurge purge;
} Work;

static void
work_free (Work *work)
{
  guichet_print_purge_queue_free (work->queue);
  g_free (work->title);
  g_free (work->purge.device_uri);
  g_array_unref (work->seen);
  g_free (work);
}

static gboolean
has_passed (gint64 since, guint seconds)
{
  return g_get_monotonic_time () - since >= (gint64)seconds * G_USEC_PER_SEC;
}

static gboolean
on_finishing (gpointer user_data)
{
  GTask *task = user_data;
  Work *work = g_task_get_task_data (task);

  if (work->on_finishing != NULL && !g_task_get_completed (task))
    work->on_finishing (work->finishing_data);
  return G_SOURCE_REMOVE;
}

static void
tell_finishing (GTask *task)
{
  Work *work = g_task_get_task_data (task);

  if (work->is_finishing_told)
    return;
  work->is_finishing_told = TRUE;
  g_main_context_invoke_full (g_task_get_context (task), G_PRIORITY_DEFAULT, on_finishing,
                              g_object_ref (task), g_object_unref);
}

static void
note_seen (Work *work, const GArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++) {
    guint id = g_array_index (jobs, GuichetPrintPurgeJob, i).id;
    gboolean is_known = FALSE;

    for (guint j = 0; j < work->seen->len; j++)
      is_known |= g_array_index (work->seen, guint, j) == id;
    if (!is_known)
      g_array_append_val (work->seen, id);
  }
}

static gboolean
is_over (const GuichetPrintPurgeJob *job)
{
  return job->state >= IPP_JSTATE_CANCELED;
}

/* The number of the job that may go on; 0: none. */
static guint
find_printed (const GArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++) {
    if (g_array_index (jobs, GuichetPrintPurgeJob, i).state == IPP_JSTATE_PROCESSING)
      return g_array_index (jobs, GuichetPrintPurgeJob, i).id;
  }
  return 0;
}

static void
cancel_others (Work *work, const GArray *jobs, guint kept)
{
  for (guint i = 0; i < jobs->len; i++) {
    const GuichetPrintPurgeJob *job = &g_array_index (jobs, GuichetPrintPurgeJob, i);

    if (is_over (job) || job->id == kept)
      continue;
    guichet_print_purge_queue_cancel_job (work->queue, job->id, FALSE);
    work->purge.n_cancelled++;
  }
}

/* Until the job @id is over, time is, or nothing moves any more. TRUE: it came out. */
static gboolean
wait_for_paper (GTask *task, guint id)
{
  Work *work = g_task_get_task_data (task);
  gint64 began = g_get_monotonic_time ();
  gint64 moved = began;
  guint signature = 0;

  while (!has_passed (began, work->finish_seconds) && !has_passed (moved, QUIET_SECONDS)) {
    g_autoptr (GArray) jobs = guichet_print_purge_queue_list_jobs (work->queue);
    const GuichetPrintPurgeJob *job = NULL;

    for (guint i = 0; jobs != NULL && i < jobs->len; i++) {
      if (g_array_index (jobs, GuichetPrintPurgeJob, i).id == id)
        job = &g_array_index (jobs, GuichetPrintPurgeJob, i);
    }
    if (job == NULL || is_over (job) || job->state != IPP_JSTATE_PROCESSING)
      return job != NULL && job->state == IPP_JSTATE_COMPLETED;
    if (guichet_print_purge_queue_look (work->queue).is_hindered)
      return FALSE;
    if (job->signature != signature)
      moved = g_get_monotonic_time ();
    signature = job->signature;
    tell_finishing (task);
    g_usleep (LOOK_MS * 1000);
  }
  return FALSE;
}

/* A purge would kill the backends before they could tell the device to stop. */
static void
wait_for_backends (Work *work)
{
  gint64 began = g_get_monotonic_time ();

  while (guichet_print_purge_queue_look (work->queue).is_printing &&
         !has_passed (began, STOP_SECONDS))
    g_usleep (LOOK_MS * 1000);
}

/* Names as in CUPS' scheduler/job.c. What must not be looked at (the spool is root's, or in a mount
 * namespace of CUPS' own) is left to the word of CUPS; guichet-doctor, as root, looks there. */
static gboolean
is_spooled (Work *work, guint id)
{
  const char *spool = work->settings->spool;
  g_autofree char *record = g_strdup_printf ("%s/c%05u", spool, id);
  g_autofree char *document = g_strdup_printf ("%s/d%05u-001", spool, id);
  struct stat info;

  return lstat (record, &info) == 0 || lstat (document, &info) == 0;
}

static gboolean
is_anything_spooled (Work *work)
{
  for (guint i = 0; i < work->seen->len; i++) {
    if (is_spooled (work, g_array_index (work->seen, guint, i)))
      return TRUE;
  }
  return FALSE;
}

static GuichetPrintPurgeResult
purge_and_prove (Work *work)
{
  for (guint attempt = 0; attempt < PROOF_ATTEMPTS; attempt++) {
    g_autoptr (GArray) jobs = guichet_print_purge_queue_list_jobs (work->queue);

    if (jobs == NULL)
      return GUICHET_PRINT_PURGE_UNPROVED;
    note_seen (work, jobs);
    if (jobs->len == 0 && !is_anything_spooled (work))
      return GUICHET_PRINT_PURGE_VERIFIED;
    for (guint i = 0; i < jobs->len; i++)
      guichet_print_purge_queue_cancel_job (work->queue,
                                            g_array_index (jobs, GuichetPrintPurgeJob, i).id, TRUE);
    if (attempt > 0)
      g_usleep (LOOK_MS * 1000);
  }
  return GUICHET_PRINT_PURGE_LEFT;
}

/* CUPS tells the device of a cancel, if it can. */
static void
purge_device (Work *work)
{
  const char *device_uri;

  if (work->title == NULL)
    return;
  if (guichet_print_purge_queue_get_device_uri (work->queue) == NULL)
    (void)guichet_print_purge_queue_look (work->queue);
  device_uri = guichet_print_purge_queue_get_device_uri (work->queue);
  if (device_uri != NULL && !guichet_print_purge_device (device_uri, work->title))
    work->purge.device_uri = g_strdup (device_uri);
}

/* Whatever its error policy, CUPS stops the queue for a device that fails at some moments, such as
 * a cover that is opened or a switch in the middle of a document; the next visitor would find it
 * so. What is to print nothing, rejects jobs (cupsreject), which is left alone. */
static void
set_going (Work *work)
{
  if (work->purge.result == GUICHET_PRINT_PURGE_VERIFIED &&
      guichet_print_purge_queue_look (work->queue).is_stopped)
    guichet_print_purge_queue_resume (work->queue);
}

static void
carry_out (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  g_autoptr (GArray) jobs = guichet_print_purge_queue_connect (work->queue)
                                ? guichet_print_purge_queue_list_jobs (work->queue)
                                : NULL;
  guint kept;

  if (jobs == NULL) {
    work->purge.result =
        work->had_print ? GUICHET_PRINT_PURGE_UNPROVED : GUICHET_PRINT_PURGE_VERIFIED;
    return;
  }
  note_seen (work, jobs);
  kept = work->finish_seconds > 0 ? find_printed (jobs) : 0;
  cancel_others (work, jobs, kept);
  if (kept != 0 && wait_for_paper (task, kept)) {
    work->purge.n_finished++;
  } else if (kept != 0) {
    guichet_print_purge_queue_cancel_job (work->queue, kept, FALSE);
    work->purge.n_cancelled++;
  }
  if (work->purge.n_cancelled > 0)
    wait_for_backends (work);
  work->purge.result = purge_and_prove (work);
  set_going (work);
  purge_device (work);
}

static void
run (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;

  if (work->settings->queue != NULL)
    carry_out (task);
  g_task_return_boolean (task, TRUE);
}

static Work *
make_work (const GuichetPrinterSettings *settings, gboolean is_everybodys)
{
  Work *work = g_new0 (Work, 1);

  work->settings = settings;
  work->queue = guichet_print_purge_queue_new (settings, is_everybodys);
  work->seen = g_array_new (FALSE, FALSE, sizeof (guint));
  return work;
}

void
guichet_print_purge_async (const GuichetPrinterSettings *settings, gboolean had_print,
                           const char *title, guint finish_seconds, GuichetPrintPurgeFunc finishing,
                           gpointer finishing_data, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Work *work = make_work (settings, FALSE);

  work->title = g_strdup (title);
  work->had_print = had_print;
  work->finish_seconds = finish_seconds;
  work->on_finishing = finishing;
  work->finishing_data = finishing_data;
  g_task_set_task_data (task, work, (GDestroyNotify)work_free);
  g_task_run_in_thread (task, run);
}

void
guichet_print_purge_all_async (const GuichetPrinterSettings *settings, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Work *work = make_work (settings, TRUE);

  work->had_print = TRUE;
  g_task_set_task_data (task, work, (GDestroyNotify)work_free);
  g_task_run_in_thread (task, run);
}

GuichetPrintPurge
guichet_print_purge_finish (GAsyncResult *result)
{
  Work *work = g_task_get_task_data (G_TASK (result));
  GuichetPrintPurge purge = work->purge;

  work->purge.device_uri = NULL;
  return purge;
}
