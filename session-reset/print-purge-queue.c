/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print-purge-queue.h"

#include <cups/cups.h>
#include <string.h>

#define CONNECT_MS     3000
#define ANSWER_SECONDS 5.0
#define MAX_JOBS       500

struct _GuichetPrintPurgeQueue {
  /* Borrowed */
  const char *server; /* of the settings */
  /* Owned */
  http_t *http;
  char *uri;
  char *resource;
  char *device_uri; /* NULL: not known */
  /* State */
  gboolean is_everybodys;
};

GuichetPrintPurgeQueue *
guichet_print_purge_queue_new (const GuichetPrinterSettings *settings, gboolean is_everybodys)
{
  const char *queue = settings->queue != NULL ? settings->queue : "";
  GuichetPrintPurgeQueue *self = g_new0 (GuichetPrintPurgeQueue, 1);

  self->server = settings->server;
  self->uri = g_strconcat ("ipp://localhost/printers/", queue, NULL);
  self->resource = g_strconcat ("/printers/", queue, NULL);
  self->is_everybodys = is_everybodys;
  return self;
}

void
guichet_print_purge_queue_free (GuichetPrintPurgeQueue *self)
{
  httpClose (self->http);
  g_free (self->uri);
  g_free (self->resource);
  g_free (self->device_uri);
  g_free (self);
}

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

gboolean
guichet_print_purge_queue_connect (GuichetPrintPurgeQueue *self)
{
  cupsSetServer (self->server);
  cupsSetUser (g_get_user_name ());
  cupsSetPasswordCB2 (on_password, NULL);
  self->http = httpConnect2 (self->server, 0, NULL, AF_UNSPEC, HTTP_ENCRYPTION_IF_REQUESTED, 1,
                             CONNECT_MS, NULL);
  if (self->http == NULL)
    return FALSE;
  httpSetTimeout (self->http, ANSWER_SECONDS, on_silence, NULL);
  return TRUE;
}

static ipp_t *
make_request (GuichetPrintPurgeQueue *self, ipp_op_t operation)
{
  ipp_t *request = ippNewRequest (operation);

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, self->uri);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL,
                g_get_user_name ());
  return request;
}

/* NULL when there is no answer; IPP_STATUS_ERROR_NOT_FOUND is one. Owned by the caller. */
static ipp_t *
ask (GuichetPrintPurgeQueue *self, ipp_t *request)
{
  return cupsDoRequest (self->http, request, self->resource);
}

static void
read_job (GArray *jobs, const GuichetPrintPurgeJob *job)
{
  if (job->id != 0 && jobs->len < MAX_JOBS)
    g_array_append_val (jobs, *job);
}

/* Jobs come as groups of attributes with a separator between them. */
static GArray *
read_jobs (ipp_t *answer)
{
  GArray *jobs = g_array_new (FALSE, TRUE, sizeof (GuichetPrintPurgeJob));
  GuichetPrintPurgeJob job = { 0 };

  for (ipp_attribute_t *attribute = ippFirstAttribute (answer); attribute != NULL;
       attribute = ippNextAttribute (answer)) {
    const char *name = ippGetName (attribute);
    char text[256] = "";

    if (name == NULL || ippGetGroupTag (attribute) != IPP_TAG_JOB) {
      read_job (jobs, &job);
      job = (GuichetPrintPurgeJob){ 0 };
      continue;
    }
    ippAttributeString (attribute, text, sizeof text);
    job.signature = job.signature * 33 + g_str_hash (text);
    if (g_str_equal (name, "job-id"))
      job.id = (guint)MAX (ippGetInteger (attribute, 0), 0);
    else if (g_str_equal (name, "job-state"))
      job.state = ippGetInteger (attribute, 0);
  }
  read_job (jobs, &job);
  return jobs;
}

GArray *
guichet_print_purge_queue_list_jobs (GuichetPrintPurgeQueue *self)
{
  static const char *const WANTED[] = { "job-id", "job-state", "job-impressions-completed",
                                        "job-media-sheets-completed", "job-printer-state-message" };
  ipp_t *request = make_request (self, IPP_OP_GET_JOBS);
  ipp_t *answer;
  GArray *jobs = NULL;
  ipp_status_t status;

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, "all");
  ippAddBoolean (request, IPP_TAG_OPERATION, "my-jobs", !self->is_everybodys);
  ippAddStrings (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                 G_N_ELEMENTS (WANTED), NULL, WANTED);
  answer = ask (self, request);
  status = answer != NULL ? ippGetStatusCode (answer) : IPP_STATUS_ERROR_SERVICE_UNAVAILABLE;
  if (status < IPP_STATUS_REDIRECTION_OTHER_SITE)
    jobs = read_jobs (answer);
  else if (status == IPP_STATUS_ERROR_NOT_FOUND)
    jobs = g_array_new (FALSE, TRUE, sizeof (GuichetPrintPurgeJob));
  ippDelete (answer);
  return jobs;
}

void
guichet_print_purge_queue_cancel_job (GuichetPrintPurgeQueue *self, guint id, gboolean purges)
{
  ipp_t *request = make_request (self, IPP_OP_CANCEL_JOB);

  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", (int)id);
  if (purges)
    ippAddBoolean (request, IPP_TAG_OPERATION, "purge-job", 1);
  ippDelete (ask (self, request));
}

/* Low ink and the like hinder nothing; CUPS' own remarks are no complaints. */
static gboolean
is_complaint (const char *reason)
{
  return !g_str_equal (reason, "none") && !g_str_has_prefix (reason, "cups-") &&
         !g_str_has_suffix (reason, "-report") && strstr (reason, "-low") == NULL;
}

GuichetPrintPurgePrinter
guichet_print_purge_queue_look (GuichetPrintPurgeQueue *self)
{
  static const char *const WANTED[] = { "printer-state", "printer-state-reasons", "device-uri" };
  ipp_t *request = make_request (self, IPP_OP_GET_PRINTER_ATTRIBUTES);
  ipp_t *answer;
  ipp_attribute_t *state;
  ipp_attribute_t *reasons;
  ipp_attribute_t *device;
  GuichetPrintPurgePrinter printer = { 0 };

  ippAddStrings (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                 G_N_ELEMENTS (WANTED), NULL, WANTED);
  answer = ask (self, request);
  state = ippFindAttribute (answer, "printer-state", IPP_TAG_ENUM);
  reasons = ippFindAttribute (answer, "printer-state-reasons", IPP_TAG_KEYWORD);
  device = ippFindAttribute (answer, "device-uri", IPP_TAG_URI);
  if (device != NULL) {
    g_free (self->device_uri);
    self->device_uri = g_strdup (ippGetString (device, 0, NULL));
  }
  if (state != NULL) {
    printer.is_printing = ippGetInteger (state, 0) == IPP_PSTATE_PROCESSING;
    printer.is_stopped = ippGetInteger (state, 0) == IPP_PSTATE_STOPPED;
    printer.is_hindered = printer.is_stopped;
  }
  for (int i = 0; reasons != NULL && i < ippGetCount (reasons); i++)
    printer.is_hindered |= is_complaint (ippGetString (reasons, i, NULL));
  ippDelete (answer);
  return printer;
}

void
guichet_print_purge_queue_resume (GuichetPrintPurgeQueue *self)
{
  ippDelete (ask (self, make_request (self, IPP_OP_RESUME_PRINTER)));
}

const char *
guichet_print_purge_queue_get_device_uri (GuichetPrintPurgeQueue *self)
{
  return self->device_uri;
}
