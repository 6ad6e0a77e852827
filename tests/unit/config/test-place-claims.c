/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-tree.h"
#include "place-claims.h"

static void
test_same_layer (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  guint places[] = { 3, 3, 4 };
  const GuichetPlaceClaim claims[] = {
    { .id = "a", .path = "a.conf", .group = "Service", .place = &places[0], .line = 1, .layer = 1 },
    { .id = "b", .path = "b.conf", .group = "Service", .place = &places[1], .line = 5, .layer = 1 },
    { .id = "c", .path = "c.conf", .group = "Service", .place = &places[2], .line = 1, .layer = 1 },
  };
  const GuichetConfigProblem *problem;

  guichet_place_claims_settle (claims, G_N_ELEMENTS (claims), tree->problems);
  problem = config_tree_get_only_problem (tree);
  g_assert_cmpstr (problem->file, ==, "b.conf");
  g_assert_cmpuint (problem->line, ==, 5);
  g_assert_cmpstr (problem->key, ==, "Place");
  g_assert_cmpstr (problem->found, ==, "3");
  g_assert_cmpint (problem->severity, ==, GUICHET_CONFIG_PROBLEM_WARNING);
  g_assert_cmpuint (places[0], ==, 3);
  g_assert_cmpuint (places[1], ==, 0);
  g_assert_cmpuint (places[2], ==, 4);
}

static void
test_centre_wins (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  guint places[] = { 3, 3, 0, 0 };
  const GuichetPlaceClaim claims[] = {
    { .id = "a", .path = "a", .group = "Service", .place = &places[0], .layer = 1 },
    { .id = "b", .path = "b", .group = "Service", .place = &places[1], .layer = 2 },
    { .id = "c", .path = "c", .group = "Service", .place = &places[2], .layer = 1 },
    { .id = "d", .path = "d", .group = "Service", .place = &places[3], .layer = 1 },
  };

  guichet_place_claims_settle (claims, G_N_ELEMENTS (claims), tree->problems);
  config_tree_assert_no_problem (tree);
  g_assert_cmpuint (places[0], ==, 0);
  g_assert_cmpuint (places[1], ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/place-claims/same-layer", test_same_layer);
  g_test_add_func ("/config/place-claims/centre-wins", test_centre_wins);
  return g_test_run ();
}
