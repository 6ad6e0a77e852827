/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print-purge.h"

#include <cups/cups.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "print-purge-device.h"

#define CONNECT_MS     3000
#define ANSWER_SECONDS 5.0
#define LOOK_MS        250
#define QUIET_SECONDS  30 /* a printer that moves nothing for so long will not finish */
#define STOP_SECONDS   10 /* that backends have to tell the device of a cancel */
#define PROOF_ATTEMPTS 4
#define MAX_JOBS       500

typedef struct {
  guint id;
  ipp_jstate_t state;
  guint signature; /* changes when anything moves */
} Job;

/* What the thread works with; data of its task. */
typedef struct {
  /* Borrowed */
  const GuichetPrinterSettings *settings;
  /* Owned */
  http_t *http;
  char *uri;
  char *resource;
  char *title;
  char *device_uri; /* NULL: not known */
  GArray *seen;     /* element type guint: numbers of all jobs that were there */
  /* State */
  gboolean had_print;
  gboolean is_everybodys;
  guint finish_seconds;
  GuichetPrintPurgeFunc on_finishing;
  gpointer finishing_data;
  gboolean is_finishing_told;
  GuichetPrintPurge purge;
} Work;

static void
work_free (Work *work)
{
  httpClose (work->http);
  g_free (work->uri);
  g_free (work->resource);
  g_free (work->title);
  g_free (work->device_uri);
  g_free (work->purge.device_uri);
  g_array_unref (work->seen);
  g_free (work);
}

static gboolean
has_passed (gint64 since, guint seconds)
{
  return g_get_monotonic_time () - since >= (gint64)seconds * G_USEC_PER_SEC;
}

/* --- what CUPS is asked --- */

static int
on_silence (http_t *http, void *user_data)
{
  return 0;
}

static const char *
on_password (const char *prompt, http_t *http, const char *method, const char *resource,
             void *user_data)
{
  return NULL;
}

static gboolean
connect_cups (Work *work)
{
  cupsSetServer (work->settings->server);
  cupsSetUser (g_get_user_name ());
  cupsSetPasswordCB2 (on_password, NULL);
  work->http = httpConnect2 (work->settings->server, 0, NULL, AF_UNSPEC,
                             HTTP_ENCRYPTION_IF_REQUESTED, 1, CONNECT_MS, NULL);
  if (work->http == NULL)
    return FALSE;
  httpSetTimeout (work->http, ANSWER_SECONDS, on_silence, NULL);
  return TRUE;
}

static ipp_t *
make_request (Work *work, ipp_op_t operation)
{
  ipp_t *request = ippNewRequest (operation);

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, work->uri);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL,
                g_get_user_name ());
  return request;
}

/* NULL when there is no answer; IPP_STATUS_ERROR_NOT_FOUND is one. Owned by the caller. */
static ipp_t *
ask (Work *work, ipp_t *request)
{
  return cupsDoRequest (work->http, request, work->resource);
}

static void
read_job (GArray *jobs, const Job *job)
{
  if (job->id != 0 && jobs->len < MAX_JOBS)
    g_array_append_val (jobs, *job);
}

/* Jobs come as groups of attributes with a separator between them. */
static GArray *
read_jobs (ipp_t *answer)
{
  GArray *jobs = g_array_new (FALSE, TRUE, sizeof (Job));
  Job job = { 0 };

  for (ipp_attribute_t *attribute = ippFirstAttribute (answer); attribute != NULL;
       attribute = ippNextAttribute (answer)) {
    const char *name = ippGetName (attribute);
    char text[256] = "";

    if (name == NULL || ippGetGroupTag (attribute) != IPP_TAG_JOB) {
      read_job (jobs, &job);
      job = (Job){ 0 };
      continue;
    }
    ippAttributeString (attribute, text, sizeof text);
    job.signature = job.signature * 33 + g_str_hash (text);
    if (g_str_equal (name, "job-id"))
      job.id = (guint)MAX (ippGetInteger (attribute, 0), 0);
    else if (g_str_equal (name, "job-state"))
      job.state = (ipp_jstate_t)ippGetInteger (attribute, 0);
  }
  read_job (jobs, &job);
  return jobs;
}

/* All that are meant in the queue, also those that are over. NULL: no answer. A queue that does not
 * exist has none. */
static GArray *
list_jobs (Work *work)
{
  static const char *const WANTED[] = { "job-id", "job-state", "job-impressions-completed",
                                        "job-media-sheets-completed", "job-printer-state-message" };
  ipp_t *request = make_request (work, IPP_OP_GET_JOBS);
  ipp_t *answer;
  GArray *jobs = NULL;
  ipp_status_t status;

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, "all");
  ippAddBoolean (request, IPP_TAG_OPERATION, "my-jobs", !work->is_everybodys);
  ippAddStrings (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                 G_N_ELEMENTS (WANTED), NULL, WANTED);
  answer = ask (work, request);
  status = answer != NULL ? ippGetStatusCode (answer) : IPP_STATUS_ERROR_SERVICE_UNAVAILABLE;
  if (status < IPP_STATUS_REDIRECTION_OTHER_SITE)
    jobs = read_jobs (answer);
  else if (status == IPP_STATUS_ERROR_NOT_FOUND)
    jobs = g_array_new (FALSE, TRUE, sizeof (Job));
  ippDelete (answer);
  return jobs;
}

static void
cancel_job (Work *work, guint id, gboolean purges)
{
  ipp_t *request = make_request (work, IPP_OP_CANCEL_JOB);

  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", (int)id);
  if (purges)
    ippAddBoolean (request, IPP_TAG_OPERATION, "purge-job", 1);
  ippDelete (ask (work, request));
}

/* --- what the printer says --- */

typedef struct {
  gboolean is_printing;
  gboolean is_hindered; /* stopped, or has something to complain of: nothing will come out soon */
} Printer;

/* Low ink and the like hinder nothing; CUPS' own remarks are no complaints. */
static gboolean
is_complaint (const char *reason)
{
  return !g_str_equal (reason, "none") && !g_str_has_prefix (reason, "cups-") &&
         !g_str_has_suffix (reason, "-report") && strstr (reason, "-low") == NULL;
}

static Printer
look_at_printer (Work *work)
{
  static const char *const WANTED[] = { "printer-state", "printer-state-reasons", "device-uri" };
  ipp_t *request = make_request (work, IPP_OP_GET_PRINTER_ATTRIBUTES);
  ipp_t *answer;
  ipp_attribute_t *state;
  ipp_attribute_t *reasons;
  ipp_attribute_t *device;
  Printer printer = { 0 };

  ippAddStrings (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                 G_N_ELEMENTS (WANTED), NULL, WANTED);
  answer = ask (work, request);
  state = ippFindAttribute (answer, "printer-state", IPP_TAG_ENUM);
  reasons = ippFindAttribute (answer, "printer-state-reasons", IPP_TAG_KEYWORD);
  device = ippFindAttribute (answer, "device-uri", IPP_TAG_URI);
  if (device != NULL) {
    g_free (work->device_uri);
    work->device_uri = g_strdup (ippGetString (device, 0, NULL));
  }
  if (state != NULL) {
    printer.is_printing = ippGetInteger (state, 0) == IPP_PSTATE_PROCESSING;
    printer.is_hindered = ippGetInteger (state, 0) == IPP_PSTATE_STOPPED;
  }
  for (int i = 0; reasons != NULL && i < ippGetCount (reasons); i++)
    printer.is_hindered |= is_complaint (ippGetString (reasons, i, NULL));
  ippDelete (answer);
  return printer;
}

/* --- the steps --- */

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
    guint id = g_array_index (jobs, Job, i).id;
    gboolean is_known = FALSE;

    for (guint j = 0; j < work->seen->len; j++)
      is_known |= g_array_index (work->seen, guint, j) == id;
    if (!is_known)
      g_array_append_val (work->seen, id);
  }
}

static gboolean
is_over (const Job *job)
{
  return job->state >= IPP_JSTATE_CANCELED;
}

/* The number of the job that may go on; 0: none. */
static guint
find_printed (const GArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++) {
    if (g_array_index (jobs, Job, i).state == IPP_JSTATE_PROCESSING)
      return g_array_index (jobs, Job, i).id;
  }
  return 0;
}

static void
cancel_others (Work *work, const GArray *jobs, guint kept)
{
  for (guint i = 0; i < jobs->len; i++) {
    const Job *job = &g_array_index (jobs, Job, i);

    if (is_over (job) || job->id == kept)
      continue;
    cancel_job (work, job->id, FALSE);
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
    g_autoptr (GArray) jobs = list_jobs (work);
    const Job *job = NULL;

    for (guint i = 0; jobs != NULL && i < jobs->len; i++) {
      if (g_array_index (jobs, Job, i).id == id)
        job = &g_array_index (jobs, Job, i);
    }
    if (job == NULL || is_over (job) || job->state != IPP_JSTATE_PROCESSING)
      return job != NULL && job->state == IPP_JSTATE_COMPLETED;
    if (look_at_printer (work).is_hindered)
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

  while (look_at_printer (work).is_printing && !has_passed (began, STOP_SECONDS))
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
    g_autoptr (GArray) jobs = list_jobs (work);

    if (jobs == NULL)
      return GUICHET_PRINT_PURGE_UNPROVED;
    note_seen (work, jobs);
    if (jobs->len == 0 && !is_anything_spooled (work))
      return GUICHET_PRINT_PURGE_VERIFIED;
    for (guint i = 0; i < jobs->len; i++)
      cancel_job (work, g_array_index (jobs, Job, i).id, TRUE);
    if (attempt > 0)
      g_usleep (LOOK_MS * 1000);
  }
  return GUICHET_PRINT_PURGE_LEFT;
}

/* CUPS tells the device of a cancel, if it can. */
static void
purge_device (Work *work)
{
  if (work->title == NULL)
    return;
  if (work->device_uri == NULL)
    (void)look_at_printer (work);
  if (work->device_uri != NULL && !guichet_print_purge_device (work->device_uri, work->title))
    work->purge.device_uri = g_steal_pointer (&work->device_uri);
}

static void
carry_out (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  g_autoptr (GArray) jobs = connect_cups (work) ? list_jobs (work) : NULL;
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
    cancel_job (work, kept, FALSE);
    work->purge.n_cancelled++;
  }
  if (work->purge.n_cancelled > 0)
    wait_for_backends (work);
  work->purge.result = purge_and_prove (work);
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
make_work (const GuichetPrinterSettings *settings)
{
  const char *queue = settings->queue != NULL ? settings->queue : "";
  Work *work = g_new0 (Work, 1);

  work->settings = settings;
  work->uri = g_strconcat ("ipp://localhost/printers/", queue, NULL);
  work->resource = g_strconcat ("/printers/", queue, NULL);
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
  Work *work = make_work (settings);

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
  Work *work = make_work (settings);

  work->had_print = TRUE;
  work->is_everybodys = TRUE;
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
