/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-failure.h"

#include <webkit/webkit.h>

/* WebCore's PolicyError for a main frame that a content filter stopped; not in WebKitPolicyError.
 */
#define POLICY_ERROR_BLOCKED_BY_CONTENT_FILTER 104

#define SHOWN                                                                                      \
  {                                                                                                \
    GUICHET_WEB_PAGE_SHOWN, GUICHET_WEB_PAGE_FAILURE_NONE                                          \
  }
#define REFUSED                                                                                    \
  {                                                                                                \
    GUICHET_WEB_PAGE_REFUSED, GUICHET_WEB_PAGE_FAILURE_NONE                                        \
  }
#define FAILED(kind)                                                                               \
  {                                                                                                \
    GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_##kind                                       \
  }

typedef struct {
  int code;
  GuichetWebOutcome outcome;
} Row;

static const Row policy_rows[] = {
  { WEBKIT_POLICY_ERROR_FRAME_LOAD_INTERRUPTED_BY_POLICY_CHANGE, SHOWN }, /* our own decision */
  { POLICY_ERROR_BLOCKED_BY_CONTENT_FILTER, REFUSED },
  { WEBKIT_POLICY_ERROR_CANNOT_USE_RESTRICTED_PORT, REFUSED },
  { WEBKIT_POLICY_ERROR_CANNOT_SHOW_URI, REFUSED },
};
static const Row network_rows[] = {
  { WEBKIT_NETWORK_ERROR_CANCELLED, SHOWN }, /* another load took its place */
  { WEBKIT_NETWORK_ERROR_UNKNOWN_PROTOCOL, REFUSED },
};
static const Row media_rows[] = {
  { WEBKIT_MEDIA_ERROR_WILL_HANDLE_LOAD, SHOWN },
};
static const Row io_rows[] = {
  { G_IO_ERROR_CANCELLED, SHOWN },
  { G_IO_ERROR_CONNECTION_REFUSED, FAILED (OFFLINE) }, /* the gate itself is not there */
  { G_IO_ERROR_PROXY_FAILED, FAILED (OFFLINE) },
  { G_IO_ERROR_PROXY_AUTH_FAILED, FAILED (OFFLINE) },
  { G_IO_ERROR_PROXY_NEED_AUTH, FAILED (OFFLINE) },
  { G_IO_ERROR_NETWORK_UNREACHABLE, FAILED (OFFLINE) },
  { G_IO_ERROR_HOST_UNREACHABLE, FAILED (NOT_FOUND) },
  { G_IO_ERROR_HOST_NOT_FOUND, FAILED (NOT_FOUND) },
  { G_IO_ERROR_TIMED_OUT, FAILED (NOT_FOUND) },
  { G_IO_ERROR_PARTIAL_INPUT, FAILED (NOT_FOUND) }, /* the other end hung up */
  { G_IO_ERROR_CONNECTION_CLOSED, FAILED (NOT_FOUND) },
};
static const Row status_rows[] = {
  { 502, FAILED (NOT_FOUND) }, /* the name or the host does not answer the gate */
  { 503, FAILED (OFFLINE) },   /* the gate has no network */
  { 504, FAILED (NOT_FOUND) },
};

static GuichetWebOutcome
look_up (const Row *rows, gsize n, int code)
{
  static const GuichetWebOutcome other = FAILED (OTHER);

  for (gsize i = 0; i < n; i++)
    if (rows[i].code == code)
      return rows[i].outcome;
  return other;
}

GuichetWebOutcome
guichet_web_failure_from_error (const GError *error)
{
  static const GuichetWebOutcome tls = FAILED (TLS);
  static const GuichetWebOutcome not_found = FAILED (NOT_FOUND);

  if (error->domain == WEBKIT_POLICY_ERROR)
    return look_up (policy_rows, G_N_ELEMENTS (policy_rows), error->code);
  if (error->domain == WEBKIT_NETWORK_ERROR)
    return look_up (network_rows, G_N_ELEMENTS (network_rows), error->code);
  if (error->domain == WEBKIT_MEDIA_ERROR)
    return look_up (media_rows, G_N_ELEMENTS (media_rows), error->code);
  if (error->domain == G_TLS_ERROR)
    return tls;
  if (error->domain == G_RESOLVER_ERROR)
    return not_found;
  return look_up (io_rows, error->domain == G_IO_ERROR ? G_N_ELEMENTS (io_rows) : 0, error->code);
}

GuichetWebOutcome
guichet_web_failure_from_gate_status (guint status)
{
  return look_up (status_rows, G_N_ELEMENTS (status_rows), (int)status);
}

const char *
guichet_web_failure_get_label (GuichetWebPageState state, GuichetWebPageFailure failure)
{
  static const char *const labels[] = {
    [GUICHET_WEB_PAGE_FAILURE_NONE] = NULL,
    [GUICHET_WEB_PAGE_FAILURE_OFFLINE] = "offline",
    [GUICHET_WEB_PAGE_FAILURE_NOT_FOUND] = "not-found",
    [GUICHET_WEB_PAGE_FAILURE_TLS] = "tls",
    [GUICHET_WEB_PAGE_FAILURE_OTHER] = "other",
    [GUICHET_WEB_PAGE_FAILURE_CLOSED] = "closed",
  };

  switch (state) {
  case GUICHET_WEB_PAGE_REFUSED:
    return "refused";
  case GUICHET_WEB_PAGE_CRASHED:
    return "crashed";
  case GUICHET_WEB_PAGE_UNRESPONSIVE:
    return "unresponsive";
  case GUICHET_WEB_PAGE_FAILED:
    return (gsize)failure < G_N_ELEMENTS (labels) ? labels[failure] : NULL;
  case GUICHET_WEB_PAGE_SHOWN:
  default:
    return NULL;
  }
}
