/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-link.h"

static const char *const names[GUICHET_N_PAGES] = {
  [GUICHET_PAGE_SCREEN] = "ecran",
  [GUICHET_PAGE_SHEET] = "fiche",
  [GUICHET_PAGE_CSV] = "csv",
  [GUICHET_PAGE_XLSX] = "xlsx",
};

const char *
guichet_page_kind_get_name (GuichetPageKind kind)
{
  return names[kind];
}

static char *
make_query (const GuichetPageTarget *target)
{
  GString *link = g_string_new ("?");

  if (target->kind != GUICHET_PAGE_SCREEN)
    g_string_append_printf (link, "page=%s&", names[target->kind]);
  if (target->centre != NULL)
    g_string_append_printf (link, "centre=%s&", target->centre);
  else if (target->department != NULL)
    g_string_append_printf (link, "departement=%s&", target->department);
  if (target->year > 0)
    g_string_append_printf (link, "annee=%d&", target->year);
  if (target->month > 0)
    g_string_append_printf (link, "mois=%d&", target->month);
  g_string_truncate (link, link->len - 1);

  /* "?" alone would keep the query of the page that one comes from in some browsers. */
  return link->len == 0 ? g_string_free (g_string_append (link, "?annee="), FALSE)
                        : g_string_free (link, FALSE);
}

static char *
make_file (const GuichetPageTarget *target)
{
  const char *prefix = target->kind == GUICHET_PAGE_SHEET ? "fiche-" : "";

  if (target->month > 0 || target->kind > GUICHET_PAGE_SHEET)
    return NULL;
  if (target->centre != NULL)
    return g_strdup_printf ("%scentre-%s.html", prefix, target->centre);
  if (target->department != NULL)
    return g_strdup_printf ("%sdepartement-%s.html", prefix, target->department);

  return g_strdup_printf ("%s.html", target->kind == GUICHET_PAGE_SHEET ? "fiche" : "index");
}

char *
guichet_page_link (GuichetLinkStyle style, const GuichetPageTarget *target)
{
  switch (style) {
  case GUICHET_LINKS_QUERY:
    return make_query (target);
  case GUICHET_LINKS_FILES:
    return make_file (target);
  case GUICHET_LINKS_NONE:
  default:
    return NULL;
  }
}
