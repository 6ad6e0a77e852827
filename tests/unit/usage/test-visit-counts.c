/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "visit-counts.h"

#include "metric-names.h"
#include "metrics.h"

static const char *const services[] = { "caf", "ameli", NULL };

static void
append_pair (const char *metric, const char *label, guint n, gpointer user_data)
{
  g_string_append_printf (user_data, "%s/%s=%u ", metric, label, n);
}

static char *
list (const GuichetVisitCounts *counts)
{
  GString *text = g_string_new (NULL);

  guichet_visit_counts_foreach (counts, append_pair, text);

  return g_string_free (text, FALSE);
}

static void
test_add (void)
{
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (services);
  g_autofree char *text = NULL;

  g_assert_true (guichet_visit_counts_add (counts, "service-opened", "caf"));
  g_assert_true (guichet_visit_counts_add (counts, "service-opened", "caf"));
  g_assert_true (guichet_visit_counts_add (counts, "service-opened", "ameli"));
  g_assert_true (guichet_visit_counts_add (counts, "visit-ended", "done"));

  g_assert_cmpuint (guichet_visit_counts_get (counts, "service-opened", "caf"), ==, 2);
  g_assert_cmpuint (guichet_visit_counts_get (counts, "service-opened", "ameli"), ==, 1);
  g_assert_cmpuint (guichet_visit_counts_get (counts, "service-opened", "msa"), ==, 0);
  g_assert_cmpuint (guichet_visit_counts_get (counts, "nothing", "at-all"), ==, 0);
  g_assert_cmpuint (guichet_visit_counts_get_n_dropped (counts), ==, 0);

  /* In the order of names, not of the visit. */
  text = list (counts);
  g_assert_cmpstr (text, ==, "service-opened/ameli=1 service-opened/caf=2 visit-ended/done=1 ");
}

static void
test_empty (void)
{
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (NULL);
  g_autofree char *text = list (counts);

  g_assert_cmpstr (text, ==, "");
  g_assert_nonnull (guichet_visit_counts_get_service_ids (counts));
  g_assert_null (guichet_visit_counts_get_service_ids (counts)[0]);
}

static void
test_copies_services (void)
{
  g_auto (GStrv) ids = g_strdupv ((char **)services);
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new ((const char *const *)ids);

  ids[0][0] = 'X';
  g_assert_true (guichet_visit_counts_add (counts, "service-opened", "caf"));
}

/* What is hostile is not repeated in the log, and the log cannot be flooded. */
static void
test_unregistered_told_once (void)
{
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (services);

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*not registered*told once");
  for (guint i = 0; i < 5000; i++)
    g_assert_false (guichet_visit_counts_add (counts, "typed-word", "dupont"));
  g_assert_false (guichet_visit_counts_add (counts, "service-opened", "dupont"));
  g_assert_false (guichet_visit_counts_add (counts, NULL, NULL));
  g_test_assert_expected_messages ();

  g_assert_cmpuint (guichet_visit_counts_get_n_dropped (counts), ==, 5002);
  /* Stored too, and capped itself. */
  g_assert_cmpuint (guichet_visit_counts_get (counts, "dropped", "unregistered"), ==,
                    guichet_metrics_get_cap ("dropped"));
  g_assert_cmpuint (guichet_visit_counts_get (counts, "typed-word", "dupont"), ==, 0);
}

static void
test_cap_told_once (void)
{
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (services);
  guint cap = guichet_metrics_get_cap ("service-opened");

  for (guint i = 0; i < cap; i++)
    g_assert_true (guichet_visit_counts_add (counts, "service-opened", i % 2 ? "caf" : "ameli"));

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*cap*told once");
  g_assert_false (guichet_visit_counts_add (counts, "service-opened", "caf"));
  g_assert_false (guichet_visit_counts_add (counts, "service-opened", "ameli"));
  g_test_assert_expected_messages ();

  g_assert_cmpuint (guichet_visit_counts_get (counts, "service-opened", "caf") +
                        guichet_visit_counts_get (counts, "service-opened", "ameli"),
                    ==, cap);
  g_assert_cmpuint (guichet_visit_counts_get (counts, "dropped", "over-cap"), ==, 2);
  g_assert_cmpuint (guichet_visit_counts_get_n_dropped (counts), ==, 2);
  /* Other metrics have their own cap. */
  g_assert_true (guichet_visit_counts_add (counts, "visit-ended", "done"));
}

static void
test_one_ending (void)
{
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (services);

  g_assert_true (guichet_visit_counts_add (counts, "visit-ended", "done"));
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*cap*");
  g_assert_false (guichet_visit_counts_add (counts, "visit-ended", "reset"));
  g_test_assert_expected_messages ();
  g_assert_cmpuint (guichet_visit_counts_get (counts, "visit-ended", "reset"), ==, 0);
}

static void
test_from_world (void)
{
  static const char *const supervisors[][2] = {
    { "visit-ended", "done" }, { "visit-duration", "under-5" },
    { "wipe", "verified" },    { "blocked-host", "dupont.example" },
    { "dropped", "over-cap" },
  };
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (services);

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*not registered*");
  for (gsize i = 0; i < G_N_ELEMENTS (supervisors); i++)
    g_assert_false (
        guichet_visit_counts_add_from_world (counts, supervisors[i][0], supervisors[i][1]));
  g_test_assert_expected_messages ();

  g_assert_true (guichet_visit_counts_add_from_world (counts, "service-opened", "caf"));
  g_assert_true (guichet_visit_counts_add_from_world (counts, "page-failure", "tls"));
  g_assert_cmpuint (guichet_visit_counts_get_n_dropped (counts), ==, G_N_ELEMENTS (supervisors));
}

/* A host name only ever comes in through the threshold. */
static void
test_hosts (void)
{
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (services);

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*not registered*");
  g_assert_false (guichet_visit_counts_add (counts, "blocked-host", "cdn.example.org"));
  g_test_assert_expected_messages ();

  g_assert_true (guichet_visit_counts_add_host (counts, "cdn.example.org"));
  g_assert_false (guichet_visit_counts_add_host (counts, "not a host"));
  g_assert_cmpuint (guichet_visit_counts_get (counts, "blocked-host", "cdn.example.org"), ==, 1);

  guichet_visit_counts_drop_hosts (counts, 0);
  guichet_visit_counts_drop_hosts (counts, 7);
  guichet_visit_counts_drop_hosts (counts, G_MAXUINT);
  g_assert_cmpuint (guichet_visit_counts_get_n_dropped (counts), ==, G_MAXUINT);
  g_assert_cmpuint (guichet_visit_counts_get (counts, "dropped", "host-name"), ==,
                    guichet_metrics_get_cap ("dropped") - 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/usage/visit-counts/add", test_add);
  g_test_add_func ("/usage/visit-counts/empty", test_empty);
  g_test_add_func ("/usage/visit-counts/copies-services", test_copies_services);
  g_test_add_func ("/usage/visit-counts/unregistered-told-once", test_unregistered_told_once);
  g_test_add_func ("/usage/visit-counts/cap-told-once", test_cap_told_once);
  g_test_add_func ("/usage/visit-counts/one-ending", test_one_ending);
  g_test_add_func ("/usage/visit-counts/from-world", test_from_world);
  g_test_add_func ("/usage/visit-counts/hosts", test_hosts);

  return g_test_run ();
}
