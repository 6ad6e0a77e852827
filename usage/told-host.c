/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "told-host.h"

#include "host-name.h"

#include <string.h>

/* "www", "authentification", "moncompte-auth": names that operators give to their machines. A
 * longer one is more often made by a program, for one person. */
#define SHORT_LABEL_MAX 16

/*
 * Suffixes of two labels under which others register names. Only those that the pages of French
 * services are seen with, and the common foreign ones: with a missing one the reduced name is a
 * suffix alone, which says less, not more.
 */
static const char *const two_label_suffixes[] = {
  "asso.fr",
  "com.fr",
  "gouv.fr",
  "nom.fr",
  "prd.fr",
  "tm.fr",
  "avocat.fr",
  "cci.fr",
  "notaires.fr",
  "medecin.fr",
  "pharmacien.fr",
  "co.uk",
  "org.uk",
  "ac.uk",
  "gov.uk",
  "com.au",
  "co.jp",
  "com.br",
  "com.tr",
  "co.in",
  "azurewebsites.net",
  "cloudfront.net",
  "azureedge.net",
  "github.io",
  "herokuapp.com",
  "netlify.app",
  "pages.dev",
  "web.app",
  "workers.dev",
  "vercel.app",
  NULL,
};

gboolean
guichet_told_host_is_valid (const char *host)
{
  return host != NULL && guichet_host_name_is_canonical (host, strlen (host)) &&
         guichet_host_name_count_labels (host) >= 2;
}

/* Start of the last @n_labels labels of @host, or NULL when it has fewer. */
static const char *
get_tail (const char *host, guint n_labels)
{
  for (const char *at = host + strlen (host); at > host; at--)
    if (at[-1] == '.' && --n_labels == 0)
      return at;

  return n_labels == 1 ? host : NULL;
}

static const char *
get_registrable_domain (const char *host)
{
  const char *two = get_tail (host, 2);
  const char *three = get_tail (host, 3);

  if (two == NULL)
    return host;
  if (three != NULL && g_strv_contains (two_label_suffixes, two))
    return three;

  return two;
}

const char *
guichet_told_host_reduce (const char *host)
{
  const char *domain = get_registrable_domain (host);
  gsize length = strcspn (host, ".");

  if (domain == host || (host + length + 1 == domain && length <= SHORT_LABEL_MAX))
    return host;

  return domain;
}
