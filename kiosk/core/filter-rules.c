/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "filter-rules.h"

#include "allow-list.h"

#include <string.h>

/* All types of load but "top-document": WebKit's ContentExtensionRulesetTypes, readResourceType().
 */
static const char *const embedded_types =
    "\"child-document\",\"image\",\"style-sheet\",\"script\",\"font\",\"raw\",\"svg-document\","
    "\"media\",\"ping\",\"fetch\",\"websocket\",\"other\"";

typedef struct {
  const char *scheme;
  const char *host;
  gboolean is_suffix;
  guint16 port;
} Rule;

static Rule
get_rule (const GuichetAllowList *list, guint index)
{
  Rule rule = { 0 };

  guichet_allow_list_get_rule (list, index, &rule.scheme, &rule.host, &rule.is_suffix, &rule.port);
  return rule;
}

static gboolean
is_default_port (const Rule *rule)
{
  return rule->port == (g_str_equal (rule->scheme, "https") ? 443 : 80);
}

static gboolean
contains (const GuichetAllowList *list, const Rule *wanted)
{
  for (guint i = 0; i < guichet_allow_list_get_n_rules (list); i++) {
    Rule rule = get_rule (list, i);

    if (g_str_equal (rule.scheme, wanted->scheme) && g_str_equal (rule.host, wanted->host) &&
        rule.is_suffix == wanted->is_suffix && rule.port == wanted->port)
      return TRUE;
  }
  return FALSE;
}

/* Host names are [a-z0-9.-] (host-rule.h): only the dot means something in a pattern. The doubled
 * backslash is JSON's. */
static void
append_escaped_host (GString *json, const char *host)
{
  for (const char *c = host; *c != '\0'; c++) {
    if (*c == '.')
      g_string_append (json, "\\\\.");
    else
      g_string_append_c (json, *c);
  }
}

static void
append_ignore_rule (GString *json, const char *scheme, const Rule *rule, gboolean embedded_only)
{
  g_string_append_printf (json, ",\n{\"trigger\":{\"url-filter\":\"^%s://", scheme);
  /* No character of this class can end the authority: the match stays inside the host. */
  if (rule->is_suffix)
    g_string_append (json, "[a-z0-9.-]+\\\\.");
  append_escaped_host (json, rule->host);
  if (!is_default_port (rule))
    g_string_append_printf (json, ":%u", rule->port);
  g_string_append (json, "/\",\"url-filter-is-case-sensitive\":true");
  if (embedded_only)
    g_string_append_printf (json, ",\"resource-type\":[%s]", embedded_types);
  g_string_append (json, "},\"action\":{\"type\":\"ignore-previous-rules\"}}");
}

static void
append_rule (GString *json, const Rule *rule, gboolean embedded_only)
{
  append_ignore_rule (json, rule->scheme, rule, embedded_only);
  append_ignore_rule (json, g_str_equal (rule->scheme, "https") ? "wss" : "ws", rule,
                      embedded_only);
}

char *
guichet_filter_rules_build (const GuichetAllowList *navigate, const GuichetAllowList *load)
{
  GString *json =
      g_string_new ("[{\"trigger\":{\"url-filter\":\".*\"},\"action\":{\"type\":\"block\"}},\n"
                    "{\"trigger\":{\"url-filter\":\"^blob:\"},"
                    "\"action\":{\"type\":\"ignore-previous-rules\"}},\n"
                    "{\"trigger\":{\"url-filter\":\"^about:\"},"
                    "\"action\":{\"type\":\"ignore-previous-rules\"}},\n"
                    "{\"trigger\":{\"url-filter\":\".*\",\"resource-type\":[\"popup\"]},"
                    "\"action\":{\"type\":\"ignore-previous-rules\"}}");

  for (guint i = 0; i < guichet_allow_list_get_n_rules (navigate); i++) {
    Rule rule = get_rule (navigate, i);

    append_rule (json, &rule, FALSE);
  }
  for (guint i = 0; i < guichet_allow_list_get_n_rules (load); i++) {
    Rule rule = get_rule (load, i);

    if (!contains (navigate, &rule))
      append_rule (json, &rule, TRUE);
  }
  g_string_append (json, "]\n");
  return g_string_free (json, FALSE);
}

static void
append_directive (GString *policy, const char *name, const GuichetAllowList *load)
{
  g_string_append_printf (policy, "%s blob: data:", name);
  for (guint i = 0; i < guichet_allow_list_get_n_rules (load); i++) {
    Rule rule = get_rule (load, i);

    g_string_append_printf (policy, " %s://%s%s", rule.scheme, rule.is_suffix ? "*." : "",
                            rule.host);
    if (!is_default_port (&rule))
      g_string_append_printf (policy, ":%u", rule.port);
  }
}

char *
guichet_filter_rules_build_frame_policy (const GuichetAllowList *load)
{
  GString *policy = g_string_new (NULL);

  append_directive (policy, "frame-src", load);
  /* <object> and <embed> make frames too. */
  g_string_append (policy, "; ");
  append_directive (policy, "object-src", load);
  return g_string_free (policy, FALSE);
}
