/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-settings.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

const GuichetKeySpec guichet_health_settings_keys[] = {
  { "Directory", FALSE, FALSE },
  { NULL },
};

GuichetHealthSettings *
guichet_health_settings_new (void)
{
  return g_new0 (GuichetHealthSettings, 1);
}

void
guichet_health_settings_free (GuichetHealthSettings *self)
{
  g_free (self->directory);
  g_free (self);
}

void
guichet_health_settings_read (GuichetHealthSettings *self, const GuichetKeyFile *file,
                              GPtrArray *problems)
{
  g_autofree char *text = guichet_key_file_get_text (file, "Health", "Directory", NULL);
  g_autofree char *canonical = NULL;

  if (text == NULL || *text == '\0')
    return;
  canonical = g_path_is_absolute (text) ? g_canonicalize_filename (text, "/") : NULL;
  if (g_strcmp0 (canonical, text) == 0 && !g_str_equal (text, "/"))
    self->directory = g_steal_pointer (&canonical);
  else
    guichet_key_file_add_problem (file, problems, GUICHET_CONFIG_PROBLEM_WARNING, "Health",
                                  "Directory", text,
                                  _ ("a directory named from the root, without “..”"), NULL);
}
