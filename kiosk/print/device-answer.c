/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device-answer.h"

#include <cups/cups.h>

#include "usb-printer.h"

#define CONNECT_MS     2000
#define ANSWER_SECONDS 2.0
#define USB_SCHEME     "usb:"
#define USB_DEVICES    "/sys/bus/usb/devices"

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

/* NULL when nobody answers. Closed by the caller. */
static http_t *
connect_device (const Address *address, int kind)
{
  http_t *http = httpConnect2 (address->host, address->port, NULL, AF_UNSPEC,
                               SCHEMES[kind].is_encrypted ? HTTP_ENCRYPTION_ALWAYS
                                                          : HTTP_ENCRYPTION_IF_REQUESTED,
                               1, CONNECT_MS, NULL);

  if (http != NULL)
    httpSetTimeout (http, ANSWER_SECONDS, on_silence, NULL);
  return http;
}

/* It cannot be spoken to past CUPS, but seen to be away. TRUE: it is. */
static gboolean
look_for_usb (GuichetPrintReason *reason)
{
  const char *devices = g_getenv ("GUICHET_SYSFS_USB");

  if (!guichet_usb_printer_is_gone (devices != NULL ? devices : USB_DEVICES))
    return FALSE;
  *reason = GUICHET_PRINT_REASON_OFF;
  return TRUE;
}

gboolean
guichet_device_answer_ask (const char *uri, GuichetPrintReason *reason)
{
  Address address;
  int kind = read_uri (uri, &address);
  http_t *http;

  *reason = GUICHET_PRINT_REASON_NONE;
  if (g_str_has_prefix (uri, USB_SCHEME))
    return look_for_usb (reason);
  if (kind < 0)
    return FALSE;
  http = connect_device (&address, kind);
  if (http == NULL)
    *reason = GUICHET_PRINT_REASON_OFF;
  else if (SCHEMES[kind].is_ipp)
    *reason = ask_ipp (http, uri, address.resource);
  httpClose (http);
  return TRUE;
}

static GuichetPrintReason
read_last_job (ipp_t *answer, const char *title)
{
  ipp_attribute_t *name = ippFindAttribute (answer, "job-name", IPP_TAG_NAME);
  ipp_attribute_t *state = ippFindAttribute (answer, "job-state", IPP_TAG_ENUM);

  if (name == NULL || state == NULL || !g_str_equal (ippGetString (name, 0, NULL), title))
    return GUICHET_PRINT_REASON_NONE;
  switch (ippGetInteger (state, 0)) {
  case IPP_JSTATE_CANCELED:
  case IPP_JSTATE_ABORTED:
    return GUICHET_PRINT_REASON_DEVICE;
  default:
    return GUICHET_PRINT_REASON_NONE;
  }
}

static GuichetPrintReason
ask_last_job (http_t *http, const char *uri, const char *resource, const char *user,
              const char *title)
{
  static const char *const WANTED[] = { "job-name", "job-state" };
  ipp_t *request = ippNewRequest (IPP_OP_GET_JOBS);
  ipp_t *answer;
  GuichetPrintReason reason = GUICHET_PRINT_REASON_FROZEN;

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, uri);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, user);
  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "limit", 1);
  ippAddStrings (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                 G_N_ELEMENTS (WANTED), NULL, WANTED);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, "completed");
  ippAddBoolean (request, IPP_TAG_OPERATION, "my-jobs", 1);
  answer = cupsDoRequest (http, request, resource);
  if (answer != NULL)
    reason = read_last_job (answer, title);
  ippDelete (answer);
  return reason;
}

GuichetPrintReason
guichet_device_answer_ask_last_job (const char *uri, const char *user, const char *title)
{
  Address address;
  int kind = read_uri (uri, &address);
  GuichetPrintReason reason;
  http_t *http;

  if (kind < 0 || !SCHEMES[kind].is_ipp)
    return GUICHET_PRINT_REASON_NONE;
  http = connect_device (&address, kind);
  if (http == NULL)
    return GUICHET_PRINT_REASON_OFF;
  reason = ask_last_job (http, uri, address.resource, user, title);
  httpClose (http);
  return reason;
}
