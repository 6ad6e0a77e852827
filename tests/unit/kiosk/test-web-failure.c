/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-failure.h"

#include <webkit/webkit.h>

static void
check (GQuark domain, int code, const char *label)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, "x");
  GuichetWebOutcome outcome = guichet_web_failure_from_error (error);

  g_test_message ("%s %d", g_quark_to_string (domain), code);
  g_assert_cmpstr (guichet_web_failure_get_label (outcome.state, outcome.failure), ==, label);
}

static void
test_errors (void)
{
  check (WEBKIT_POLICY_ERROR, WEBKIT_POLICY_ERROR_FRAME_LOAD_INTERRUPTED_BY_POLICY_CHANGE, NULL);
  check (WEBKIT_POLICY_ERROR, 104, "refused");
  check (WEBKIT_POLICY_ERROR, WEBKIT_POLICY_ERROR_CANNOT_USE_RESTRICTED_PORT, "refused");
  check (WEBKIT_POLICY_ERROR, WEBKIT_POLICY_ERROR_FAILED, "other");
  check (WEBKIT_NETWORK_ERROR, WEBKIT_NETWORK_ERROR_CANCELLED, NULL);
  check (WEBKIT_NETWORK_ERROR, WEBKIT_NETWORK_ERROR_FAILED, "other");
  check (WEBKIT_MEDIA_ERROR, WEBKIT_MEDIA_ERROR_WILL_HANDLE_LOAD, NULL);
  check (G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE, "tls");
  check (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "not-found");
  check (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "offline");
  check (G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, "offline");
  check (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "not-found");
  check (G_IO_ERROR, G_IO_ERROR_CANCELLED, NULL);
  check (G_IO_ERROR, G_IO_ERROR_FAILED, "other");
  /* A domain of its own with the code of a harmless one. */
  check (G_FILE_ERROR, G_IO_ERROR_CANCELLED, "other");
}

static void
test_gate (void)
{
  static const struct {
    guint status;
    const char *label;
  } rows[] = { { 403, "other" },   { 404, "other" },     { 502, "not-found" },
               { 503, "offline" }, { 504, "not-found" }, { 500, "other" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    GuichetWebOutcome outcome = guichet_web_failure_from_gate_status (rows[i].status);

    g_assert_cmpstr (guichet_web_failure_get_label (outcome.state, outcome.failure), ==,
                     rows[i].label);
  }
}

static void
test_states (void)
{
  g_assert_null (
      guichet_web_failure_get_label (GUICHET_WEB_PAGE_SHOWN, GUICHET_WEB_PAGE_FAILURE_NONE));
  g_assert_cmpstr (
      guichet_web_failure_get_label (GUICHET_WEB_PAGE_CRASHED, GUICHET_WEB_PAGE_FAILURE_NONE), ==,
      "crashed");
  g_assert_cmpstr (
      guichet_web_failure_get_label (GUICHET_WEB_PAGE_UNRESPONSIVE, GUICHET_WEB_PAGE_FAILURE_NONE),
      ==, "unresponsive");
  g_assert_cmpstr (
      guichet_web_failure_get_label (GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_CLOSED), ==,
      "closed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/web-failure/errors", test_errors);
  g_test_add_func ("/kiosk/web-failure/gate", test_gate);
  g_test_add_func ("/kiosk/web-failure/states", test_states);
  return g_test_run ();
}
