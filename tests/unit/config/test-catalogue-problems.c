/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "catalogue.h"
#include "config-tree.h"

#include <sys/stat.h>
#include <unistd.h>

/* One mistake a row, in a file of the centre laid over config_tree_write_good(). */
typedef struct {
  const char *name;
  const char *file;
  const char *text;
  guint line;
  const char *group;
  const char *key;
  const char *found;
  const char *suggestion;
  GuichetConfigSeverity severity;
  guint n_services; /* that are left of the two */
} Mistake;

#define WARNING GUICHET_CONFIG_PROBLEM_WARNING
#define HIDDEN  GUICHET_CONFIG_PROBLEM_SERVICE
#define CAF     "services.d/caf.conf"
#define A41     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A81     A41 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const Mistake mistakes[] = {
  { "bad-utf8", CAF, "[Service]\nPlace=1\nName=Caf\xe9\n", 3, NULL, NULL, NULL, NULL, HIDDEN, 1 },
  { "rubbish", CAF, "[Service]\nHidden\n", 2, "Service", NULL, "Hidden", NULL, HIDDEN, 1 },
  { "misspelt-key", CAF, "[Service]\nIcone=family\n", 2, "Service", "Icone", "Icone", "Icon",
    WARNING, 2 },
  { "misspelt-guard", CAF, "[Service]\nHiden=true\n", 2, "Service", "Hiden", "Hiden", "Hidden",
    HIDDEN, 1 },
  { "misspelt-group-header", CAF, "[Servce]\n", 1, "Servce", NULL, "Servce", "Service", WARNING,
    2 },
  { "hidden-value", CAF, "[Service]\nHidden=yes\n", 2, "Service", "Hidden", "yes", NULL, HIDDEN,
    1 },
  { "hides-nothing", "services.d/cafe.conf", "[Service]\nHidden=true\n", 2, "Service", "Hidden",
    "cafe", "caf", WARNING, 2 },
  { "name-empty", CAF, "[Service]\nName=\n", 2, "Service", "Name", "", NULL, HIDDEN, 1 },
  { "name-long", CAF, "[Service]\nName=" A41 "\n", 2, "Service", "Name", A41, NULL, HIDDEN, 1 },
  { "name-control", CAF, "[Service]\nName=a\\tb\n", 2, "Service", "Name", "a\tb", NULL, HIDDEN, 1 },
  { "sentence-empty", CAF, "[Service]\nSentence=\n", 2, "Service", "Sentence", "", NULL, HIDDEN,
    1 },
  { "sentence-long", CAF, "[Service]\nSentence=" A81 "\n", 2, "Service", "Sentence", A81, NULL,
    HIDDEN, 1 },
  { "icon", CAF, "[Service]\nIcon=../caf.svg\n", 2, "Service", "Icon", "../caf.svg", NULL, HIDDEN,
    1 },
  { "group", CAF, "[Service]\nGroup=aide\n", 2, "Service", "Group", "aide", "aides", HIDDEN, 1 },
  { "theme", CAF, "[Service]\nTheme=logment\n", 2, "Service", "Theme", "logment", "logement",
    HIDDEN, 1 },
  { "include", CAF, "[Service]\nInclude=franceconect\n", 2, "Service", "Include", "franceconect",
    "franceconnect", HIDDEN, 1 },
  { "place-high", CAF, "[Service]\nPlace=13\n", 2, "Service", "Place", "13", NULL, HIDDEN, 1 },
  { "place-word", CAF, "[Service]\nPlace=first\n", 2, "Service", "Place", "first", NULL, HIDDEN,
    1 },
  { "upload-unit", CAF, "[Service]\nUploadLimit=5\n", 2, "Service", "UploadLimit", "5", NULL,
    HIDDEN, 1 },
  { "upload-comma", CAF, "[Service]\nUploadLimit=9,5 Mo\n", 2, "Service", "UploadLimit", "9,5 Mo",
    NULL, HIDDEN, 1 },
  { "home-elsewhere", CAF, "[Service]\nHome=https://www.caf.example/\n", 2, "Service", "Home",
    "https://www.caf.example/", "www.caf.example", HIDDEN, 1 },
  { "home-bare-domain", CAF, "[Service]\nHome=https://caf.fr/\n", 2, "Service", "Home",
    "https://caf.fr/", "caf.fr", HIDDEN, 1 },
  { "home-http", CAF, "[Service]\nHome=http://www.caf.fr/\n", 2, "Service", "Home",
    "http://www.caf.fr/", "http://www.caf.fr", HIDDEN, 1 },
  { "home-port", CAF, "[Service]\nHome=https://www.caf.fr:8443/\n", 2, "Service", "Home",
    "https://www.caf.fr:8443/", "www.caf.fr:8443", HIDDEN, 1 },
  { "home-no-scheme", CAF, "[Service]\nHome=www.caf.fr\n", 2, "Service", "Home", "www.caf.fr", NULL,
    HIDDEN, 1 },
  { "home-user", CAF, "[Service]\nHome=https://www.caf.fr@evil.test/\n", 2, "Service", "Home",
    "https://www.caf.fr@evil.test/", NULL, HIDDEN, 1 },
  { "home-accent", CAF, "[Service]\nHome=https://www.caf.fr/été\n", 2, "Service", "Home",
    "https://www.caf.fr/été", NULL, HIDDEN, 1 },
  { "home-missing", "services.d/mairie.conf",
    "[Service]\nName=Mairie\nSentence=Ma ville.\nGroup=aides\nNavigate=www.ville.example\n", 1,
    "Service", "Home", NULL, NULL, HIDDEN, 2 },
  { "navigate-missing", "services.d/mairie.conf",
    "[Service]\nName=Mairie\nSentence=Ma ville.\nGroup=aides\nHome=https://www.ville.example\n", 1,
    "Service", "Navigate", NULL, "www.ville.example", HIDDEN, 2 },
  { "navigate-star", CAF, "[Service]\nNavigate=*.caf.fr;*\n", 2, "Service", "Navigate", "*", NULL,
    HIDDEN, 1 },
  { "navigate-wide", CAF, "[Service]\nNavigate=*.caf.fr;*.gouv.fr\n", 2, "Service", "Navigate",
    "*.gouv.fr", NULL, HIDDEN, 1 },
  { "navigate-url", CAF, "[Service]\nNavigate=*.caf.fr;https://www.CAF.fr/x\n", 2, "Service",
    "Navigate", "https://www.CAF.fr/x", "www.caf.fr", HIDDEN, 1 },
  { "navigate-accent", CAF, "[Service]\nNavigate=*.caf.fr;café.fr\n", 2, "Service", "Navigate",
    "café.fr", "xn--caf-dma.fr", HIDDEN, 1 },
  { "navigate-address", CAF, "[Service]\nNavigate=*.caf.fr;10.0.0.1\n", 2, "Service", "Navigate",
    "10.0.0.1", NULL, HIDDEN, 1 },
  { "navigate-also", CAF, "[Service]\nNavigateAlso=.ville.example\n", 2, "Service", "NavigateAlso",
    ".ville.example", "*.ville.example", HIDDEN, 1 },
  { "load", CAF, "[Service]\nLoad=cdn.example.fr:0\n", 2, "Service", "Load", "cdn.example.fr:0",
    NULL, HIDDEN, 1 },
  { "new-service-theme", "services.d/mairie.conf",
    "[Service]\nName=Mairie\nSentence=Ma ville.\nGroup=aides\nHome=https://www.ville.example\n"
    "Navigate=www.ville.example\nTheme=autres\nPlace=3\n",
    7, "Service", "Theme", "autres", "autre", HIDDEN, 2 },
  { "file-name", "services.d/Mairie.conf", "[Service]\n", 0, NULL, NULL, "Mairie.conf",
    "mairie.conf", WARNING, 2 },
  { "file-suffix", "services.d/mairie.txt", "[Service]\n", 0, NULL, NULL, "mairie.txt",
    "mairie.conf", WARNING, 2 },
  { "bundle-rule", "bundles.d/franceconnect.conf", "[Bundle]\nNavigateAlso=*.fr\n", 2, "Bundle",
    "NavigateAlso", "*.fr", NULL, WARNING, 2 },
  { "bundle-rubbish", "bundles.d/franceconnect.conf", "rubbish\n", 1, NULL, NULL, "rubbish", NULL,
    WARNING, 2 },
  { "group-name", "groups.conf", "[loisirs]\nOrder=1\n", 1, "loisirs", "Name", NULL, NULL, WARNING,
    2 },
  { "group-id", "groups.conf", "[Loisirs]\nName=Loisirs\n", 1, "Loisirs", NULL, "Loisirs", NULL,
    WARNING, 2 },
  { "group-twice", "groups.conf", "[loisirs]\nName=Loisirs\n[loisirs]\nOrder=1\n", 3, "loisirs",
    NULL, "loisirs", NULL, WARNING, 2 },
  { "group-order", "groups.conf", "[aides]\nOrder=first\n", 2, "aides", "Order", "first", NULL,
    WARNING, 2 },
  { "group-place", "groups.conf", "[aides]\nPlace=13\n", 2, "aides", "Place", "13", NULL, WARNING,
    2 },
  { "group-key", "groups.conf", "[aides]\nOrdre=3\n", 2, "aides", "Ordre", "Ordre", "Order",
    WARNING, 2 },
  { "group-icon", "groups.conf", "[aides]\nIcon=A.svg\n", 2, "aides", "Icon", "A.svg", NULL,
    WARNING, 2 },
  { "group-sentence", "groups.conf", "[aides]\nSentence=" A81 "\n", 2, "aides", "Sentence", A81,
    NULL, WARNING, 2 },
};

static void
test_mistake (gconstpointer data)
{
  const Mistake *mistake = data;
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autofree char *path = g_build_filename (tree->centre, mistake->file, NULL);
  g_autoptr (GuichetCatalogue) catalogue = NULL;
  const GuichetConfigProblem *problem;

  config_tree_write_good (tree);
  config_tree_write (tree->centre, mistake->file, mistake->text);
  catalogue = guichet_catalogue_load (tree->defaults, tree->centre, NULL, tree->problems);
  problem = config_tree_get_only_problem (tree);
  g_assert_cmpstr (problem->file, ==, path);
  g_assert_cmpuint (problem->line, ==, mistake->line);
  g_assert_cmpstr (problem->group, ==, mistake->group);
  g_assert_cmpstr (problem->key, ==, mistake->key);
  g_assert_cmpstr (problem->found, ==, mistake->found);
  g_assert_cmpstr (problem->suggestion, ==, mistake->suggestion);
  g_assert_cmpint (problem->severity, ==, mistake->severity);
  g_assert_nonnull (problem->expected);
  g_assert_cmpuint (guichet_catalogue_get_services (catalogue)->len, ==, mistake->n_services);
}

static void
test_place_twice (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = NULL;
  const GuichetConfigProblem *problem;

  config_tree_write_good (tree);
  config_tree_write (tree->centre, CAF, "[Service]\nPlace=5\n");
  config_tree_write (tree->centre, "services.d/poste.conf", "[Service]\nPlace=5\n");
  catalogue = guichet_catalogue_load (tree->defaults, tree->centre, NULL, tree->problems);
  problem = config_tree_get_only_problem (tree);
  g_assert_true (g_str_has_suffix (problem->file, "centre/services.d/poste.conf"));
  g_assert_cmpuint (problem->line, ==, 2);
  g_assert_cmpstr (problem->key, ==, "Place");
  g_assert_cmpint (problem->severity, ==, WARNING);
  g_assert_cmpuint (guichet_catalogue_get_services (catalogue)->len, ==, 2);
}

static void
test_unreadable (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autofree char *path = g_build_filename (tree->centre, CAF, NULL);
  g_autoptr (GuichetCatalogue) catalogue = NULL;

  config_tree_write_good (tree);
  config_tree_write (tree->centre, CAF, "[Service]\nHidden=true\n");
  g_assert_cmpint (chmod (path, 0), ==, 0);
  if (access (path, R_OK) == 0) {
    g_test_skip ("this user may read everything");
    return;
  }
  catalogue = guichet_catalogue_load (tree->defaults, tree->centre, NULL, tree->problems);
  g_assert_cmpint (config_tree_get_only_problem (tree)->severity, ==, HIDDEN);
  g_assert_null (guichet_catalogue_lookup (catalogue, "caf"));
}

/* A folder in the place of a file is what cannot be read even by root. */
static void
test_folder_for_file (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = NULL;

  config_tree_write_good (tree);
  config_tree_write (tree->centre, CAF "/x", "");
  catalogue = guichet_catalogue_load (tree->defaults, tree->centre, NULL, tree->problems);
  g_assert_cmpint (config_tree_get_only_problem (tree)->severity, ==, HIDDEN);
  g_assert_null (guichet_catalogue_lookup (catalogue, "caf"));
}

static void
test_file_for_folder (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = NULL;

  config_tree_write_good (tree);
  config_tree_write (tree->centre, "services.d", "");
  catalogue = guichet_catalogue_load (tree->defaults, tree->centre, NULL, tree->problems);
  g_assert_cmpint (config_tree_get_only_problem (tree)->severity, ==, GUICHET_CONFIG_PROBLEM_FATAL);
}

static void
test_nothing_to_show (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue =
      guichet_catalogue_load (tree->defaults, NULL, NULL, tree->problems);

  g_assert_cmpint (config_tree_get_only_problem (tree)->severity, ==, GUICHET_CONFIG_PROBLEM_FATAL);
  g_assert_cmpuint (guichet_catalogue_get_services (catalogue)->len, ==, 0);
}

/* Everything that is wrong is told at once, not one mistake a try. */
static void
test_all_at_once (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = NULL;

  config_tree_write_good (tree);
  config_tree_write (
      tree->centre, CAF,
      "[Service]\nName=\nSentence=\nIcon=A\nGroup=x\nTheme=x\nHome=x\nNavigate=*;*.fr\n"
      "Load=*.com\nInclude=x\nPlace=x\nUploadLimit=x\nHidden=x\n");
  catalogue = guichet_catalogue_load (tree->defaults, tree->centre, NULL, tree->problems);
  g_assert_cmpuint (tree->problems->len, ==, 13);
  g_assert_cmpuint (guichet_catalogue_get_services (catalogue)->len, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++) {
    g_autofree char *path = g_strconcat ("/config/catalogue/mistake/", mistakes[i].name, NULL);
    g_test_add_data_func (path, &mistakes[i], test_mistake);
  }
  g_test_add_func ("/config/catalogue/mistake/place-twice-in-layer", test_place_twice);
  g_test_add_func ("/config/catalogue/mistake/unreadable", test_unreadable);
  g_test_add_func ("/config/catalogue/mistake/folder-for-file", test_folder_for_file);
  g_test_add_func ("/config/catalogue/mistake/file-for-folder", test_file_for_folder);
  g_test_add_func ("/config/catalogue/mistake/nothing-to-show", test_nothing_to_show);
  g_test_add_func ("/config/catalogue/mistake/all-at-once", test_all_at_once);
  return g_test_run ();
}
