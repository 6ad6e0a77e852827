/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "allow-list.h"
#include "catalogue.h"
#include "config-tree.h"
#include "service.h"
#include "settings.h"

/* The pictograms that assets/ draws. */
static const char *const icons[] = {
  "family",   "health",  "tax",         "work",      "identity",   "car",      "licence",
  "calendar", "stamp",   "form",        "residence", "retirement", "housing",  "energy",
  "mail",     "school",  "student",     "justice",   "fine",       "handicap", "rights",
  "training", "package", "home-work",   "farm",      "child",      "cart",     "help",
  "search",   "globe",   "group-other", NULL,
};

static const char *const languages[] = { "ar", "en", "es", "pt", "tr", "uk", NULL };

static GuichetCatalogue *
load (ConfigTree *tree, const char *language)
{
  GuichetCatalogue *catalogue =
      guichet_catalogue_load (g_getenv ("GUICHET_DEFAULTS"), NULL, language, tree->problems);

  config_tree_assert_no_problem (tree);
  return catalogue;
}

static void
test_settings (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetSettings) settings =
      guichet_settings_load (g_getenv ("GUICHET_DEFAULTS"), NULL, tree->problems);

  config_tree_assert_no_problem (tree);
  g_assert_null (guichet_settings_get_proxy (settings));
  g_assert_false (guichet_settings_get_private_addresses (settings));
  g_assert_false (guichet_settings_get_wide_mode (settings));
  g_assert_cmpuint (guichet_settings_get_heartbeat_seconds (settings), ==, 5);
  g_assert_cmpuint (guichet_settings_get_max_pages (settings), ==, 8);
  g_assert_true (g_str_has_prefix (guichet_settings_get_greeting (settings), "Bonjour"));
}

static void
test_services (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = load (tree, NULL);
  const GPtrArray *services = guichet_catalogue_get_services (catalogue);

  g_assert_cmpuint (services->len, >=, 30);
  for (guint i = 0; i < services->len; i++) {
    GuichetService *service = g_ptr_array_index (services, i);
    const char *home = guichet_service_get_home_uri (service);

    g_test_message ("%s", guichet_service_get_id (service));
    g_assert_true (g_str_has_suffix (guichet_service_get_sentence (service), "."));
    g_assert_true (g_strv_contains (icons, guichet_service_get_icon (service)));
    g_assert_true (g_str_has_prefix (home, "https://"));
    g_assert_true (guichet_allow_list_allows_uri (guichet_service_get_navigate (service), home));
    g_assert_true (guichet_allow_list_allows_uri (guichet_service_get_load (service), home));
    g_assert_true (
        guichet_allow_list_allows_uri (guichet_catalogue_get_gate_list (catalogue), home));
  }
}

static void
claim (gboolean *is_taken, guint place)
{
  if (place == 0)
    return;
  g_assert_cmpuint (place, <=, GUICHET_CATALOGUE_PLACES);
  g_assert_false (is_taken[place]);
  is_taken[place] = TRUE;
}

static void
test_first_screen (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = load (tree, NULL);
  const GPtrArray *services = guichet_catalogue_get_services (catalogue);
  const GPtrArray *groups = guichet_catalogue_get_groups (catalogue);
  gboolean is_taken[GUICHET_CATALOGUE_PLACES + 1] = { FALSE };

  for (guint i = 0; i < services->len; i++)
    claim (is_taken, guichet_service_get_place (g_ptr_array_index (services, i)));
  for (guint i = 0; i < groups->len; i++) {
    const GuichetGroup *group = g_ptr_array_index (groups, i);

    g_assert_true (g_strv_contains (icons, group->icon));
    claim (is_taken, group->place);
    if (group->place != 0)
      g_assert_cmpstr (group->sentence, !=, "");
  }
  for (guint i = 1; i <= GUICHET_CATALOGUE_PLACES; i++)
    g_assert_true (is_taken[i]);
}

/* Whoever reads another language finds it on every tile of the first screen. */
static void
test_languages (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) french = load (tree, NULL);

  for (guint i = 0; languages[i] != NULL; i++) {
    g_autoptr (GuichetCatalogue) other = load (tree, languages[i]);
    const GPtrArray *services = guichet_catalogue_get_services (other);
    const GPtrArray *groups = guichet_catalogue_get_groups (other);

    for (guint j = 0; j < services->len; j++) {
      GuichetService *service = g_ptr_array_index (services, j);
      const char *id = guichet_service_get_id (service);

      if (guichet_service_get_place (service) != 0)
        g_assert_cmpstr (guichet_service_get_sentence (service), !=,
                         guichet_service_get_sentence (guichet_catalogue_lookup (french, id)));
    }
    for (guint j = 0; j < groups->len; j++)
      g_assert_cmpstr (
          ((GuichetGroup *)g_ptr_array_index (groups, j))->name, !=,
          ((GuichetGroup *)g_ptr_array_index (guichet_catalogue_get_groups (french), j))->name);
  }
}

typedef struct {
  const char *id;
  const char *uri;
  gboolean may_navigate;
  gboolean may_load;
} Reach;

static void
test_reach (void)
{
  static const Reach reaches[] = {
    { "caf", "https://connect.caf.fr/", TRUE, TRUE },
    { "caf", "https://wwwd.caf.fr/", TRUE, TRUE },
    { "caf", "https://oidc.franceconnect.gouv.fr/", TRUE, TRUE },
    { "caf", "https://auth.franceconnect.gouv.fr/", TRUE, TRUE },
    { "caf", "https://fc.assure.ameli.fr/", TRUE, TRUE },
    { "caf", "https://authent.lidentitenumerique.laposte.fr/", TRUE, TRUE },
    { "caf", "https://idp.yris.eu/", FALSE, FALSE },
    { "caf", "https://js.hcaptcha.com/", FALSE, TRUE },
    { "caf", "https://mail.google.com/", FALSE, FALSE },
    { "caf", "https://caf.fr.evil.test/", FALSE, FALSE },
    { "ft-rdv", "https://api.rendezvouspasseport.ants.gouv.fr/", TRUE, TRUE },
    { "rdv-pref", "https://api.piste.gouv.fr/", FALSE, TRUE },
    { "demarche-num", "https://static.demarches-simplifiees.fr/", TRUE, TRUE },
    { "demarche-num", "https://client.crisp.chat/", FALSE, FALSE },
    { "webmail-gmail", "https://accounts.google.com/", TRUE, TRUE },
    { "webmail-gmail", "https://www.google.com/", FALSE, FALSE },
    { "webmail-gmail", "https://www.gstatic.com/", FALSE, TRUE },
    { "webmail-free", "https://nobody.free.fr/", FALSE, FALSE },
    { "impots", "http://www.impots.gouv.fr/", FALSE, FALSE },
    { "impots", "https://www.nord.gouv.fr/", FALSE, FALSE },
  };
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetCatalogue) catalogue = load (tree, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (reaches); i++) {
    GuichetService *service = guichet_catalogue_lookup (catalogue, reaches[i].id);

    g_test_message ("%s %s", reaches[i].id, reaches[i].uri);
    g_assert_nonnull (service);
    g_assert_cmpint (
        guichet_allow_list_allows_uri (guichet_service_get_navigate (service), reaches[i].uri), ==,
        reaches[i].may_navigate);
    g_assert_cmpint (
        guichet_allow_list_allows_uri (guichet_service_get_load (service), reaches[i].uri), ==,
        reaches[i].may_load);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/defaults/settings", test_settings);
  g_test_add_func ("/config/defaults/services", test_services);
  g_test_add_func ("/config/defaults/first-screen", test_first_screen);
  g_test_add_func ("/config/defaults/languages", test_languages);
  g_test_add_func ("/config/defaults/reach", test_reach);
  return g_test_run ();
}
