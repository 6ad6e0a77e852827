/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-place.h"

#include "config-problem.h"

static GPtrArray *
make_problems (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
}

void
guichet_report_set_default (char **value, const char *otherwise)
{
  if (*value == NULL)
    *value = g_strdup (otherwise);
}

static void
set_dirs (GuichetReportPlace *self)
{
  guichet_report_set_default (&self->defaults_dir, GUICHET_DATADIR);
  guichet_report_set_default (&self->centre_dir, "/etc/guichet");
}

GuichetSettings *
guichet_report_place_get_settings (GuichetReportPlace *self)
{
  g_autoptr (GPtrArray) problems = make_problems ();

  set_dirs (self);
  if (self->settings == NULL)
    self->settings = guichet_settings_load (self->defaults_dir, self->centre_dir, problems);

  return self->settings;
}

const GuichetCountsSettings *
guichet_report_place_get_counts (GuichetReportPlace *self)
{
  return guichet_settings_get_counts (guichet_report_place_get_settings (self));
}

GuichetCatalogue *
guichet_report_place_load_catalogue (GuichetReportPlace *self)
{
  g_autoptr (GPtrArray) problems = make_problems ();

  set_dirs (self);

  return guichet_catalogue_load (self->defaults_dir, self->centre_dir, NULL, problems);
}

void
guichet_report_place_clear (GuichetReportPlace *self)
{
  g_clear_pointer (&self->defaults_dir, g_free);
  g_clear_pointer (&self->centre_dir, g_free);
  g_clear_pointer (&self->settings, guichet_settings_unref);
}
