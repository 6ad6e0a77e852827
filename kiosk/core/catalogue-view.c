/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "catalogue-view.h"

#include "search-text.h"

/** What is searched of one service, folded once. */
typedef struct {
  /* Borrowed */
  GuichetService *service;
  /* Owned */
  char *name;
  char *keywords;
  char *sentence;
} Entry;

typedef struct {
  GuichetService *service;
  guint score;
  guint index;
} Hit;

struct _GuichetCatalogueView {
  /* Owned */
  GuichetCatalogue *catalogue;
  GPtrArray *first; /* element type GuichetFirstTile */
  GArray *entries;  /* element type Entry */
};

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_free (entry->keywords);
  g_free (entry->sentence);
}

static void
add_entry (GuichetCatalogueView *self, GuichetService *service)
{
  g_autofree char *keywords = NULL;
  Entry entry = { .service = service };

  keywords = g_strjoinv (" ", (char **)guichet_service_get_keywords (service));
  entry.name = guichet_search_text_fold (guichet_service_get_name (service));
  entry.keywords = guichet_search_text_fold (keywords);
  entry.sentence = guichet_search_text_fold (guichet_service_get_sentence (service));
  g_array_append_val (self->entries, entry);
}

static gint
compare_places (gconstpointer a, gconstpointer b)
{
  const GuichetFirstTile *left = *(const GuichetFirstTile *const *)a;
  const GuichetFirstTile *right = *(const GuichetFirstTile *const *)b;

  return left->place < right->place ? -1 : left->place > right->place;
}

static void
add_first (GuichetCatalogueView *self, GuichetService *service, const GuichetGroup *group,
           guint place)
{
  GuichetFirstTile *tile = g_new0 (GuichetFirstTile, 1);

  tile->service = service;
  tile->group = group;
  tile->place = place;
  g_ptr_array_add (self->first, tile);
}

static void
fill_first (GuichetCatalogueView *self)
{
  const GPtrArray *services = guichet_catalogue_get_services (self->catalogue);
  const GPtrArray *groups = guichet_catalogue_get_groups (self->catalogue);

  for (guint i = 0; i < services->len; i++) {
    GuichetService *service = g_ptr_array_index (services, i);

    if (guichet_service_get_place (service) > 0)
      add_first (self, service, NULL, guichet_service_get_place (service));
  }
  for (guint i = 0; i < groups->len; i++) {
    const GuichetGroup *group = g_ptr_array_index (groups, i);

    if (group->place > 0)
      add_first (self, NULL, group, group->place);
  }
  g_ptr_array_sort (self->first, compare_places);
  for (guint i = 0; i < services->len && self->first->len < GUICHET_CATALOGUE_PLACES; i++) {
    GuichetService *service = g_ptr_array_index (services, i);

    if (guichet_service_get_place (service) == 0)
      add_first (self, service, NULL, G_MAXUINT);
  }
  if (self->first->len > GUICHET_CATALOGUE_PLACES)
    g_ptr_array_set_size (self->first, GUICHET_CATALOGUE_PLACES);
}

GuichetCatalogueView *
guichet_catalogue_view_new (GuichetCatalogue *catalogue)
{
  GuichetCatalogueView *self = g_new0 (GuichetCatalogueView, 1);
  const GPtrArray *services = guichet_catalogue_get_services (catalogue);

  self->catalogue = guichet_catalogue_ref (catalogue);
  self->first = g_ptr_array_new_with_free_func (g_free);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  for (guint i = 0; i < services->len; i++)
    add_entry (self, g_ptr_array_index (services, i));
  fill_first (self);
  return self;
}

void
guichet_catalogue_view_free (GuichetCatalogueView *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->entries);
  g_ptr_array_unref (self->first);
  guichet_catalogue_unref (self->catalogue);
  g_free (self);
}

const GPtrArray *
guichet_catalogue_view_get_first (const GuichetCatalogueView *self)
{
  return self->first;
}

const GPtrArray *
guichet_catalogue_view_get_groups (const GuichetCatalogueView *self)
{
  return guichet_catalogue_get_groups (self->catalogue);
}

GPtrArray *
guichet_catalogue_view_get_members (const GuichetCatalogueView *self, const char *group)
{
  GPtrArray *members = g_ptr_array_new ();

  for (guint i = 0; i < self->entries->len; i++) {
    GuichetService *service = g_array_index (self->entries, Entry, i).service;

    if (g_strcmp0 (guichet_service_get_group (service), group) == 0)
      g_ptr_array_add (members, service);
  }
  return members;
}

/* The words may stand in different places: "caf logement" finds the Caf, whose sentence speaks of
   housing. Then the score is that of the weakest kind of match. */
static guint
score_entry (const Entry *entry, const char *needle)
{
  guint name = guichet_search_text_match (entry->name, needle);
  guint keywords = guichet_search_text_match (entry->keywords, needle);
  guint sentence = guichet_search_text_match (entry->sentence, needle);
  g_autofree char *all = NULL;

  if (name > 0)
    return 20 + name;
  if (keywords > 0)
    return 10 + keywords;
  if (sentence > 0)
    return 5 + sentence;
  all = g_strjoin (" ", entry->name, entry->keywords, entry->sentence, NULL);
  return guichet_search_text_match (all, needle) > 0 ? 1 : 0;
}

static gint
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *left = a;
  const Hit *right = b;

  if (left->score != right->score)
    return left->score > right->score ? -1 : 1;
  return left->index < right->index ? -1 : left->index > right->index;
}

GPtrArray *
guichet_catalogue_view_search (const GuichetCatalogueView *self, const char *typed)
{
  g_autofree char *needle = guichet_search_text_fold (typed);
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->entries->len; i++) {
    const Entry *entry = &g_array_index (self->entries, Entry, i);
    Hit hit = { entry->service, score_entry (entry, needle), i };

    if (hit.score > 0)
      g_array_append_val (hits, hit);
  }
  g_array_sort (hits, compare_hits);
  for (guint i = 0; i < hits->len; i++)
    g_ptr_array_add (found, g_array_index (hits, Hit, i).service);
  return found;
}
