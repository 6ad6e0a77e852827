/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device-answer.h"

#include <cups/cups.h>

#define CONNECT_MS     2000
#define ANSWER_SECONDS 2.0

typedef struct {
  char scheme[32];
  char host[256];
  char resource[512];
  int port;
} Address;

static const struct {
  const char *scheme;
  gboolean is_ipp;
  gboolean is_encrypted;
} SCHEMES[] = {
  { "ipp", TRUE, FALSE },  { "ipps", TRUE, TRUE },     { "http", TRUE, FALSE },
  { "https", TRUE, TRUE }, { "socket", FALSE, FALSE }, { "lpd", FALSE, FALSE },
};

/* The place in SCHEMES, or -1. */
static int
read_uri (const char *uri, Address *address)
{
  char userpass[256];
  http_uri_status_t status =
      httpSeparateURI (HTTP_URI_CODING_ALL, uri, address->scheme, sizeof address->scheme, userpass,
                       sizeof userpass, address->host, sizeof address->host, &address->port,
                       address->resource, sizeof address->resource);

  if (status < HTTP_URI_STATUS_OK)
    return -1;
  /* A service's name: to find its device would take a search on the network. */
  if (g_strrstr (address->host, "._tcp") != NULL)
    return -1;
  for (gsize i = 0; i < G_N_ELEMENTS (SCHEMES); i++) {
    if (g_str_equal (SCHEMES[i].scheme, address->scheme))
      return (int)i;
  }
  return -1;
}

static int
on_silence (http_t *http, void *user_data)
{
  return 0;
}

static GuichetPrintReason
read_answer (ipp_t *answer)
{
  ipp_attribute_t *reasons = ippFindAttribute (answer, "printer-state-reasons", IPP_TAG_KEYWORD);
  GuichetPrintReason reason = GUICHET_PRINT_REASON_NONE;

  for (int i = 0; reasons != NULL && i < ippGetCount (reasons); i++)
    reason = guichet_print_reason_first (
        reason, guichet_print_reason_from_keyword (ippGetString (reasons, i, NULL)));
  return reason;
}

static GuichetPrintReason
ask_ipp (http_t *http, const char *uri, const char *resource)
{
  static const char *const WANTED[] = { "printer-state-reasons" };
  ipp_t *request = ippNewRequest (IPP_OP_GET_PRINTER_ATTRIBUTES);
  ipp_t *answer;
  GuichetPrintReason reason;

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, uri);
  ippAddStrings (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                 G_N_ELEMENTS (WANTED), NULL, WANTED);
  answer = cupsDoRequest (http, request, resource);
  reason = answer != NULL ? read_answer (answer) : GUICHET_PRINT_REASON_FROZEN;
  ippDelete (answer);
  return reason;
}

gboolean
guichet_device_answer_ask (const char *uri, GuichetPrintReason *reason)
{
  Address address;
  int kind = read_uri (uri, &address);
  http_t *http;

  *reason = GUICHET_PRINT_REASON_NONE;
  if (kind < 0)
    return FALSE;
  http = httpConnect2 (address.host, address.port, NULL, AF_UNSPEC,
                       SCHEMES[kind].is_encrypted ? HTTP_ENCRYPTION_ALWAYS
                                                  : HTTP_ENCRYPTION_IF_REQUESTED,
                       1, CONNECT_MS, NULL);
  if (http == NULL) {
    *reason = GUICHET_PRINT_REASON_OFF;
    return TRUE;
  }
  httpSetTimeout (http, ANSWER_SECONDS, on_silence, NULL);
  if (SCHEMES[kind].is_ipp)
    *reason = ask_ipp (http, uri, address.resource);
  httpClose (http);
  return TRUE;
}
