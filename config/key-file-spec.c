/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "key-file-spec.h"

#include "nearest-name.h"

const GuichetGroupSpec *
guichet_key_file_spec_find_group (const GuichetGroupSpec *specs, const char *group)
{
  for (const GuichetGroupSpec *spec = specs; spec->keys != NULL; spec++)
    if (spec->name == NULL || g_str_equal (spec->name, group))
      return spec;
  return NULL;
}

const GuichetKeySpec *
guichet_key_file_spec_find_key (const GuichetGroupSpec *group, const char *key)
{
  for (const GuichetKeySpec *spec = group->keys; spec->name != NULL; spec++)
    if (g_str_equal (spec->name, key))
      return spec;
  return NULL;
}

const GuichetGroupSpec *
guichet_key_file_spec_suggest_group (const GuichetGroupSpec *specs, const char *group)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *nearest;

  for (const GuichetGroupSpec *spec = specs; spec->keys != NULL; spec++)
    g_ptr_array_add (names, (gpointer)spec->name);
  g_ptr_array_add (names, NULL);
  nearest = guichet_nearest_name (group, (const char *const *)names->pdata);
  return nearest != NULL ? guichet_key_file_spec_find_group (specs, nearest) : NULL;
}

const GuichetKeySpec *
guichet_key_file_spec_suggest_key (const GuichetGroupSpec *group, const char *key)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *nearest;

  for (const GuichetKeySpec *spec = group->keys; spec->name != NULL; spec++)
    g_ptr_array_add (names, (gpointer)spec->name);
  g_ptr_array_add (names, NULL);
  nearest = guichet_nearest_name (key, (const char *const *)names->pdata);
  return nearest != NULL ? guichet_key_file_spec_find_key (group, nearest) : NULL;
}

char *
guichet_key_file_spec_list_groups (const GuichetGroupSpec *specs)
{
  GString *list = g_string_new (NULL);

  for (const GuichetGroupSpec *spec = specs; spec->keys != NULL; spec++)
    g_string_append_printf (list, "%s[%s]", list->len > 0 ? ", " : "", spec->name);
  return g_string_free (list, FALSE);
}
