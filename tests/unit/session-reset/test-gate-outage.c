/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate-outage.h"

#define LONG_AGO G_MAXINT64
#define LATELY   (59 * G_USEC_PER_SEC)

static const struct {
  const char *name;
  GuichetGateStage stage;
  gboolean is_resolver_error;
  int code;
  const char *after_long;
  const char *lately;
} rows[] = {
  { "no-such-name", GUICHET_GATE_STAGE_RESOLVE, TRUE, G_RESOLVER_ERROR_NOT_FOUND, "502", "502" },
  { "no-name-server", GUICHET_GATE_STAGE_RESOLVE, TRUE, G_RESOLVER_ERROR_TEMPORARY_FAILURE, "503",
    "502" },
  { "name-server-broken", GUICHET_GATE_STAGE_RESOLVE, TRUE, G_RESOLVER_ERROR_INTERNAL, "503",
    "502" },
  { "name-server-silent", GUICHET_GATE_STAGE_RESOLVE, FALSE, G_IO_ERROR_CANCELLED, "503", "504" },
  { "no-route", GUICHET_GATE_STAGE_CONNECT, FALSE, G_IO_ERROR_NETWORK_UNREACHABLE, "503", "502" },
  { "host-away", GUICHET_GATE_STAGE_CONNECT, FALSE, G_IO_ERROR_HOST_UNREACHABLE, "502", "502" },
  { "host-refuses", GUICHET_GATE_STAGE_CONNECT, FALSE, G_IO_ERROR_CONNECTION_REFUSED, "502",
    "502" },
  { "host-silent", GUICHET_GATE_STAGE_CONNECT, FALSE, G_IO_ERROR_CANCELLED, "504", "504" },
  { "proxy-away", GUICHET_GATE_STAGE_PROXY, FALSE, G_IO_ERROR_CONNECTION_REFUSED, "503", "503" },
  { "proxy-silent", GUICHET_GATE_STAGE_PROXY, FALSE, G_IO_ERROR_CANCELLED, "503", "503" },
};

static void
test_row (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  GQuark domain = rows[i].is_resolver_error ? G_RESOLVER_ERROR : G_IO_ERROR;
  g_autoptr (GError) error = g_error_new_literal (domain, rows[i].code, "x");
  const char *status = guichet_gate_outage_get_status (rows[i].stage, error, LONG_AGO);

  g_assert_true (g_str_has_prefix (status, rows[i].after_long));
  status = guichet_gate_outage_get_status (rows[i].stage, error, LATELY);
  g_assert_true (g_str_has_prefix (status, rows[i].lately));
}

/* Every address of the name was one that is not for us: no host was even tried. */
static void
test_no_address (void)
{
  const char *status = guichet_gate_outage_get_status (GUICHET_GATE_STAGE_CONNECT, NULL, LONG_AGO);

  g_assert_true (g_str_has_prefix (status, "502"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/session-reset/gate-outage/", rows[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_row);
  }
  g_test_add_func ("/session-reset/gate-outage/no-address", test_no_address);
  return g_test_run ();
}
