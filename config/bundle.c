/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bundle.h"

#include "config-layers.h"
#include "rule-reader.h"

#define GROUP "Bundle"

static const GuichetKeySpec bundle_keys[] = {
  { "Name", TRUE, FALSE },         { "Navigate", FALSE, TRUE }, { "Load", FALSE, TRUE },
  { "NavigateAlso", FALSE, TRUE }, { "LoadAlso", FALSE, TRUE }, { NULL },
};

static const GuichetGroupSpec bundle_specs[] = {
  { GROUP, bundle_keys, FALSE },
  { NULL },
};

void
guichet_bundle_free (GuichetBundle *bundle)
{
  if (bundle == NULL)
    return;
  guichet_allow_list_unref (bundle->navigate);
  guichet_allow_list_unref (bundle->load);
  g_free (bundle);
}

GuichetBundle *
guichet_bundle_read (const char *defaults_dir, const char *centre_dir, const char *id,
                     GuichetHostRuleFlags flags, GPtrArray *problems)
{
  static const char *const navigate_keys[] = { "Navigate", "NavigateAlso" };
  static const char *const load_keys[] = { "Load", "LoadAlso" };
  const GuichetConfigSeverity severity = GUICHET_CONFIG_PROBLEM_WARNING;
  g_autoptr (GuichetKeyFile) file = guichet_key_file_new (bundle_specs, severity);
  GuichetBundle *bundle = g_new0 (GuichetBundle, 1);

  bundle->navigate = guichet_allow_list_new ();
  bundle->load = guichet_allow_list_new ();
  /* A broken file of the centre may have been meant to narrow the shipped one. */
  if (guichet_config_layers_read (file, defaults_dir, centre_dir, "bundles.d", id, problems) ==
      GUICHET_KEY_FILE_BROKEN)
    return bundle;

  for (guint i = 0; i < G_N_ELEMENTS (navigate_keys); i++)
    guichet_rule_reader_read (file, GROUP, navigate_keys[i], flags, severity, bundle->navigate,
                              problems);
  for (guint i = 0; i < G_N_ELEMENTS (load_keys); i++)
    guichet_rule_reader_read (file, GROUP, load_keys[i], flags, severity, bundle->load, problems);
  guichet_allow_list_merge (bundle->load, bundle->navigate);
  return bundle;
}
