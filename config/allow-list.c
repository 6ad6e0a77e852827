/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "allow-list.h"

#include "host-name.h"
#include "host-rule.h"

#include <string.h>

struct _GuichetAllowList {
  /* Owned */
  GPtrArray *rules; /* element type GuichetHostRule */
  /* State */
  gatomicrefcount ref_count;
};

GuichetAllowList *
guichet_allow_list_new (void)
{
  GuichetAllowList *self = g_new0 (GuichetAllowList, 1);

  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_host_rule_free);
  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

GuichetAllowList *
guichet_allow_list_ref (GuichetAllowList *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
guichet_allow_list_unref (GuichetAllowList *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->rules);
  g_free (self);
}

static const GuichetHostRule *
get_rule (const GuichetAllowList *self, guint index)
{
  return g_ptr_array_index (self->rules, index);
}

gboolean
guichet_allow_list_add (GuichetAllowList *self, const char *text, GError **error)
{
  g_autoptr (GuichetHostRule) rule = guichet_host_rule_parse (text, error);

  if (rule == NULL)
    return FALSE;
  guichet_allow_list_add_rule (self, rule);
  return TRUE;
}

void
guichet_allow_list_add_rule (GuichetAllowList *self, const GuichetHostRule *rule)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->rules->len; i++)
    if (guichet_host_rule_equal (get_rule (self, i), rule))
      return;
  g_ptr_array_add (self->rules, guichet_host_rule_copy (rule));
}

void
guichet_allow_list_merge (GuichetAllowList *self, const GuichetAllowList *other)
{
  g_return_if_fail (other != NULL);

  /* The length is read once: a list may be merged into itself. */
  for (guint i = 0, n = other->rules->len; i < n; i++)
    guichet_allow_list_add_rule (self, get_rule (other, i));
}

guint
guichet_allow_list_get_n_rules (const GuichetAllowList *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->rules->len;
}

void
guichet_allow_list_get_rule (const GuichetAllowList *self, guint index, const char **scheme,
                             const char **host, gboolean *is_suffix, guint16 *port)
{
  const GuichetHostRule *rule;

  g_return_if_fail (self != NULL && index < self->rules->len);

  rule = get_rule (self, index);
  if (scheme != NULL)
    *scheme = rule->scheme;
  if (host != NULL)
    *host = rule->host;
  if (is_suffix != NULL)
    *is_suffix = rule->is_suffix;
  if (port != NULL)
    *port = rule->port;
}

gboolean
guichet_allow_list_allows (const GuichetAllowList *self, const char *scheme, const char *host,
                           guint16 port)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->rules->len; i++)
    if (guichet_host_rule_matches (get_rule (self, i), scheme, host, port))
      return TRUE;
  return FALSE;
}

gboolean
guichet_allow_list_allows_uri (const GuichetAllowList *self, const char *canonical_uri)
{
  GuichetOrigin origin;

  return guichet_origin_parse (canonical_uri, &origin) &&
         guichet_allow_list_allows (self, origin.scheme, origin.host, origin.port);
}

/* The canonical form holds printable ASCII only: the rest is percent-encoded. */
static gboolean
is_canonical_text (const char *uri)
{
  for (gsize i = 0; uri[i] != '\0'; i++)
    if (i == GUICHET_ORIGIN_URI_MAX || !g_ascii_isgraph (uri[i]))
      return FALSE;
  return TRUE;
}

gboolean
guichet_origin_parse (const char *canonical_uri, GuichetOrigin *origin)
{
  const char *authority;
  const char *host_end;
  const char *end;

  g_return_val_if_fail (origin != NULL, FALSE);

  memset (origin, 0, sizeof *origin);
  if (canonical_uri == NULL || !is_canonical_text (canonical_uri))
    return FALSE;

  if (g_str_has_prefix (canonical_uri, "https://"))
    g_strlcpy (origin->scheme, "https", sizeof origin->scheme);
  else if (g_str_has_prefix (canonical_uri, "http://"))
    g_strlcpy (origin->scheme, "http", sizeof origin->scheme);
  else
    return FALSE;

  /* The canonical form always has a path, so only '/' may end the authority; '?', '#', '\\', '@'
   * and '%' before it make the host invalid below. */
  authority = canonical_uri + strlen (origin->scheme) + strlen ("://");
  end = authority + strcspn (authority, "/");
  host_end = memchr (authority, ':', (gsize)(end - authority));
  origin->port = guichet_host_name_default_port (origin->scheme);
  if (host_end == NULL)
    host_end = end;
  else if (!guichet_host_name_parse_port (host_end + 1, end, &origin->port))
    return FALSE;

  if (!guichet_host_name_is_canonical (authority, (gsize)(host_end - authority)))
    return FALSE;
  memcpy (origin->host, authority, (gsize)(host_end - authority));
  return TRUE;
}
