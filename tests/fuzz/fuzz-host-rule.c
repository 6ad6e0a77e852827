/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rule as a centre may write it, and on the next line an address that a page asks for: nothing is
 * let through but what the rule says in the plainest reading. */
#include "allow-list.h"
#include "host-name.h"
#include "host-rule.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_rule (const GuichetHostRule *rule, const char *text)
{
  g_autofree char *written = g_strdup_printf (
      "%s://%s%s:%u", rule->scheme, rule->is_suffix ? "*." : "", rule->host, (guint)rule->port);
  g_autoptr (GuichetHostRule) again =
      guichet_host_rule_parse_with_flags (written, GUICHET_HOST_RULE_WIDE, NULL);
  g_autoptr (GuichetHostRule) copy = guichet_host_rule_copy (rule);

  g_assert_true (guichet_host_name_is_canonical (rule->host, strlen (rule->host)));
  g_assert_nonnull (strstr (text, rule->host));
  g_assert_true (g_str_equal (rule->scheme, "https") || g_str_equal (rule->scheme, "http"));
  g_assert_cmpuint (rule->port, !=, 0);
  g_assert_nonnull (again);
  g_assert_true (guichet_host_rule_equal (rule, again));
  g_assert_true (guichet_host_rule_equal (rule, copy));
}

/* The plainest reading. */
static gboolean
covers (const GuichetHostRule *rule, const GuichetOrigin *origin)
{
  gsize own = strlen (rule->host), other = strlen (origin->host);

  if (!g_str_equal (rule->scheme, origin->scheme) || rule->port != origin->port)
    return FALSE;
  if (!rule->is_suffix)
    return g_str_equal (rule->host, origin->host);
  return other > own + 1 && origin->host[other - own - 1] == '.' &&
         g_str_equal (origin->host + other - own, rule->host);
}

static void
check_origin (const GuichetOrigin *origin, const char *uri)
{
  g_autofree char *head = g_strdup_printf ("%s://%s", origin->scheme, origin->host);

  g_assert_true (guichet_host_name_is_canonical (origin->host, strlen (origin->host)));
  g_assert_true (g_str_has_prefix (uri, head));
  /* Right behind its host an address has its port, its path, or nothing. */
  g_assert_nonnull (strchr (":/?#", uri[strlen (head)]));
}

static void
check_address (const char *text, const GuichetHostRule *rule, const char *uri)
{
  g_autoptr (GuichetAllowList) list = guichet_allow_list_new ();
  GuichetOrigin origin;
  gboolean is_address = guichet_origin_parse (uri, &origin);
  gboolean is_allowed;

  g_assert_true (guichet_allow_list_add (list, text, NULL));
  is_allowed = guichet_allow_list_allows_uri (list, uri);
  g_assert_cmpint (is_allowed, ==, is_address && covers (rule, &origin));
  if (is_address)
    g_assert_cmpint (guichet_host_rule_matches (rule, origin.scheme, origin.host, origin.port), ==,
                     is_allowed);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  char *uri = strchr (text, '\n');
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetHostRule) rule = NULL;
  g_autoptr (GuichetHostRule) wide = NULL;
  GuichetOrigin origin;

  if (uri != NULL)
    *uri++ = '\0';
  rule = guichet_host_rule_parse (text, &error);
  wide = guichet_host_rule_parse_with_flags (text, GUICHET_HOST_RULE_WIDE, NULL);
  g_assert_true ((rule == NULL) == (error != NULL));
  g_assert_true (rule == NULL || wide != NULL);
  if (wide != NULL)
    check_rule (wide, text);
  if (uri != NULL && guichet_origin_parse (uri, &origin))
    check_origin (&origin, uri);
  if (uri != NULL && rule != NULL)
    check_address (text, rule, uri);
  return 0;
}
