/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-layers.h"

#include "config-value.h"
#include "service-reader.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define SUFFIX ".conf"

/* What editors and package managers leave beside a file. */
static const char *const leftovers[] = {
  "~", ".bak", ".swp", ".dpkg-old", ".dpkg-new", ".dpkg-dist", ".ucf-old", ".ucf-dist", NULL,
};

static gboolean
is_leftover (const char *name)
{
  if (*name == '.' || *name == '#' || g_str_has_prefix (name, "README"))
    return TRUE;
  for (guint i = 0; leftovers[i] != NULL; i++)
    if (g_str_has_suffix (name, leftovers[i]))
      return TRUE;
  return FALSE;
}

static void
add_name_problem (const char *folder_path, const char *name, GPtrArray *problems)
{
  g_autofree char *path = g_build_filename (folder_path, name, NULL);
  g_autofree char *lower = g_ascii_strdown (name, -1);
  g_autofree char *stem = NULL;
  g_autofree char *suggestion = NULL;
  char *dot = strrchr (lower, '.');

  if (dot != NULL)
    *dot = '\0';
  stem = g_strdelimit (g_strdup (lower), " _.", '-');
  if (guichet_config_value_is_id (stem, GUICHET_SERVICE_ID_MAX))
    suggestion = g_strconcat (stem, SUFFIX, NULL);
  g_ptr_array_add (problems,
                   guichet_config_problem_new (
                       GUICHET_CONFIG_PROBLEM_WARNING, path, NULL, NULL, name,
                       _ ("a file name of at most 40 small letters, digits and hyphens that ends "
                          "with .conf; this file is not read"),
                       suggestion));
}

static void
add_ids (const char *dir, const char *folder, GHashTable *ids, GPtrArray *problems)
{
  g_autofree char *path = dir != NULL ? g_build_filename (dir, folder, NULL) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) listing = path != NULL ? g_dir_open (path, 0, &error) : NULL;
  const char *name;

  if (error != NULL && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    /* Which services the centre hides or narrows cannot be known then. */
    g_ptr_array_add (problems, guichet_config_problem_new (GUICHET_CONFIG_PROBLEM_FATAL, path, NULL,
                                                           NULL, error->message,
                                                           _ ("a folder that can be read"), NULL));
  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL) {
    g_autofree char *id = NULL;

    if (is_leftover (name))
      continue;
    if (g_str_has_suffix (name, SUFFIX))
      id = g_strndup (name, strlen (name) - strlen (SUFFIX));
    if (id != NULL && guichet_config_value_is_id (id, GUICHET_SERVICE_ID_MAX))
      g_hash_table_add (ids, g_steal_pointer (&id));
    else
      add_name_problem (path, name, problems);
  }
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

char **
guichet_config_layers_list (const char *defaults_dir, const char *centre_dir, const char *folder,
                            GPtrArray *problems)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree gpointer *keys = NULL;
  char **list;
  guint n;

  add_ids (defaults_dir, folder, ids, problems);
  add_ids (centre_dir, folder, ids, problems);
  keys = g_hash_table_get_keys_as_array (ids, &n);
  qsort (keys, n, sizeof *keys, compare_ids);
  list = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    list[i] = g_strdup (keys[i]);
  return list;
}

static GuichetKeyFileResult
read_layer (GuichetKeyFile *file, const char *dir, const char *folder, const char *id,
            GPtrArray *problems)
{
  g_autofree char *name = g_strconcat (id, SUFFIX, NULL);
  g_autofree char *path = NULL;

  if (dir == NULL)
    return GUICHET_KEY_FILE_MISSING;
  path = folder != NULL ? g_build_filename (dir, folder, name, NULL)
                        : g_build_filename (dir, name, NULL);
  return guichet_key_file_read (file, path, problems);
}

GuichetKeyFileResult
guichet_config_layers_read (GuichetKeyFile *file, const char *defaults_dir, const char *centre_dir,
                            const char *folder, const char *id, GPtrArray *problems)
{
  GuichetKeyFileResult shipped = read_layer (file, defaults_dir, folder, id, problems);
  GuichetKeyFileResult own = read_layer (file, centre_dir, folder, id, problems);

  /* The values of the enum go from harmless to worse. */
  return MAX (shipped, own);
}
