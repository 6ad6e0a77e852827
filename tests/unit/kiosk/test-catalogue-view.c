/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "catalogue-view.h"

/* A catalogue of the test's own, in place of config/: the view asks for nothing else. */
struct _GuichetService {
  const char *id;
  const char *name;
  const char *sentence;
  const char *group;
  const char *const *keywords;
  guint place;
};

struct _GuichetCatalogue {
  GPtrArray *services;
  GPtrArray *groups;
};

static const char *const NO_WORDS[] = { NULL };
static const char *const CAF_WORDS[] = { "RSA", "prime d’activité", NULL };
static const char *const RENT_WORDS[] = { "HLM", NULL };

static GuichetService CAF = { "caf",    "Caf – Mon Compte", "Je demande une aide au logement.",
                              "family", CAF_WORDS,          2 };
static GuichetService TAX = { "tax",   "impots.gouv.fr", "Je déclare mes revenus.",
                              "money", NO_WORDS,         1 };
static GuichetService HOME = { "home",    "Logement social", "Je demande un appartement.",
                               "housing", RENT_WORDS,        0 };
static GuichetService CARD = { "card",   "Carte d’identité", "Je prépare ma demande.",
                               "papers", NO_WORDS,           0 };
static GuichetGroup MAIL_GROUP = { .id = "mail", .name = "Ma boîte mail", .place = 3 };
static GuichetGroup FAMILY_GROUP = { .id = "family", .name = "Famille" };

GuichetCatalogue *
guichet_catalogue_ref (GuichetCatalogue *self)
{
  return self;
}

void
guichet_catalogue_unref (GuichetCatalogue *self)
{
}

const GPtrArray *
guichet_catalogue_get_services (const GuichetCatalogue *self)
{
  return self->services;
}

const GPtrArray *
guichet_catalogue_get_groups (const GuichetCatalogue *self)
{
  return self->groups;
}

const char *
guichet_service_get_name (const GuichetService *self)
{
  return self->name;
}

const char *
guichet_service_get_sentence (const GuichetService *self)
{
  return self->sentence;
}

const char *
guichet_service_get_group (const GuichetService *self)
{
  return self->group;
}

const char *const *
guichet_service_get_keywords (const GuichetService *self)
{
  return self->keywords;
}

guint
guichet_service_get_place (const GuichetService *self)
{
  return self->place;
}

typedef struct {
  GuichetCatalogue catalogue;
  GuichetCatalogueView *view;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GuichetService *const services[] = { &TAX, &CAF, &HOME, &CARD };

  fixture->catalogue.services = g_ptr_array_new ();
  fixture->catalogue.groups = g_ptr_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    g_ptr_array_add (fixture->catalogue.services, services[i]);
  g_ptr_array_add (fixture->catalogue.groups, &FAMILY_GROUP);
  g_ptr_array_add (fixture->catalogue.groups, &MAIL_GROUP);
  fixture->view = guichet_catalogue_view_new (&fixture->catalogue);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  guichet_catalogue_view_free (fixture->view);
  g_ptr_array_unref (fixture->catalogue.services);
  g_ptr_array_unref (fixture->catalogue.groups);
}

static char *
get_first_ids (const GuichetCatalogueView *view)
{
  const GPtrArray *first = guichet_catalogue_view_get_first (view);
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < first->len; i++) {
    const GuichetFirstTile *tile = g_ptr_array_index (first, i);

    g_assert_true ((tile->service != NULL) != (tile->group != NULL));
    g_string_append_printf (ids, "%s ",
                            tile->service != NULL ? tile->service->id : tile->group->id);
  }
  return g_string_free (ids, FALSE);
}

static void
test_first_by_place (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ids = get_first_ids (fixture->view);

  g_assert_cmpstr (ids, ==, "tax caf mail home card ");
}

static void
test_first_is_full (Fixture *fixture, gconstpointer data)
{
  GuichetService many[GUICHET_CATALOGUE_PLACES + 2];
  const GPtrArray *first;

  for (guint i = 0; i < G_N_ELEMENTS (many); i++) {
    many[i] = HOME;
    g_ptr_array_add (fixture->catalogue.services, &many[i]);
  }
  guichet_catalogue_view_free (fixture->view);
  fixture->view = guichet_catalogue_view_new (&fixture->catalogue);
  first = guichet_catalogue_view_get_first (fixture->view);
  g_assert_cmpuint (first->len, ==, GUICHET_CATALOGUE_PLACES);
  g_assert_true (((GuichetFirstTile *)g_ptr_array_index (first, 2))->group == &MAIL_GROUP);
}

static void
test_members (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) family = guichet_catalogue_view_get_members (fixture->view, "family");
  g_autoptr (GPtrArray) none = guichet_catalogue_view_get_members (fixture->view, "famil");

  g_assert_cmpuint (family->len, ==, 1);
  g_assert_true (g_ptr_array_index (family, 0) == &CAF);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *typed;
    const char *ids;
  } CASES[] = {
    { "caf", "caf " },
    { "CAF", "caf " },
    { "identite", "card " },
    { "Identité", "card " },
    { "d'identité", "card " },
    { "denti", "card " },
    { "hlm", "home " },
    { "activite", "caf " },
    /* In a name before in a sentence, whatever the place. */
    { "logement", "home caf " },
    { "demande", "caf home card " },
    /* Words of the name and of the sentence together. */
    { "caf logement", "caf " },
    { "caf impots", "" },
    { "demandes", "" },
    { "", "" },
    { "  ", "" },
    { "\xff", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autoptr (GPtrArray) found = guichet_catalogue_view_search (fixture->view, CASES[i].typed);
    g_autoptr (GString) ids = g_string_new (NULL);

    for (guint j = 0; j < found->len; j++)
      g_string_append_printf (ids, "%s ", ((GuichetService *)found->pdata[j])->id);
    g_assert_cmpstr (ids->str, ==, CASES[i].ids);
  }
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } TESTS[] = {
    { "/kiosk/catalogue-view/first-by-place", test_first_by_place },
    { "/kiosk/catalogue-view/first-is-full", test_first_is_full },
    { "/kiosk/catalogue-view/members", test_members },
    { "/kiosk/catalogue-view/search", test_search },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (TESTS); i++)
    g_test_add (TESTS[i].path, Fixture, NULL, set_up, TESTS[i].test, tear_down);
  return g_test_run ();
}
