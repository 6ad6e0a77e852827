/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-reader.h"

#include "config-layers.h"
#include "config-value.h"
#include "service-reader.h"

#include <glib/gi18n-lib.h>

/* A group that names no order comes after those that do. */
#define ORDER_LAST 10000

static const GuichetKeySpec group_keys[] = {
  { "Name", TRUE, FALSE },   { "Sentence", TRUE, FALSE }, { "Icon", FALSE, FALSE },
  { "Order", FALSE, FALSE }, { "Place", FALSE, FALSE },   { NULL },
};

static const GuichetGroupSpec group_specs[] = {
  { NULL, group_keys, FALSE },
  { NULL },
};

static void
group_entry_free (GuichetGroupEntry *entry)
{
  g_free (entry->id);
  g_free (entry->name);
  g_free (entry->sentence);
  g_free (entry->icon);
  g_free (entry->path);
  g_free (entry);
}

static void
add_problem (const GuichetKeyFile *file, GPtrArray *problems, const char *id, const char *key,
             const char *found, const char *expected)
{
  guichet_key_file_add_problem (file, problems, GUICHET_CONFIG_PROBLEM_WARNING, id, key, found,
                                expected, NULL);
}

static guint
read_number (const GuichetKeyFile *file, GPtrArray *problems, const char *id, const char *key,
             guint max, guint fallback)
{
  g_autofree char *text = guichet_key_file_get_text (file, id, key, NULL);
  g_autofree char *expected = NULL;
  guint number;

  if (text == NULL)
    return fallback;
  if (guichet_config_value_parse_number (text, 0, max, &number))
    return number;
  expected = g_strdup_printf (_ ("a number from 0 to %u"), max);
  add_problem (file, problems, id, key, text, expected);
  return fallback;
}

static GuichetGroupEntry *
read_group (const GuichetKeyFile *file, const char *id, const char *language, GPtrArray *problems)
{
  g_autofree char *name = guichet_key_file_get_text (file, id, "Name", language);
  g_autofree char *sentence = guichet_key_file_get_text (file, id, "Sentence", language);
  g_autofree char *icon = guichet_key_file_get_text (file, id, "Icon", NULL);
  GuichetGroupEntry *entry;

  if (!guichet_config_value_is_id (id, GUICHET_SERVICE_ID_MAX)) {
    add_problem (file, problems, id, NULL, id,
                 _ ("a group of at most 40 small letters, digits and hyphens"));
    return NULL;
  }
  if (name == NULL || !guichet_config_value_is_line (name, GUICHET_SERVICE_NAME_MAX)) {
    add_problem (file, problems, id, "Name", name, _ ("a name of at most 40 characters"));
    return NULL;
  }
  if (sentence != NULL && !guichet_config_value_is_line (sentence, GUICHET_SERVICE_SENTENCE_MAX)) {
    add_problem (file, problems, id, "Sentence", sentence,
                 _ ("a sentence of at most 80 characters"));
    g_clear_pointer (&sentence, g_free);
  }
  if (icon != NULL && !guichet_config_value_is_id (icon, GUICHET_SERVICE_ID_MAX)) {
    add_problem (file, problems, id, "Icon", icon,
                 _ ("the name of a pictogram: small letters, digits, hyphens"));
    g_clear_pointer (&icon, g_free);
  }

  entry = g_new0 (GuichetGroupEntry, 1);
  entry->id = g_strdup (id);
  entry->name = g_steal_pointer (&name);
  entry->sentence = sentence != NULL ? g_steal_pointer (&sentence) : g_strdup ("");
  entry->icon = icon != NULL ? g_steal_pointer (&icon) : g_strdup ("group-other");
  entry->order = read_number (file, problems, id, "Order", ORDER_LAST - 1, ORDER_LAST);
  entry->group.place = read_number (file, problems, id, "Place", GUICHET_CATALOGUE_PLACES, 0);
  entry->layer = guichet_key_file_get_layer (file, id, "Place");
  entry->path = g_strdup (guichet_key_file_get_origin (file, id, "Place", &entry->line));
  entry->group.id = entry->id;
  entry->group.name = entry->name;
  entry->group.sentence = entry->sentence;
  entry->group.icon = entry->icon;
  return entry;
}

static int
compare_order (gconstpointer a, gconstpointer b)
{
  const GuichetGroupEntry *left = *(GuichetGroupEntry *const *)a;
  const GuichetGroupEntry *right = *(GuichetGroupEntry *const *)b;

  return (left->order > right->order) - (left->order < right->order);
}

GPtrArray *
guichet_group_reader_read (const char *defaults_dir, const char *centre_dir, const char *language,
                           GPtrArray *problems)
{
  g_autoptr (GuichetKeyFile) file =
      guichet_key_file_new (group_specs, GUICHET_CONFIG_PROBLEM_WARNING);
  GPtrArray *groups = g_ptr_array_new_with_free_func ((GDestroyNotify)group_entry_free);
  g_auto (GStrv) ids = NULL;

  guichet_config_layers_read (file, defaults_dir, centre_dir, NULL, "groups", problems);
  ids = guichet_key_file_get_groups (file);
  for (guint i = 0; ids[i] != NULL; i++) {
    GuichetGroupEntry *entry =
        read_group (file, ids[i], language != NULL ? language : "fr", problems);

    if (entry != NULL)
      g_ptr_array_add (groups, entry);
  }
  /* The sort is stable: groups of one order stay as the files have them. */
  g_ptr_array_sort (groups, compare_order);
  return groups;
}
