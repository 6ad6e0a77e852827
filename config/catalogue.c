/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "catalogue.h"

#include "allow-list.h"
#include "bundle.h"
#include "config-layers.h"
#include "config-problem.h"
#include "group-reader.h"
#include "nearest-name.h"
#include "place-claims.h"
#include "service-private.h"
#include "service-reader.h"
#include "settings.h"

#include <glib/gi18n-lib.h>

struct _GuichetCatalogue {
  /* Owned */
  GPtrArray *services; /* element type GuichetService */
  GPtrArray *entries;  /* element type GuichetGroupEntry, all groups */
  GPtrArray *groups;   /* element type GuichetGroup, borrowed from entries */
  GHashTable *by_id;   /* element type GuichetService, borrowed from services */
  GuichetAllowList *gate_list;
  /* State */
  gatomicrefcount ref_count;
};

/* A catalogue on its way in. */
typedef struct {
  /* Borrowed */
  const char *defaults_dir;
  const char *centre_dir;
  GPtrArray *problems;
  GuichetCatalogue *catalogue;
  /* Owned */
  GArray *claims;   /* element type GuichetPlaceClaim */
  GPtrArray *paths; /* element type char *, for the claims */
  /* State */
  GuichetServiceContext context;
} Loading;

static GuichetHostRuleFlags
get_flags (const char *defaults_dir, const char *centre_dir)
{
  /* Whoever starts the terminal reads the settings too and is told what is wrong in them. */
  g_autoptr (GPtrArray) ignored =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  g_autoptr (GuichetSettings) settings = guichet_settings_load (defaults_dir, centre_dir, ignored);

  return guichet_settings_get_wide_mode (settings) ? GUICHET_HOST_RULE_WIDE
                                                   : GUICHET_HOST_RULE_STRICT;
}

static GHashTable *
read_bundles (Loading *loading, const char *const *ids)
{
  GHashTable *bundles =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)guichet_bundle_free);

  for (guint i = 0; ids[i] != NULL; i++)
    g_hash_table_insert (bundles, g_strdup (ids[i]),
                         guichet_bundle_read (loading->defaults_dir, loading->centre_dir, ids[i],
                                              loading->context.flags, loading->problems));
  return bundles;
}

static char **
list_group_ids (const GuichetCatalogue *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->entries->len; i++)
    g_strv_builder_add (builder, ((GuichetGroupEntry *)g_ptr_array_index (self->entries, i))->id);
  return g_strv_builder_end (builder);
}

static void
claim_place (Loading *loading, const GuichetKeyFile *file, GuichetService *service)
{
  GuichetPlaceClaim claim = { .id = service->id, .group = "Service", .place = &service->place };
  const char *path = guichet_key_file_get_origin (file, "Service", "Place", &claim.line);

  claim.layer = guichet_key_file_get_layer (file, "Service", "Place");
  claim.path = g_strdup (path);
  g_ptr_array_add (loading->paths, (char *)claim.path);
  g_array_append_val (loading->claims, claim);
}

static void
check_hides_something (Loading *loading, const GuichetKeyFile *file, const char *id,
                       const char *const *ids)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  if (guichet_key_file_has_key (file, "Service", "Home"))
    return;
  for (; *ids != NULL; ids++)
    if (!g_str_equal (*ids, id))
      g_ptr_array_add (others, (gpointer)*ids);
  g_ptr_array_add (others, NULL);
  guichet_key_file_add_problem (file, loading->problems, GUICHET_CONFIG_PROBLEM_WARNING, "Service",
                                "Hidden", id,
                                _ ("the file name of a shipped service; this file hides nothing"),
                                guichet_nearest_name (id, (const char *const *)others->pdata));
}

static void
load_service (Loading *loading, const char *id, const char *const *ids)
{
  g_autoptr (GuichetKeyFile) file =
      guichet_key_file_new (guichet_service_specs, GUICHET_CONFIG_PROBLEM_SERVICE);
  guint first = loading->problems->len;
  GuichetService *service;

  /* A broken file of the centre may have been meant to hide or to narrow the shipped one. */
  if (guichet_config_layers_read (file, loading->defaults_dir, loading->centre_dir, "services.d",
                                  id, loading->problems) != GUICHET_KEY_FILE_READ)
    return;
  if (guichet_service_reader_is_hidden (file)) {
    check_hides_something (loading, file, id, ids);
    return;
  }
  service = guichet_service_reader_read (id, file, &loading->context, loading->problems);
  if (service == NULL)
    return;
  if (guichet_config_problems_has_broken (loading->problems, first)) {
    guichet_service_unref (service);
    return;
  }
  g_ptr_array_add (loading->catalogue->services, service);
  claim_place (loading, file, service);
}

static gboolean
is_group_used (const GuichetCatalogue *self, const char *id)
{
  for (guint i = 0; i < self->services->len; i++)
    if (g_str_equal (((GuichetService *)g_ptr_array_index (self->services, i))->group, id))
      return TRUE;
  return FALSE;
}

static void
settle_places (Loading *loading)
{
  for (guint i = 0; i < loading->catalogue->entries->len; i++) {
    GuichetGroupEntry *entry = g_ptr_array_index (loading->catalogue->entries, i);
    GuichetPlaceClaim claim = {
      .id = entry->id,
      .path = entry->path,
      .group = entry->id,
      .place = &entry->group.place,
      .line = entry->line,
      .layer = entry->layer,
    };
    if (is_group_used (loading->catalogue, entry->id))
      g_array_append_val (loading->claims, claim);
  }
  guichet_place_claims_settle ((const GuichetPlaceClaim *)(gpointer)loading->claims->data,
                               loading->claims->len, loading->problems);
}

static guint
find_group_rank (const GuichetCatalogue *self, const char *id)
{
  guint i = 0;

  while (i < self->entries->len &&
         !g_str_equal (((GuichetGroupEntry *)g_ptr_array_index (self->entries, i))->id, id))
    i++;
  return i;
}

static int
compare_services (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const GuichetCatalogue *self = user_data;
  const GuichetService *left = *(GuichetService *const *)a;
  const GuichetService *right = *(GuichetService *const *)b;
  guint left_rank, right_rank;

  if (left->place != right->place)
    /* Place 0 wraps to the end. */
    return left->place - 1 < right->place - 1 ? -1 : 1;
  left_rank = find_group_rank (self, left->group);
  right_rank = find_group_rank (self, right->group);
  if (left_rank != right_rank)
    return left_rank < right_rank ? -1 : 1;
  return g_utf8_collate (left->name, right->name);
}

static void
index_services (GuichetCatalogue *self)
{
  g_ptr_array_sort_with_data (self->services, compare_services, self);
  for (guint i = 0; i < self->services->len; i++) {
    GuichetService *service = g_ptr_array_index (self->services, i);

    g_hash_table_insert (self->by_id, service->id, service);
    guichet_allow_list_merge (self->gate_list, service->load);
  }
  for (guint i = 0; i < self->entries->len; i++) {
    GuichetGroupEntry *entry = g_ptr_array_index (self->entries, i);

    if (is_group_used (self, entry->id))
      g_ptr_array_add (self->groups, &entry->group);
  }
}

static GuichetCatalogue *
catalogue_new (void)
{
  GuichetCatalogue *self = g_new0 (GuichetCatalogue, 1);

  self->services = g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_service_unref);
  self->groups = g_ptr_array_new ();
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->gate_list = guichet_allow_list_new ();
  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

static void
check_not_empty (Loading *loading)
{
  g_autofree char *path = g_build_filename (loading->defaults_dir, "services.d", NULL);

  /* Nothing to show means that the folders are not where they should be: fail closed. */
  if (loading->catalogue->services->len == 0)
    g_ptr_array_add (loading->problems,
                     guichet_config_problem_new (GUICHET_CONFIG_PROBLEM_FATAL, path, NULL, NULL,
                                                 NULL, _ ("at least one service to show"), NULL));
}

GuichetCatalogue *
guichet_catalogue_load (const char *defaults_dir, const char *centre_dir, const char *language,
                        GPtrArray *problems)
{
  g_autoptr (GArray) claims = g_array_new (FALSE, FALSE, sizeof (GuichetPlaceClaim));
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) bundles = NULL;
  g_auto (GStrv) bundle_ids = NULL;
  g_auto (GStrv) group_ids = NULL;
  g_auto (GStrv) ids = NULL;
  Loading loading = { .defaults_dir = defaults_dir,
                      .centre_dir = centre_dir,
                      .problems = problems,
                      .claims = claims,
                      .paths = paths };

  g_return_val_if_fail (defaults_dir != NULL && problems != NULL, NULL);

  loading.catalogue = catalogue_new ();
  loading.catalogue->entries =
      guichet_group_reader_read (defaults_dir, centre_dir, language, problems);
  group_ids = list_group_ids (loading.catalogue);
  loading.context.language = language;
  loading.context.group_ids = (const char *const *)group_ids;
  loading.context.flags = get_flags (defaults_dir, centre_dir);
  bundle_ids = guichet_config_layers_list (defaults_dir, centre_dir, "bundles.d", problems);
  loading.context.bundle_ids = (const char *const *)bundle_ids;
  bundles = read_bundles (&loading, loading.context.bundle_ids);
  loading.context.bundles = bundles;

  ids = guichet_config_layers_list (defaults_dir, centre_dir, "services.d", problems);
  for (guint i = 0; ids[i] != NULL; i++)
    load_service (&loading, ids[i], (const char *const *)ids);
  settle_places (&loading);
  index_services (loading.catalogue);
  check_not_empty (&loading);
  return loading.catalogue;
}

GuichetCatalogue *
guichet_catalogue_ref (GuichetCatalogue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
guichet_catalogue_unref (GuichetCatalogue *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->groups);
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->services);
  guichet_allow_list_unref (self->gate_list);
  g_free (self);
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

GuichetService *
guichet_catalogue_lookup (const GuichetCatalogue *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;
}

GuichetAllowList *
guichet_catalogue_get_gate_list (const GuichetCatalogue *self)
{
  return self->gate_list;
}
