/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host-rule.h"

#include "host-name.h"

#include <glib/gi18n-lib.h>
#include <libpsl.h>

#include <string.h>

G_DEFINE_QUARK (guichet_host_rule_error, guichet_host_rule_error)

/* Public suffixes that one owner keeps for itself: a .gouv.fr name is reserved to sites of the
 * State (circulaire 6411-SG). Nothing else may ever be named as a whole. */
static const char *const reserved_suffixes[] = { "gouv.fr", NULL };

static gboolean
parse_scheme (const char **text, const char **scheme, GError **error)
{
  const char *separator = strstr (*text, "://");

  *scheme = "https";
  if (separator == NULL)
    return TRUE;
  if (g_str_has_prefix (*text, "http://")) {
    *scheme = "http";
  } else if (!g_str_has_prefix (*text, "https://")) {
    g_set_error_literal (error, GUICHET_HOST_RULE_ERROR, GUICHET_HOST_RULE_ERROR_SCHEME,
                         _ ("a rule may only begin with https:// or http://"));
    return FALSE;
  }
  *text = separator + strlen ("://");
  return TRUE;
}

static gboolean
is_public_suffix (const char *host)
{
  const psl_ctx_t *list = psl_builtin ();

  /* Without a list every suffix of two labels could be one: doubt is a refusal. */
  if (list == NULL)
    return guichet_host_name_count_labels (host) <= 2;
  return psl_is_public_suffix2 (list, host, PSL_TYPE_ANY) == 1;
}

static gboolean
check_width (const char *host, gboolean is_suffix, GuichetHostRuleFlags flags, GError **error)
{
  if (guichet_host_name_count_labels (host) >= 2) {
    if (!is_public_suffix (host))
      return TRUE;
    if (is_suffix && (flags & GUICHET_HOST_RULE_WIDE) != 0 &&
        g_strv_contains (reserved_suffixes, host))
      return TRUE;
  }
  g_set_error_literal (
      error, GUICHET_HOST_RULE_ERROR, GUICHET_HOST_RULE_ERROR_TOO_WIDE,
      _ ("a rule must name the domain of one operator; this one is shared by many"));
  return FALSE;
}

static gboolean
check_host (const char *host, GError **error)
{
  /* The engine never gives "localhost" names another meaning than this machine. */
  if (guichet_host_name_is_canonical (host, strlen (host)) &&
      !g_str_has_suffix (host, ".localhost"))
    return TRUE;
  g_set_error_literal (error, GUICHET_HOST_RULE_ERROR, GUICHET_HOST_RULE_ERROR_HOST,
                       _ ("a host name in small letters, digits, hyphens and dots: no address in "
                          "numbers, no path, no accents (write them as xn--)"));
  return FALSE;
}

static void
set_port_error (GError **error)
{
  g_set_error_literal (error, GUICHET_HOST_RULE_ERROR, GUICHET_HOST_RULE_ERROR_PORT,
                       _ ("the port must be a number from 1 to 65535"));
}

GuichetHostRule *
guichet_host_rule_parse (const char *text, GError **error)
{
  return guichet_host_rule_parse_with_flags (text, GUICHET_HOST_RULE_STRICT, error);
}

GuichetHostRule *
guichet_host_rule_parse_with_flags (const char *text, GuichetHostRuleFlags flags, GError **error)
{
  g_autofree char *host = NULL;
  const char *scheme;
  const char *colon;
  gboolean is_suffix;
  guint16 port;
  GuichetHostRule *rule;

  g_return_val_if_fail (text != NULL, NULL);

  if (*text == '\0') {
    g_set_error_literal (error, GUICHET_HOST_RULE_ERROR, GUICHET_HOST_RULE_ERROR_EMPTY,
                         _ ("a rule must name a host"));
    return NULL;
  }
  if (!parse_scheme (&text, &scheme, error))
    return NULL;

  is_suffix = g_str_has_prefix (text, "*.");
  if (is_suffix)
    text += 2;
  colon = strchr (text, ':');
  host = colon != NULL ? g_strndup (text, (gsize)(colon - text)) : g_strdup (text);
  if (!check_host (host, error))
    return NULL;
  port = guichet_host_name_default_port (scheme);
  if (colon != NULL && !guichet_host_name_parse_port (colon + 1, colon + strlen (colon), &port)) {
    set_port_error (error);
    return NULL;
  }
  if (!check_width (host, is_suffix, flags, error))
    return NULL;

  rule = g_new0 (GuichetHostRule, 1);
  rule->scheme = g_strdup (scheme);
  rule->host = g_steal_pointer (&host);
  rule->is_suffix = is_suffix;
  rule->port = port;
  return rule;
}

GuichetHostRule *
guichet_host_rule_copy (const GuichetHostRule *rule)
{
  GuichetHostRule *copy = g_new0 (GuichetHostRule, 1);

  copy->scheme = g_strdup (rule->scheme);
  copy->host = g_strdup (rule->host);
  copy->is_suffix = rule->is_suffix;
  copy->port = rule->port;
  return copy;
}

void
guichet_host_rule_free (GuichetHostRule *rule)
{
  if (rule == NULL)
    return;
  g_free (rule->scheme);
  g_free (rule->host);
  g_free (rule);
}

gboolean
guichet_host_rule_equal (const GuichetHostRule *rule, const GuichetHostRule *other)
{
  return rule->port == other->port && rule->is_suffix == other->is_suffix &&
         g_str_equal (rule->scheme, other->scheme) && g_str_equal (rule->host, other->host);
}

static gboolean
has_operator_suffix (const char *host, const char *suffix)
{
  gsize host_length = strlen (host);
  gsize suffix_length = strlen (suffix);

  /* At least one character, then the dot: "evilcaf.fr" does not end in ".caf.fr". */
  return host_length > suffix_length + 1 && host[host_length - suffix_length - 1] == '.' &&
         g_str_equal (host + host_length - suffix_length, suffix);
}

gboolean
guichet_host_rule_matches (const GuichetHostRule *rule, const char *scheme, const char *host,
                           guint16 port)
{
  g_return_val_if_fail (rule != NULL, FALSE);

  if (scheme == NULL || host == NULL || port != rule->port || !g_str_equal (scheme, rule->scheme))
    return FALSE;
  if (!guichet_host_name_is_canonical (host, strlen (host)))
    return FALSE;
  return rule->is_suffix ? has_operator_suffix (host, rule->host) : g_str_equal (host, rule->host);
}
