/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cups-queue.h"

#include "device-answer.h"

#include <cups/cups.h>

#include <string.h>

#define CONNECT_MS     3000
#define ANSWER_SECONDS 10.0

struct _GuichetCupsQueue {
  /* Owned */
  http_t *http; /* NULL: not connected */
  char *server;
  char *user;
  char *title;
  char *uri;
  char *resource;
  char *black_name; /* NULL: the driver needs none */
  char *black_value;
  char *device_uri; /* NULL: not known */
};

static const struct {
  ipp_jstate_t cups;
  GuichetCupsJobState ours;
} JOB_STATES[] = {
  { IPP_JSTATE_PENDING, GUICHET_CUPS_JOB_WAITING },
  { IPP_JSTATE_HELD, GUICHET_CUPS_JOB_STUCK },
  { IPP_JSTATE_PROCESSING, GUICHET_CUPS_JOB_PRINTING },
  { IPP_JSTATE_STOPPED, GUICHET_CUPS_JOB_STUCK },
  { IPP_JSTATE_CANCELED, GUICHET_CUPS_JOB_CANCELLED },
  { IPP_JSTATE_ABORTED, GUICHET_CUPS_JOB_ABORTED },
  { IPP_JSTATE_COMPLETED, GUICHET_CUPS_JOB_DONE },
};

GuichetCupsQueue *
guichet_cups_queue_new (const char *server, const char *name, const char *user,
                        const char *black_option, const char *title)
{
  GuichetCupsQueue *self = g_new0 (GuichetCupsQueue, 1);
  const char *equals = black_option != NULL ? strchr (black_option, '=') : NULL;

  self->server = g_strdup (server);
  self->user = g_strdup (user);
  self->title = g_strdup (title);
  self->uri = g_strconcat ("ipp://localhost/printers/", name, NULL);
  self->resource = g_strconcat ("/printers/", name, NULL);
  if (equals != NULL) {
    self->black_name = g_strndup (black_option, (gsize)(equals - black_option));
    self->black_value = g_strdup (equals + 1);
  }
  return self;
}

void
guichet_cups_queue_free (GuichetCupsQueue *self)
{
  httpClose (self->http);
  g_free (self->server);
  g_free (self->user);
  g_free (self->title);
  g_free (self->uri);
  g_free (self->resource);
  g_free (self->black_name);
  g_free (self->black_value);
  g_free (self->device_uri);
  g_free (self);
}

static int
on_silence (http_t *http, void *user_data)
{
  return 0;
}

/* Nobody is there to be asked for one. */
static const char *
on_password (const char *prompt, http_t *http, const char *method, const char *resource,
             void *user_data)
{
  return NULL;
}

static gboolean
ensure_connection (GuichetCupsQueue *self, GError **error)
{
  if (self->http != NULL)
    return TRUE;
  /* Of this thread only, whatever client.conf says. */
  cupsSetServer (self->server);
  cupsSetUser (self->user);
  cupsSetPasswordCB2 (on_password, NULL);
  self->http = httpConnect2 (self->server, 0, NULL, AF_UNSPEC, HTTP_ENCRYPTION_IF_REQUESTED, 1,
                             CONNECT_MS, NULL);
  if (self->http == NULL) {
    guichet_print_reason_set_error (error, GUICHET_PRINT_REASON_NO_PRINTER);
    return FALSE;
  }
  httpSetTimeout (self->http, ANSWER_SECONDS, on_silence, NULL);
  return TRUE;
}

static ipp_t *
make_request (GuichetCupsQueue *self, ipp_op_t operation)
{
  ipp_t *request = ippNewRequest (operation);

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, self->uri);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, self->user);
  return request;
}

static void
add_wanted (ipp_t *request, const char *const *wanted, guint n_wanted)
{
  ippAddStrings (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", (int)n_wanted,
                 NULL, wanted);
}

/* A connection on which something went wrong is not used again. */
static void
disconnect (GuichetCupsQueue *self)
{
  httpClose (self->http);
  self->http = NULL;
}

/* Takes over @request; @fd may be -1. NULL with @status when CUPS refused; owned by the caller. */
static ipp_t *
ask (GuichetCupsQueue *self, ipp_t *request, int fd, ipp_status_t *status, GError **error)
{
  ipp_t *answer;

  if (!ensure_connection (self, error)) {
    ippDelete (request);
    return NULL;
  }
  answer = cupsDoIORequest (self->http, request, self->resource, fd, -1);
  *status = answer != NULL ? ippGetStatusCode (answer) : IPP_STATUS_ERROR_SERVICE_UNAVAILABLE;
  if (answer == NULL)
    disconnect (self);
  if (answer != NULL && *status < IPP_STATUS_REDIRECTION_OTHER_SITE)
    return answer;
  ippDelete (answer);
  switch (*status) {
  case IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS:
    guichet_print_reason_set_error (error, GUICHET_PRINT_REASON_PAUSED);
    break;
  case IPP_STATUS_ERROR_REQUEST_ENTITY:
    guichet_print_reason_set_error (error, GUICHET_PRINT_REASON_TOO_LARGE);
    break;
  default:
    guichet_print_reason_set_error (error, GUICHET_PRINT_REASON_NO_PRINTER);
    break;
  }
  return NULL;
}

static void
read_state (GuichetCupsQueue *self, ipp_t *answer, GuichetCupsState *state)
{
  ipp_attribute_t *printer_state = ippFindAttribute (answer, "printer-state", IPP_TAG_ENUM);
  ipp_attribute_t *accepting =
      ippFindAttribute (answer, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN);
  ipp_attribute_t *reasons = ippFindAttribute (answer, "printer-state-reasons", IPP_TAG_KEYWORD);
  ipp_attribute_t *jobs = ippFindAttribute (answer, "queued-job-count", IPP_TAG_INTEGER);
  ipp_attribute_t *device = ippFindAttribute (answer, "device-uri", IPP_TAG_URI);

  memset (state, 0, sizeof *state);
  state->is_printing =
      printer_state != NULL && ippGetInteger (printer_state, 0) == IPP_PSTATE_PROCESSING;
  state->is_stopped =
      printer_state != NULL && ippGetInteger (printer_state, 0) == IPP_PSTATE_STOPPED;
  state->n_jobs = jobs != NULL ? (guint)MAX (ippGetInteger (jobs, 0), 0) : 0;
  state->is_refusing = accepting != NULL && !ippGetBoolean (accepting, 0);
  for (int i = 0; reasons != NULL && i < ippGetCount (reasons); i++)
    state->reason = guichet_print_reason_first (
        state->reason, guichet_print_reason_from_keyword (ippGetString (reasons, i, NULL)));
  g_free (self->device_uri);
  self->device_uri = device != NULL ? g_strdup (ippGetString (device, 0, NULL)) : NULL;
}

gboolean
guichet_cups_queue_read (GuichetCupsQueue *self, GuichetCupsState *state, GError **error)
{
  static const char *const WANTED[] = { "printer-state", "printer-state-reasons",
                                        "printer-is-accepting-jobs", "device-uri",
                                        "queued-job-count" };
  ipp_t *request = make_request (self, IPP_OP_GET_PRINTER_ATTRIBUTES);
  ipp_status_t status;
  ipp_t *answer;

  add_wanted (request, WANTED, G_N_ELEMENTS (WANTED));
  answer = ask (self, request, -1, &status, error);
  if (answer == NULL)
    return FALSE;
  read_state (self, answer, state);
  ippDelete (answer);
  return TRUE;
}

gboolean
guichet_cups_queue_ask_device (GuichetCupsQueue *self, GuichetPrintReason *reason)
{
  *reason = GUICHET_PRINT_REASON_NONE;
  return self->device_uri != NULL && guichet_device_answer_ask (self->device_uri, reason);
}

GuichetPrintReason
guichet_cups_queue_doubt_done (GuichetCupsQueue *self)
{
  GuichetPrintReason reason = GUICHET_PRINT_REASON_NONE;

  /* One answer that does not come is no proof. */
  for (guint attempt = 0; self->device_uri != NULL && attempt < 2; attempt++) {
    reason = guichet_device_answer_ask_last_job (self->device_uri, self->user, self->title);
    if (reason != GUICHET_PRINT_REASON_OFF && reason != GUICHET_PRINT_REASON_FROZEN)
      break;
  }
  return reason;
}

static void
add_options (GuichetCupsQueue *self, ipp_t *request, const GuichetPrintOptions *options)
{
  ippAddInteger (request, IPP_TAG_JOB, IPP_TAG_INTEGER, "copies", (int)options->copies);
  ippAddString (request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "sides", NULL,
                options->is_two_sided ? "two-sided-long-edge" : "one-sided");
  ippAddString (request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-color-mode", NULL,
                options->is_colour ? "color" : "monochrome");
  ippAddString (request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", NULL, "iso_a4_210x297mm");
  ippAddString (request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", NULL, "fit");
  ippAddString (request, IPP_TAG_JOB, IPP_TAG_NAME, "job-sheets", NULL, "none");
  /* Whatever the queue's own defaults are: what is held would come out for somebody else. */
  ippAddString (request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "job-hold-until", NULL, "no-hold");
  if (!options->is_colour && self->black_name != NULL)
    ippAddString (request, IPP_TAG_JOB, IPP_TAG_NAME, self->black_name, NULL, self->black_value);
}

guint
guichet_cups_queue_submit (GuichetCupsQueue *self, int fd, const GuichetPrintOptions *options,
                           GError **error)
{
  ipp_t *request = make_request (self, IPP_OP_PRINT_JOB);
  ipp_attribute_t *id;
  ipp_status_t status;
  ipp_t *answer;
  guint job = 0;

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, self->title);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL,
                "application/pdf");
  add_options (self, request, options);
  answer = ask (self, request, fd, &status, error);
  if (answer == NULL)
    return 0;
  id = ippFindAttribute (answer, "job-id", IPP_TAG_INTEGER);
  job = id != NULL ? (guint)MAX (ippGetInteger (id, 0), 0) : 0;
  if (job == 0)
    guichet_print_reason_set_error (error, GUICHET_PRINT_REASON_NO_PRINTER);
  ippDelete (answer);
  return job;
}

/* Whatever changes in it is a sign of life. */
static guint
sum_up (ipp_t *answer)
{
  static const char *const NAMES[] = { "job-state", "job-impressions-completed",
                                       "job-media-sheets-completed", "job-printer-state-message",
                                       "job-state-reasons" };
  guint sum = 5381;

  for (gsize i = 0; i < G_N_ELEMENTS (NAMES); i++) {
    ipp_attribute_t *attribute = ippFindAttribute (answer, NAMES[i], IPP_TAG_ZERO);
    char text[512] = "";

    if (attribute != NULL)
      ippAttributeString (attribute, text, sizeof text);
    sum = sum * 33 + g_str_hash (text);
  }
  return sum;
}

static gboolean
has_reason (ipp_t *answer, const char *keyword)
{
  ipp_attribute_t *reasons = ippFindAttribute (answer, "job-state-reasons", IPP_TAG_KEYWORD);

  return reasons != NULL && ippContainsString (reasons, keyword);
}

gboolean
guichet_cups_queue_read_job (GuichetCupsQueue *self, guint id, GuichetCupsJob *job, GError **error)
{
  ipp_t *request = make_request (self, IPP_OP_GET_JOB_ATTRIBUTES);
  ipp_attribute_t *state;
  ipp_status_t status = IPP_STATUS_OK;
  ipp_t *answer;

  memset (job, 0, sizeof *job);
  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", (int)id);
  answer = ask (self, request, -1, &status, error);
  if (answer == NULL && status == IPP_STATUS_ERROR_NOT_FOUND) {
    g_clear_error (error);
    job->state = GUICHET_CUPS_JOB_GONE;
    return TRUE;
  }
  if (answer == NULL)
    return FALSE;
  state = ippFindAttribute (answer, "job-state", IPP_TAG_ENUM);
  for (gsize i = 0; state != NULL && i < G_N_ELEMENTS (JOB_STATES); i++) {
    if ((int)JOB_STATES[i].cups == ippGetInteger (state, 0))
      job->state = JOB_STATES[i].ours;
  }
  job->is_document_bad = has_reason (answer, "job-completed-with-errors") ||
                         has_reason (answer, "document-format-error") ||
                         has_reason (answer, "document-unprintable-error");
  job->progress = sum_up (answer);
  ippDelete (answer);
  return TRUE;
}

/* What is gone, or over, already is as good as cancelled or purged. */
static gboolean
send_purge (GuichetCupsQueue *self, ipp_t *request, GError **error)
{
  ipp_status_t status = IPP_STATUS_OK;
  ipp_t *answer = ask (self, request, -1, &status, error);

  ippDelete (answer);
  if (answer != NULL)
    return TRUE;
  if (status != IPP_STATUS_ERROR_NOT_FOUND && status != IPP_STATUS_ERROR_NOT_POSSIBLE)
    return FALSE;
  g_clear_error (error);
  return TRUE;
}

gboolean
guichet_cups_queue_cancel (GuichetCupsQueue *self, guint id, GError **error)
{
  ipp_t *request = make_request (self, IPP_OP_CANCEL_JOB);

  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", (int)id);
  return send_purge (self, request, error);
}

gboolean
guichet_cups_queue_purge (GuichetCupsQueue *self, guint id, GError **error)
{
  ipp_t *request = make_request (self, IPP_OP_CANCEL_JOB);

  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", (int)id);
  ippAddBoolean (request, IPP_TAG_OPERATION, "purge-job", 1);
  return send_purge (self, request, error);
}

/* CUPS 2.4 leaves those that are over out when it purges all: each is named. */
static gboolean
purge_completed (GuichetCupsQueue *self, GError **error)
{
  static const char *const WANTED[] = { "job-id" };
  ipp_t *request = make_request (self, IPP_OP_GET_JOBS);
  ipp_status_t status;
  ipp_t *answer;
  gboolean is_done = TRUE;

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, "completed");
  ippAddBoolean (request, IPP_TAG_OPERATION, "my-jobs", 1);
  add_wanted (request, WANTED, G_N_ELEMENTS (WANTED));
  answer = ask (self, request, -1, &status, error);
  if (answer == NULL)
    return FALSE;
  for (ipp_attribute_t *id = ippFindAttribute (answer, "job-id", IPP_TAG_INTEGER);
       id != NULL && is_done; id = ippFindNextAttribute (answer, "job-id", IPP_TAG_INTEGER))
    is_done = guichet_cups_queue_purge (self, (guint)MAX (ippGetInteger (id, 0), 0), error);
  ippDelete (answer);
  return is_done;
}

gboolean
guichet_cups_queue_purge_all (GuichetCupsQueue *self, GError **error)
{
  ipp_t *request = make_request (self, IPP_OP_CANCEL_MY_JOBS);

  ippAddBoolean (request, IPP_TAG_OPERATION, "purge-jobs", 1);
  return send_purge (self, request, error) && purge_completed (self, error);
}
