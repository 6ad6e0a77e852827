/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rule-reader.h"

#include <string.h>

/* What a person most likely meant: an address copied from a browser, capitals, accents. */
static char *
suggest_rule (const char *text, GuichetHostRuleFlags flags)
{
  g_autofree char *lower = g_utf8_strdown (text, -1);
  gboolean is_http = g_str_has_prefix (lower, "http://");
  const char *separator = strstr (lower, "://");
  char *host = lower + (separator != NULL ? separator + strlen ("://") - lower : 0);
  gboolean is_suffix;
  g_autofree char *ascii = NULL;
  g_autofree char *rule = NULL;
  g_autoptr (GuichetHostRule) parsed = NULL;

  host[strcspn (host, "/?#\\, ")] = '\0';
  is_suffix = g_str_has_prefix (host, "*.") || *host == '.';
  host += strspn (host, "*.");
  while (g_str_has_suffix (host, "."))
    host[strlen (host) - 1] = '\0';
  ascii = strchr (host, ':') == NULL ? g_hostname_to_ascii (host) : g_strdup (host);
  if (ascii == NULL || *ascii == '\0')
    return NULL;
  rule = g_strconcat (is_http ? "http://" : "", is_suffix ? "*." : "", ascii, NULL);
  parsed = guichet_host_rule_parse_with_flags (rule, flags, NULL);
  return parsed != NULL && !g_str_equal (rule, text) ? g_steal_pointer (&rule) : NULL;
}

void
guichet_rule_reader_read (const GuichetKeyFile *file, const char *group, const char *key,
                          GuichetHostRuleFlags flags, GuichetConfigSeverity severity,
                          GuichetAllowList *list, GPtrArray *problems)
{
  g_auto (GStrv) texts = guichet_key_file_get_list (file, group, key);

  for (guint i = 0; texts[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *suggestion = NULL;
    g_autoptr (GuichetHostRule) rule = guichet_host_rule_parse_with_flags (texts[i], flags, &error);

    if (rule != NULL) {
      guichet_allow_list_add_rule (list, rule);
      continue;
    }
    suggestion = suggest_rule (texts[i], flags);
    guichet_key_file_add_problem (file, problems, severity, group, key, texts[i], error->message,
                                  suggestion);
  }
}
