/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-check.h"

#include "catalogue.h"
#include "config-problem.h"
#include "settings.h"

#include <glib/gi18n-lib.h>

static void
print_numbers (const GPtrArray *problems, guint n_services, FILE *out)
{
  guint n[GUICHET_CONFIG_PROBLEM_FATAL + 1] = { 0 };
  g_autofree char *services = NULL;
  g_autofree char *fatal = NULL;
  g_autofree char *hidden = NULL;
  g_autofree char *warnings = NULL;

  for (guint i = 0; i < problems->len; i++)
    n[((GuichetConfigProblem *)g_ptr_array_index (problems, i))->severity]++;
  services = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u service shown", "%u services shown", n_services),
      n_services);
  fatal = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u mistake that stops the terminal",
                                        "%u mistakes that stop the terminal",
                                        n[GUICHET_CONFIG_PROBLEM_FATAL]),
                           n[GUICHET_CONFIG_PROBLEM_FATAL]);
  hidden = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u mistake that hides a service",
                                         "%u mistakes that hide a service",
                                         n[GUICHET_CONFIG_PROBLEM_SERVICE]),
                            n[GUICHET_CONFIG_PROBLEM_SERVICE]);
  warnings = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u warning", "%u warnings", n[GUICHET_CONFIG_PROBLEM_WARNING]),
      n[GUICHET_CONFIG_PROBLEM_WARNING]);
  fprintf (out, "%s; %s, %s, %s\n", services, fatal, hidden, warnings);
}

gboolean
guichet_config_check (const char *defaults_dir, const char *centre_dir, FILE *out)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  g_autoptr (GuichetSettings) settings = NULL;
  g_autoptr (GuichetCatalogue) catalogue = NULL;

  settings = guichet_settings_load (defaults_dir, centre_dir, problems);
  catalogue = guichet_catalogue_load (defaults_dir, centre_dir,
                                      guichet_settings_get_language (settings), problems);
  for (guint i = 0; i < problems->len; i++) {
    g_autofree char *line = guichet_config_problem_to_string (g_ptr_array_index (problems, i));
    fprintf (out, "%s\n", line);
  }
  print_numbers (problems, guichet_catalogue_get_services (catalogue)->len, out);
  return problems->len == 0;
}
