/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of a request as a page that took its engine over may write it to the gate. What is let
 * through is read by the next hop as it was read here: one request, for one host. */
#include "gate-request.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_host (const GuichetGateRequest *request)
{
  gsize length = strnlen (request->host, sizeof request->host);

  g_assert_cmpuint (length, <, sizeof request->host);
  g_assert_cmpuint (length, >, 0);
  g_assert_cmpuint (request->port, !=, 0);
  g_assert_cmpuint (strspn (request->host, "abcdefghijklmnopqrstuvwxyz0123456789-_."), ==, length);
  /* Not an address in numbers. */
  g_assert_false (g_ascii_isdigit (request->host[length - 1]));
}

static guint
count_fields (const char *head, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);
  guint n = 0;

  for (guint i = 1; lines[i] != NULL; i++)
    n += g_ascii_strncasecmp (lines[i], name, strlen (name)) == 0 && lines[i][strlen (name)] == ':';
  return n;
}

static void
check_rewritten (const char *head, const GuichetGateRequest *request, gboolean to_proxy)
{
  static const char *const gone[] = { "proxy-connection", "proxy-authorization", "keep-alive", "te",
                                      "upgrade" };
  gsize size = strlen (head);
  GuichetGateRequest again;

  /* A NUL would end it early. */
  g_assert_cmpuint (guichet_gate_request_find_end (head, size), ==, size);
  g_assert_cmpuint (count_fields (head, "host"), ==, 1);
  g_assert_cmpuint (count_fields (head, "connection"), ==, 1);
  g_assert_cmpuint (count_fields (head, "content-length"), <=, 1);
  g_assert_cmpuint (count_fields (head, "transfer-encoding"), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (gone); i++)
    g_assert_cmpuint (count_fields (head, gone[i]), ==, 0);
  if (!to_proxy) {
    g_assert_nonnull (strstr (head, " /"));
    return;
  }
  g_assert_true (guichet_gate_request_parse (head, size, &again));
  g_assert_cmpint (again.kind, ==, request->kind);
  g_assert_cmpstr (again.host, ==, request->host);
  g_assert_cmpuint (again.port, ==, request->port);
  g_assert_cmpuint (again.body_size, ==, request->body_size);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  gsize end = guichet_gate_request_find_end ((const char *)data, size);
  GuichetGateRequest request;

  g_assert_cmpuint (end, <=, size);
  if (end == 0 || end > GUICHET_GATE_MAX_HEAD ||
      !guichet_gate_request_parse ((const char *)data, end, &request))
    return 0;
  check_host (&request);
  if (request.kind == GUICHET_GATE_REQUEST_CONNECT)
    return 0;
  for (int to_proxy = 0; to_proxy < 2; to_proxy++) {
    g_autofree char *head =
        guichet_gate_request_rewrite ((const char *)data, end, (gboolean)to_proxy);

    check_rewritten (head, &request, (gboolean)to_proxy);
  }
  return 0;
}
