/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics.h"

#include "day.h"
#include "metric-names.h"
#include "metrics-table.h"

#include <string.h>

static const char *const services[] = { "caf", "ameli", "france-travail", "Bad Id", NULL };

static void
test_all_fields (void)
{
  g_assert_cmpuint (guichet_metrics_table_length, >=, 7);

  for (gsize i = 0; i < guichet_metrics_table_length; i++) {
    const GuichetMetric *metric = &guichet_metrics_table[i];

    g_assert_cmpstr (metric->name, !=, "");
    g_assert_cmpstr (metric->description.english, !=, "");
    g_assert_cmpstr (metric->description.french, !=, "");
    g_assert_cmpstr (metric->description.french, !=, metric->description.english);
    g_assert_cmpstr (metric->purpose.english, !=, "");
    g_assert_cmpstr (metric->purpose.french, !=, "");
    g_assert_cmpstr (metric->sensitivity, !=, "");
    g_assert_cmpuint (metric->cap, >, 0);
    g_assert_true (guichet_day_is_valid (metric->review_by));
    g_assert_true ((metric->n_labels > 0) == (metric->kind == GUICHET_LABELS_CLOSED));
    for (gsize j = 0; j < metric->n_labels; j++) {
      g_assert_cmpstr (metric->labels[j].text.english, !=, "");
      g_assert_cmpstr (metric->labels[j].text.french, !=, "");
    }
  }
}

/* What leaves: every label of an exported metric in one part, and nothing of the others. */
static void
test_export (void)
{
  for (gsize i = 0; i < guichet_metrics_table_length; i++) {
    const GuichetMetric *metric = &guichet_metrics_table[i];

    g_assert_true (metric->kind != GUICHET_LABELS_HOSTS || !metric->is_exported);
    g_assert_true ((metric->n_export_labels > 0) ==
                   (metric->is_exported && metric->kind == GUICHET_LABELS_CLOSED));
    for (gsize j = 0; j < metric->n_labels; j++) {
      gboolean found = FALSE;

      for (gsize k = 0; k < metric->n_export_labels; k++)
        found |= g_strcmp0 (metric->labels[j].part, metric->export_labels[k].name) == 0;
      g_assert_true (found == metric->is_exported);
    }
    /* What a person says of themselves has no day, and once only in a visit. */
    if (g_str_equal (metric->sensitivity, "answer")) {
      g_assert_true (metric->by_month);
      g_assert_cmpuint (metric->cap, ==, 1);
    }
    if (metric->per_visit)
      g_assert_cmpuint (metric->cap, ==, 1);
  }
  g_assert_true (guichet_metrics_is_by_month ("busy-hours"));
  g_assert_false (guichet_metrics_is_by_month ("visit-ended"));
}

/* When this fails, ask again of each metric named whether it is needed, then move its ReviewBy. */
static void
test_review (void)
{
  g_autofree char *today = guichet_day_get_today ();

  for (gsize i = 0; i < guichet_metrics_table_length; i++) {
    const GuichetMetric *metric = &guichet_metrics_table[i];

    if (strcmp (metric->review_by, today) < 0) {
      g_test_message ("%s was to be reviewed by %s", metric->name, metric->review_by);
      g_test_fail ();
    }
  }
}

static void
test_names (void)
{
  const char *const *names = guichet_metrics_get_names ();

  g_assert_cmpuint (g_strv_length ((char **)names), ==, guichet_metrics_table_length);
  for (gsize i = 0; i < guichet_metrics_table_length; i++) {
    g_assert_cmpstr (names[i], ==, guichet_metrics_table[i].name);
    for (gsize j = 0; j < i; j++)
      g_assert_cmpstr (names[i], !=, names[j]);
  }
}

static void
test_accepts (void)
{
  static const struct {
    const char *metric;
    const char *label;
    gboolean accepted;
  } cases[] = {
    { GUICHET_METRIC_VISIT_ENDED, GUICHET_LABEL_VISIT_ENDED_DONE, TRUE },
    { "visit-ended", "done", TRUE },
    { "visit-ended", "Done", FALSE },
    { "visit-ended", "done ", FALSE },
    { "visit-ended", "don", FALSE },
    { "visit-ended", "", FALSE },
    { "visit-ended", NULL, FALSE },
    { "visit-ended", "under-5", FALSE }, /* a label of another metric */
    { "visit-ende", "done", FALSE },
    { "visit-ended ", "done", FALSE },
    { "VISIT-ENDED", "done", FALSE },
    { "", "done", FALSE },
    { NULL, "done", FALSE },
    { "visit-duration", "under-5", TRUE },
    { "visit-duration", "7", FALSE },
    { "service-opened", "caf", TRUE },
    { "service-opened", "france-travail", TRUE },
    { "service-opened", "msa", FALSE }, /* not in the catalogue */
    { "service-opened", "CAF", FALSE },
    { "service-opened", "Bad Id", FALSE }, /* in the list given, yet no id */
    { "service-opened", "@services", FALSE },
    { "page-failure", "tls", TRUE },
    { "page-failure", "jean.dupont", FALSE },
    { "blocked-host", "www.example.org", TRUE },
    { "blocked-host", "example", FALSE },
    { "blocked-host", "WWW.example.org", FALSE },
    { "blocked-host", "192.168.1.1", FALSE },
    { "blocked-host", "example.org/jean", FALSE },
    { "blocked-host", "example.org.", FALSE },
    { "blocked-host", "jean@example.org", FALSE },
    { "wipe", "verified", TRUE },
    { "wipe", "failed-mount", TRUE },
    { "wipe", "failed", FALSE },
    { "dropped", "unregistered", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s, %s", cases[i].metric, cases[i].label);
    g_assert_true (guichet_metrics_accepts (cases[i].metric, cases[i].label, services) ==
                   cases[i].accepted);
  }
  g_assert_false (guichet_metrics_accepts ("service-opened", "caf", NULL));
}

static void
test_from_world (void)
{
  static const struct {
    const char *metric;
    gboolean from_world;
  } cases[] = {
    { GUICHET_METRIC_SERVICE_OPENED, TRUE }, { GUICHET_METRIC_PAGE_FAILURE, TRUE },
    { GUICHET_METRIC_VISIT_ENDED, FALSE },   { GUICHET_METRIC_VISIT_DURATION, FALSE },
    { GUICHET_METRIC_BLOCKED_HOST, FALSE },  { GUICHET_METRIC_WIPE, FALSE },
    { GUICHET_METRIC_DROPPED, FALSE },       { "unknown", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_true (guichet_metrics_is_from_world (cases[i].metric) == cases[i].from_world);

  g_assert_true (guichet_metrics_has_host_labels (GUICHET_METRIC_BLOCKED_HOST));
  g_assert_false (guichet_metrics_has_host_labels (GUICHET_METRIC_SERVICE_OPENED));
  g_assert_false (guichet_metrics_has_host_labels ("unknown"));
}

static void
test_caps (void)
{
  g_assert_cmpuint (guichet_metrics_get_cap (GUICHET_METRIC_VISIT_ENDED), ==, 1);
  g_assert_cmpuint (guichet_metrics_get_cap (GUICHET_METRIC_VISIT_DURATION), ==, 1);
  g_assert_cmpuint (guichet_metrics_get_cap (GUICHET_METRIC_SERVICE_OPENED), ==, 40);
  g_assert_cmpuint (guichet_metrics_get_cap ("unknown"), ==, 0);
  g_assert_cmpuint (guichet_metrics_get_cap (NULL), ==, 0);
}

static void
test_duration (void)
{
  static const struct {
    gint64 seconds;
    const char *label;
  } cases[] = {
    { G_MININT64, "under-5" }, { -1, "under-5" }, { 0, "under-5" },    { 299, "under-5" },
    { 300, "5-15" },           { 899, "5-15" },   { 900, "15-30" },    { 1799, "15-30" },
    { 1800, "30-60" },         { 3599, "30-60" }, { 3600, "over-60" }, { 86400, "over-60" },
    { G_MAXINT64, "over-60" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *label = guichet_metrics_duration_label (cases[i].seconds);

    g_assert_cmpstr (label, ==, cases[i].label);
    g_assert_true (guichet_metrics_accepts (GUICHET_METRIC_VISIT_DURATION, label, NULL));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/usage/metrics/all-fields", test_all_fields);
  g_test_add_func ("/usage/metrics/export", test_export);
  g_test_add_func ("/usage/metrics/review", test_review);
  g_test_add_func ("/usage/metrics/names", test_names);
  g_test_add_func ("/usage/metrics/accepts", test_accepts);
  g_test_add_func ("/usage/metrics/from-world", test_from_world);
  g_test_add_func ("/usage/metrics/caps", test_caps);
  g_test_add_func ("/usage/metrics/duration", test_duration);

  return g_test_run ();
}
