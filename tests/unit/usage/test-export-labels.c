/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export-labels.h"

#include "metrics-table.h"
#include "store-fixture.h"

static GuichetExportLabels *
make_labels (void)
{
  static const char *const services[][2] = {
    { "caf", "famille_scolarite" },       { "educonnect", "famille_scolarite" },
    { "crous", "famille_scolarite" },     { "parcoursup", "famille_scolarite" },
    { "pajemploi", "famille_scolarite" }, { "impots", "argent_impots" },
    { "timbre", "argent_impots" },        { "cheque-energie", "argent_impots" },
    { "anef", "etrangers_europe" },       { "laposte", "autre" },
  };
  GuichetExportLabels *labels = guichet_export_labels_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    guichet_export_labels_add_service (labels, services[i][0], services[i][1]);

  return labels;
}

static void
test_get (void)
{
  static const struct {
    const char *metric;
    const char *label;
    const char *leaves_as;
  } cases[] = {
    { "visit-ended", "done", "done" },
    { "visit-ended", "idle", "left" },
    { "visit-ended", "sandbox", "other" },
    { "visit-ended", "left", NULL },
    { "wipe", "failed-kill", "failed" },
    { "blocked-host", "www.example.org", NULL },
    { "dropped", "over-cap", NULL },
    { "no-metric", "done", NULL },
    { "service-opened", "caf", "famille_scolarite/caf" },
    { "service-opened", "crous", "famille_scolarite" },
    /* Two nameless ones beside it could be told apart too well. */
    { "service-opened", "impots", "argent_impots" },
    { "service-opened", "anef", "etrangers_europe" },
    { "service-opened", "laposte", "autre/laposte" },
    { "service-opened", "gone-since", "autre" },
  };
  g_autoptr (GuichetExportLabels) labels = make_labels ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (guichet_export_labels_get (labels, cases[i].metric, cases[i].label), ==,
                     cases[i].leaves_as);
}

/* No theme of the catalogue has fewer than three nameless services beside a named one. */
static void
test_centre_adds (void)
{
  g_autoptr (GuichetExportLabels) labels = make_labels ();

  /* The centre's own service is never named, and beside laposte it would be alone. */
  guichet_export_labels_add_service (labels, "our-food-bank", "autre");
  g_assert_cmpstr (guichet_export_labels_get (labels, "service-opened", "our-food-bank"), ==,
                   "autre");
  g_assert_cmpstr (guichet_export_labels_get (labels, "service-opened", "laposte"), ==, "autre");
}

/* What tells most of people does not leave under its own name. */
static void
test_sensitive (void)
{
  static const char *const sensitive[] = { "anef",    "rdv-pref", "mdph",    "ddd",
                                           "plainte", "casier",   "justice", "cheque-energie" };

  for (gsize i = 0; i < G_N_ELEMENTS (sensitive); i++)
    g_assert_false (
        g_strv_contains (guichet_metrics_lookup ("service-opened")->named_alone, sensitive[i]));
}

static void
test_read (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open_read_only (path, NULL);
  g_autoptr (GuichetExportLabels) labels = make_labels ();
  g_autoptr (GuichetMonthCells) cells = guichet_month_cells_new ();

  /* Two terminals: the same file stands for both. */
  g_assert_true (guichet_export_labels_read (labels, store, "2026-11", cells, NULL));
  g_assert_true (guichet_export_labels_read (labels, store, "2026-11", cells, NULL));
  g_assert_cmpint (guichet_month_cells_get (cells, "service-opened", "famille_scolarite/caf"), ==,
                   4);
  g_assert_cmpint (guichet_month_cells_get (cells, "visit-ended", "done"), ==, 2);
  g_assert_cmpuint (guichet_month_cells_get_size (cells), ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/usage/export-labels/get", test_get);
  g_test_add_func ("/usage/export-labels/centre-adds", test_centre_adds);
  g_test_add_func ("/usage/export-labels/sensitive", test_sensitive);
  temp_dir_add_test ("/usage/export-labels/read", test_read);

  return g_test_run ();
}
