/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "setting-reader.h"

#include "config-value.h"
#include "nearest-name.h"

#include <glib/gi18n-lib.h>

void
guichet_setting_reader_add_problem (const GuichetSettingReader *self,
                                    GuichetConfigSeverity severity, const char *group,
                                    const char *key, const char *found, const char *expected,
                                    const char *suggestion)
{
  guichet_key_file_add_problem (self->file, self->problems, severity, group, key, found, expected,
                                suggestion);
}

static char *
get_local_text (const GuichetSettingReader *self, const char *group, const char *key,
                const char *language)
{
  g_autofree char *text = guichet_key_file_get_text (self->file, group, key, language);

  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

char *
guichet_setting_reader_get_text (const GuichetSettingReader *self, const char *group,
                                 const char *key)
{
  return get_local_text (self, group, key, NULL);
}

void
guichet_setting_reader_read_boolean (const GuichetSettingReader *self,
                                     GuichetConfigSeverity severity, const char *group,
                                     const char *key, gboolean *value)
{
  static const char *const names[] = { "true", "false", NULL };
  g_autofree char *text = get_local_text (self, group, key, NULL);

  if (text != NULL && !guichet_config_value_parse_boolean (text, value))
    guichet_setting_reader_add_problem (self, severity, group, key, text, _ ("true or false"),
                                        guichet_nearest_name (text, names));
}

void
guichet_setting_reader_read_number (const GuichetSettingReader *self,
                                    GuichetConfigSeverity severity, const char *group,
                                    const char *key, guint min, guint max, guint *value)
{
  g_autofree char *text = get_local_text (self, group, key, NULL);
  g_autofree char *expected = NULL;

  if (text == NULL || guichet_config_value_parse_number (text, min, max, value))
    return;
  expected = g_strdup_printf (_ ("a number from %u to %u"), min, max);
  guichet_setting_reader_add_problem (self, severity, group, key, text, expected, NULL);
}

void
guichet_setting_reader_read_line (const GuichetSettingReader *self, const char *group,
                                  const char *key, const char *language, glong max, char **line)
{
  g_autofree char *text = get_local_text (self, group, key, language);
  g_autofree char *expected = NULL;

  if (text == NULL)
    return;
  if (guichet_config_value_is_line (text, max)) {
    g_free (*line);
    *line = g_steal_pointer (&text);
    return;
  }
  expected = g_strdup_printf (_ ("one line of at most %ld characters"), max);
  guichet_setting_reader_add_problem (self, GUICHET_CONFIG_PROBLEM_WARNING, group, key, text,
                                      expected, NULL);
}

void
guichet_setting_reader_read_pattern (const GuichetSettingReader *self, const char *group,
                                     const char *key, const char *pattern, const char *expected,
                                     char **value)
{
  g_autofree char *text = get_local_text (self, group, key, NULL);

  if (text == NULL)
    return;
  if (g_regex_match_simple (pattern, text, G_REGEX_DOLLAR_ENDONLY, 0)) {
    g_free (*value);
    *value = g_steal_pointer (&text);
    return;
  }
  guichet_setting_reader_add_problem (self, GUICHET_CONFIG_PROBLEM_WARNING, group, key, text,
                                      expected, NULL);
}
