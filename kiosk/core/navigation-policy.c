/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "navigation-policy.h"

#include "allow-list.h"

#include <string.h>

typedef enum {
  BY_LIST,   /* host rules decide */
  BY_ORIGIN, /* blob:ORIGIN/ID: the rules of that origin decide */
  FRAME_ONLY,
  BLANK,
  OUTSIDE,
  IGNORE,
} SchemeRule;

/* Every scheme that is not in this table is refused: file:, resource: (WebKit's inspector lies
 * there), webkit:, inspector:, view-source:, ftp:, intent:... */
static const struct {
  const char *scheme;
  SchemeRule rule;
} schemes[] = {
  { "https", BY_LIST },     { "http", BY_LIST },   { "blob", BY_ORIGIN }, /* documents that a page
                                                                             makes itself:
                                                                             certificates, previews
                                                                           */
  { "data", FRAME_ONLY }, /* cannot reach anything; as a page it could pretend to be any site */
  { "about", BLANK },       { "mailto", OUTSIDE }, { "tel", OUTSIDE },    { "sms", OUTSIDE },
  { "javascript", IGNORE }, /* run by the page itself, under its own rules; never comes here */
};

static gboolean
get_scheme_rule (const char *uri, SchemeRule *rule)
{
  g_autofree char *scheme = g_uri_parse_scheme (uri);

  for (gsize i = 0; scheme != NULL && i < G_N_ELEMENTS (schemes); i++) {
    if (g_str_equal (scheme, schemes[i].scheme)) {
      *rule = schemes[i].rule;
      return TRUE;
    }
  }
  return FALSE;
}

static GuichetNavigationVerdict
decide_by_list (const GuichetAllowList *navigate, const GuichetAllowList *load, const char *uri,
                GuichetNavigationTarget target)
{
  g_autofree char *https = NULL;

  if (guichet_allow_list_allows_uri (navigate, uri))
    return GUICHET_NAVIGATION_USE;
  if ((target == GUICHET_NAVIGATION_TARGET_FRAME || target == GUICHET_NAVIGATION_TARGET_UNKNOWN) &&
      guichet_allow_list_allows_uri (load, uri))
    return GUICHET_NAVIGATION_USE;

  https = guichet_navigation_upgrade (uri);
  if (https != NULL && target != GUICHET_NAVIGATION_TARGET_FRAME &&
      guichet_allow_list_allows_uri (navigate, https))
    return GUICHET_NAVIGATION_UPGRADE;
  return GUICHET_NAVIGATION_REFUSE;
}

static GuichetNavigationVerdict
decide_by_origin (const GuichetAllowList *load, const char *uri, GuichetNavigationTarget target)
{
  const char *origin = uri + strlen ("blob:");

  /* "null": made by a frame without an origin, which nothing but its own page can show. */
  if (!g_str_has_prefix (origin, "null/") && !guichet_allow_list_allows_uri (load, origin))
    return GUICHET_NAVIGATION_REFUSE;
  if (target == GUICHET_NAVIGATION_TARGET_MAIN)
    return GUICHET_NAVIGATION_DOCUMENT;
  return GUICHET_NAVIGATION_USE;
}

static GuichetNavigationVerdict
decide_blank (const char *uri, GuichetNavigationTarget target)
{
  if (g_str_equal (uri, "about:blank"))
    return GUICHET_NAVIGATION_USE;
  if (g_str_equal (uri, "about:srcdoc") &&
      (target == GUICHET_NAVIGATION_TARGET_FRAME || target == GUICHET_NAVIGATION_TARGET_UNKNOWN))
    return GUICHET_NAVIGATION_USE;
  return GUICHET_NAVIGATION_REFUSE;
}

GuichetNavigationVerdict
guichet_navigation_decide (const GuichetAllowList *navigate, const GuichetAllowList *load,
                           const char *uri, GuichetNavigationTarget target)
{
  SchemeRule rule;

  if (uri == NULL || !get_scheme_rule (uri, &rule))
    return GUICHET_NAVIGATION_REFUSE;

  switch (rule) {
  case BY_LIST:
    return decide_by_list (navigate, load, uri, target);
  case BY_ORIGIN:
    return decide_by_origin (load, uri, target);
  case FRAME_ONLY:
    return target == GUICHET_NAVIGATION_TARGET_FRAME || target == GUICHET_NAVIGATION_TARGET_UNKNOWN
               ? GUICHET_NAVIGATION_USE
               : GUICHET_NAVIGATION_REFUSE;
  case BLANK:
    return decide_blank (uri, target);
  case OUTSIDE:
    return GUICHET_NAVIGATION_OUTSIDE;
  case IGNORE:
    return GUICHET_NAVIGATION_IGNORE;
  default:
    return GUICHET_NAVIGATION_REFUSE;
  }
}

char *
guichet_navigation_upgrade (const char *uri)
{
  GuichetOrigin origin;

  if (!guichet_origin_parse (uri, &origin) || !g_str_equal (origin.scheme, "http") ||
      origin.port != 80)
    return NULL;
  return g_strconcat ("https", uri + strlen ("http"), NULL);
}

char *
guichet_navigation_get_host (const char *uri)
{
  GuichetOrigin origin;

  return uri != NULL && guichet_origin_parse (uri, &origin) ? g_strdup (origin.host) : NULL;
}
