/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "told-host.h"

#include "host-name.h"

#include <libpsl.h>

#include <string.h>

/* "www", "authentification", "moncompte-auth": names that operators give to their machines. A
 * longer one is more often made by a program, for one person. */
#define SHORT_LABEL_MAX 16

gboolean
guichet_told_host_is_valid (const char *host)
{
  return host != NULL && guichet_host_name_is_canonical (host, strlen (host)) &&
         guichet_host_name_count_labels (host) >= 2;
}

const char *
guichet_told_host_reduce (const char *host)
{
  const char *domain = psl_registrable_domain (psl_builtin (), host);
  gsize length = strcspn (host, ".");

  /* A public suffix itself: others register under it, so that it says little. */
  if (domain == NULL || domain == host)
    return host;
  if (host + length + 1 == domain && length <= SHORT_LABEL_MAX)
    return host;

  return domain;
}
