/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "allow-list.h"
#include "catalogue.h"
#include "config-tree.h"
#include "service.h"

static GuichetCatalogue *
load (ConfigTree *tree, const char *language)
{
  GuichetCatalogue *catalogue =
      guichet_catalogue_load (tree->defaults, tree->centre, language, tree->problems);

  config_tree_assert_no_problem (tree);
  return catalogue;
}

static const char *
get_id (const GuichetCatalogue *catalogue, guint index)
{
  return guichet_service_get_id (
      g_ptr_array_index (guichet_catalogue_get_services (catalogue), index));
}

static void
test_service (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = NULL;
  GuichetService *caf;
  GuichetAllowList *navigate, *load_list;

  config_tree_write_good (tree);
  config_tree_write (
      tree->centre, "services.d/caf.conf",
      "[Service]\nUploadLimit=5 Mo\nKeywords=apl; rsa\nTheme=logement\nIcon=family\n");
  catalogue = load (tree, NULL);
  caf = guichet_catalogue_lookup (catalogue, "caf");
  g_assert_cmpstr (guichet_service_get_id (caf), ==, "caf");
  g_assert_cmpstr (guichet_service_get_name (caf), ==, "Caf");
  g_assert_cmpstr (guichet_service_get_sentence (caf), ==, "Je demande une aide.");
  g_assert_cmpstr (guichet_service_get_icon (caf), ==, "family");
  g_assert_cmpstr (guichet_service_get_home_uri (caf), ==, "https://www.caf.fr/");
  g_assert_cmpstr (guichet_service_get_group (caf), ==, "aides");
  g_assert_cmpstr (guichet_service_get_theme (caf), ==, "logement");
  g_assert_cmpstrv (guichet_service_get_keywords (caf),
                    ((const char *const[]){ "apl", "rsa", NULL }));
  g_assert_cmpuint (guichet_service_get_place (caf), ==, 1);
  g_assert_cmpuint (guichet_service_get_upload_limit (caf), ==, 5000000);

  navigate = guichet_service_get_navigate (caf);
  load_list = guichet_service_get_load (caf);
  g_assert_true (guichet_allow_list_allows_uri (navigate, "https://a.franceconnect.gouv.fr/"));
  g_assert_false (guichet_allow_list_allows_uri (navigate, "https://hcaptcha.com/"));
  g_assert_false (guichet_allow_list_allows_uri (navigate, "https://cdn.example.fr/"));
  g_assert_true (guichet_allow_list_allows_uri (load_list, "https://a.franceconnect.gouv.fr/"));
  g_assert_true (guichet_allow_list_allows_uri (load_list, "https://hcaptcha.com/"));
  g_assert_true (guichet_allow_list_allows_uri (load_list, "https://cdn.example.fr/"));
  g_assert_true (guichet_allow_list_allows_uri (load_list, "https://www.caf.fr/"));
  g_assert_false (guichet_allow_list_allows_uri (load_list, "https://www.poste.fr/"));
}

static void
test_defaults_of_keys (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = NULL;
  GuichetService *poste;

  config_tree_write_good (tree);
  catalogue = load (tree, NULL);
  poste = guichet_catalogue_lookup (catalogue, "poste");
  g_assert_cmpstr (guichet_service_get_icon (poste), ==, "globe");
  g_assert_cmpstr (guichet_service_get_theme (poste), ==, "autre");
  g_assert_cmpstr (guichet_service_get_home_uri (poste), ==, "https://www.poste.fr/");
  g_assert_nonnull (guichet_service_get_keywords (poste));
  g_assert_cmpuint (guichet_service_get_upload_limit (poste), ==, 0);
  g_assert_null (guichet_catalogue_lookup (catalogue, "mairie"));
  g_assert_null (guichet_catalogue_lookup (catalogue, NULL));
}

static void
test_language (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) french = NULL;
  g_autoptr (GuichetCatalogue) arabic = NULL;

  config_tree_write_good (tree);
  french = load (tree, "fr");
  arabic = load (tree, "ar");
  g_assert_cmpstr (guichet_service_get_sentence (guichet_catalogue_lookup (french, "caf")), ==,
                   "Je demande une aide.");
  g_assert_cmpstr (guichet_service_get_sentence (guichet_catalogue_lookup (arabic, "caf")), ==,
                   "أطلب مساعدة.");
  g_assert_cmpstr (guichet_service_get_sentence (guichet_catalogue_lookup (arabic, "poste")), ==,
                   "Je lis mon courrier.");
}

static void
test_hide (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = NULL;
  GuichetAllowList *gate;

  config_tree_write_good (tree);
  config_tree_write (tree->centre, "services.d/poste.conf", "[Service]\nHidden=true\n");
  catalogue = load (tree, NULL);
  g_assert_null (guichet_catalogue_lookup (catalogue, "poste"));
  g_assert_cmpuint (guichet_catalogue_get_services (catalogue)->len, ==, 1);
  g_assert_cmpuint (guichet_catalogue_get_groups (catalogue)->len, ==, 1);
  gate = guichet_catalogue_get_gate_list (catalogue);
  g_assert_true (guichet_allow_list_allows_uri (gate, "https://www.caf.fr/"));
  g_assert_true (guichet_allow_list_allows_uri (gate, "https://hcaptcha.com/"));
  g_assert_false (guichet_allow_list_allows_uri (gate, "https://www.poste.fr/"));
}

static void
test_add (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = NULL;

  config_tree_write_good (tree);
  config_tree_write (tree->centre, "services.d/mairie.conf",
                     "[Service]\nName=Mairie\nSentence=Ma ville.\nGroup=ville\n"
                     "Home=https://www.ville.example\nNavigate=*.ville.example\nPlace=2\n");
  config_tree_write (tree->centre, "groups.conf", "[ville]\nName=Ma ville\nOrder=15\n");
  catalogue = load (tree, NULL);
  g_assert_cmpuint (guichet_catalogue_get_services (catalogue)->len, ==, 3);
  /* The centre's place is taken from the shipped service, which stays among the others. */
  g_assert_cmpstr (get_id (catalogue, 0), ==, "caf");
  g_assert_cmpstr (get_id (catalogue, 1), ==, "mairie");
  g_assert_cmpstr (get_id (catalogue, 2), ==, "poste");
  g_assert_cmpuint (guichet_service_get_place (guichet_catalogue_lookup (catalogue, "poste")), ==,
                    0);
  g_assert_cmpstr (
      ((GuichetGroup *)g_ptr_array_index (guichet_catalogue_get_groups (catalogue), 1))->id, ==,
      "ville");
}

static void
test_lists_replace (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = NULL;
  GuichetAllowList *gate;

  config_tree_write_good (tree);
  config_tree_write (tree->centre, "services.d/caf.conf",
                     "[Service]\nNavigate=www.caf.fr\nLoad=\nInclude=\n");
  config_tree_write (tree->centre, "services.d/poste.conf",
                     "[Service]\nNavigateAlso=colis.poste.fr\nLoadAlso=cdn.poste.fr\n");
  catalogue = load (tree, NULL);
  gate = guichet_catalogue_get_gate_list (catalogue);
  g_assert_true (guichet_allow_list_allows_uri (gate, "https://www.caf.fr/"));
  g_assert_false (guichet_allow_list_allows_uri (gate, "https://connect.caf.fr/"));
  g_assert_false (guichet_allow_list_allows_uri (gate, "https://cdn.example.fr/"));
  g_assert_false (guichet_allow_list_allows_uri (gate, "https://a.franceconnect.gouv.fr/"));
  g_assert_true (guichet_allow_list_allows_uri (gate, "https://www.poste.fr/"));
  g_assert_true (guichet_allow_list_allows_uri (gate, "https://colis.poste.fr/"));
  g_assert_true (guichet_allow_list_allows_uri (gate, "https://cdn.poste.fr/"));
  g_assert_cmpuint (guichet_allow_list_get_n_rules (gate), ==, 4);
}

static void
test_broken_bundle_only_narrows (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = NULL;
  GuichetAllowList *gate;

  config_tree_write_good (tree);
  config_tree_write (tree->centre, "bundles.d/franceconnect.conf",
                     "[Bundle]\nNavigate=*.fr;idp.example\n");
  catalogue = guichet_catalogue_load (tree->defaults, tree->centre, NULL, tree->problems);
  g_assert_cmpuint (tree->problems->len, ==, 1);
  gate = guichet_service_get_navigate (guichet_catalogue_lookup (catalogue, "caf"));
  g_assert_true (guichet_allow_list_allows_uri (gate, "https://idp.example/"));
  g_assert_true (guichet_allow_list_allows_uri (gate, "https://www.caf.fr/"));
  g_assert_false (guichet_allow_list_allows_uri (gate, "https://evil.fr/"));
  g_assert_false (guichet_allow_list_allows_uri (gate, "https://a.franceconnect.gouv.fr/"));
}

static void
test_wide_mode (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = NULL;

  config_tree_write_good (tree);
  config_tree_write (tree->centre, "guichet.conf", "[Network]\nWideMode=true\n");
  config_tree_write (tree->centre, "services.d/caf.conf", "[Service]\nNavigateAlso=*.gouv.fr\n");
  catalogue = load (tree, NULL);
  g_assert_true (guichet_allow_list_allows_uri (guichet_catalogue_get_gate_list (catalogue),
                                                "https://www.nord.gouv.fr/"));
}

static void
test_group_place (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = NULL;
  const GuichetGroup *group;

  config_tree_write_good (tree);
  config_tree_write (
      tree->centre, "groups.conf",
      "[courrier]\nPlace=2\nSentence=Tout le courrier.\n[vide]\nName=Vide\nPlace=1\n");
  catalogue = load (tree, NULL);
  g_assert_cmpuint (guichet_catalogue_get_groups (catalogue)->len, ==, 2);
  group = g_ptr_array_index (guichet_catalogue_get_groups (catalogue), 1);
  g_assert_cmpstr (group->name, ==, "Courrier");
  g_assert_cmpstr (group->icon, ==, "group-other");
  g_assert_cmpstr (group->sentence, ==, "Tout le courrier.");
  g_assert_cmpuint (group->place, ==, 2);
  /* A group that shows nothing takes no place. */
  g_assert_cmpuint (guichet_service_get_place (guichet_catalogue_lookup (catalogue, "caf")), ==, 1);
  g_assert_cmpuint (guichet_service_get_place (guichet_catalogue_lookup (catalogue, "poste")), ==,
                    0);
}

static void
test_leftovers_are_ignored (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = NULL;

  config_tree_write_good (tree);
  config_tree_write (tree->centre, "services.d/.caf.conf.swp", "rubbish");
  config_tree_write (tree->centre, "services.d/caf.conf~", "rubbish");
  config_tree_write (tree->centre, "services.d/caf.conf.dpkg-old", "rubbish");
  config_tree_write (tree->centre, "services.d/README", "rubbish");
  catalogue = load (tree, NULL);
  g_assert_cmpuint (guichet_catalogue_get_services (catalogue)->len, ==, 2);
}

static void
test_outlives_catalogue (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetService) caf = NULL;
  GuichetCatalogue *catalogue;

  config_tree_write_good (tree);
  catalogue = load (tree, NULL);
  caf = guichet_service_ref (guichet_catalogue_lookup (catalogue, "caf"));
  guichet_catalogue_unref (guichet_catalogue_ref (catalogue));
  guichet_catalogue_unref (catalogue);
  g_assert_cmpstr (guichet_service_get_name (caf), ==, "Caf");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/catalogue/service", test_service);
  g_test_add_func ("/config/catalogue/defaults-of-keys", test_defaults_of_keys);
  g_test_add_func ("/config/catalogue/language", test_language);
  g_test_add_func ("/config/catalogue/hide", test_hide);
  g_test_add_func ("/config/catalogue/add", test_add);
  g_test_add_func ("/config/catalogue/lists-replace", test_lists_replace);
  g_test_add_func ("/config/catalogue/broken-bundle-only-narrows", test_broken_bundle_only_narrows);
  g_test_add_func ("/config/catalogue/wide-mode", test_wide_mode);
  g_test_add_func ("/config/catalogue/group-place", test_group_place);
  g_test_add_func ("/config/catalogue/leftovers-are-ignored", test_leftovers_are_ignored);
  g_test_add_func ("/config/catalogue/outlives-catalogue", test_outlives_catalogue);
  return g_test_run ();
}
