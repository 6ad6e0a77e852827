/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print-purge-device.h"

#include <cups/cups.h>

#define CONNECT_MS     2000
#define ANSWER_SECONDS 3.0

typedef struct {
  char scheme[32];
  char host[256];
  char resource[512];
  int port;
} Address;

/* FALSE for what speaks no IPP, or is only known by a service's name. */
static gboolean
read_uri (const char *uri, Address *address)
{
  char userpass[256];
  http_uri_status_t status =
      httpSeparateURI (HTTP_URI_CODING_ALL, uri, address->scheme, sizeof address->scheme, userpass,
                       sizeof userpass, address->host, sizeof address->host, &address->port,
                       address->resource, sizeof address->resource);

  return status >= HTTP_URI_STATUS_OK &&
         (g_str_equal (address->scheme, "ipp") || g_str_equal (address->scheme, "ipps")) &&
         g_strrstr (address->host, "._tcp") == NULL;
}

static int
on_silence (http_t *http, void *user_data)
{
  return 0;
}

static ipp_t *
make_request (const char *uri, ipp_op_t operation)
{
  ipp_t *request = ippNewRequest (operation);

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, uri);
  return request;
}

static void
add_user (ipp_t *request)
{
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL,
                g_get_user_name ());
}

/* Busy, or it wants to know more of who asks: not an answer to go by. One that knows no such
 * question cannot be asked at all. */
static gboolean
is_refused (ipp_t *answer)
{
  ipp_status_t status = ippGetStatusCode (answer);

  return answer == NULL || (status >= IPP_STATUS_REDIRECTION_OTHER_SITE &&
                            status != IPP_STATUS_ERROR_OPERATION_NOT_SUPPORTED);
}

/* The job that was to go is not there, or over. */
static gboolean
is_gone (ipp_t *answer)
{
  ipp_status_t status = ippGetStatusCode (answer);

  return status == IPP_STATUS_ERROR_NOT_FOUND || status == IPP_STATUS_ERROR_GONE ||
         status == IPP_STATUS_ERROR_NOT_POSSIBLE;
}

/* Numbers of the jobs under @title that are not over: attributes come in a device's own order, in
 * groups. NULL: no answer. */
static GArray *
list_jobs (http_t *http, const char *uri, const char *resource, const char *title)
{
  static const char *const WANTED[] = { "job-id", "job-name" };
  ipp_t *request = make_request (uri, IPP_OP_GET_JOBS);
  ipp_t *answer;
  GArray *jobs = NULL;
  int id = 0;
  gboolean is_ours = FALSE;

  add_user (request);
  ippAddStrings (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                 G_N_ELEMENTS (WANTED), NULL, WANTED);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, "not-completed");
  answer = cupsDoRequest (http, request, resource);
  if (!is_refused (answer))
    jobs = g_array_new (FALSE, FALSE, sizeof (int));
  for (ipp_attribute_t *attribute = ippFirstAttribute (answer); jobs != NULL;
       attribute = ippNextAttribute (answer)) {
    const char *name = attribute != NULL ? ippGetName (attribute) : NULL;

    if (name == NULL) {
      if (is_ours && id > 0)
        g_array_append_val (jobs, id);
      id = 0;
      is_ours = FALSE;
      if (attribute == NULL)
        break;
    } else if (g_str_equal (name, "job-id")) {
      id = ippGetInteger (attribute, 0);
    } else if (g_str_equal (name, "job-name")) {
      is_ours = g_strcmp0 (ippGetString (attribute, 0, NULL), title) == 0;
    }
  }
  ippDelete (answer);
  return jobs;
}

static gboolean
cancel_jobs (http_t *http, const char *uri, const char *resource, const GArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++) {
    ipp_t *request = make_request (uri, IPP_OP_CANCEL_JOB);
    ipp_t *answer;
    gboolean is_done;

    ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id",
                   g_array_index (jobs, int, i));
    add_user (request);
    answer = cupsDoRequest (http, request, resource);
    is_done = answer != NULL && (!is_refused (answer) || is_gone (answer));
    ippDelete (answer);
    if (!is_done)
      return FALSE;
  }
  return TRUE;
}

gboolean
guichet_print_purge_device (const char *uri, const char *title)
{
  g_autoptr (GArray) jobs = NULL;
  Address address;
  http_t *http;
  gboolean is_done = FALSE;

  if (!read_uri (uri, &address))
    return TRUE;
  http = httpConnect2 (address.host, address.port, NULL, AF_UNSPEC,
                       g_str_equal (address.scheme, "ipps") ? HTTP_ENCRYPTION_ALWAYS
                                                            : HTTP_ENCRYPTION_IF_REQUESTED,
                       1, CONNECT_MS, NULL);
  if (http == NULL)
    return FALSE;
  httpSetTimeout (http, ANSWER_SECONDS, on_silence, NULL);
  jobs = list_jobs (http, uri, address.resource, title);
  if (jobs != NULL)
    is_done = cancel_jobs (http, uri, address.resource, jobs);
  httpClose (http);
  return is_done;
}
