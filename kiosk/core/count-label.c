/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "count-label.h"

static const char *const groups[] = {
  "papiers",  "famille",   "sante",   "emploi", "logement", "voiture", "impots",
  "retraite", "etrangers", "justice", "ecole",  "webmail",  NULL,
};

static const char *const languages[] = { "fr", "ar", "en", "es", "pt", "tr", "uk", NULL };

static const char *
find (const char *const *labels, const char *name, const char *otherwise)
{
  for (guint i = 0; labels[i] != NULL; i++)
    if (g_strcmp0 (labels[i], name) == 0)
      return labels[i];

  return otherwise;
}

const char *
guichet_count_label_of_group (const char *id)
{
  return find (groups, id, "autres");
}

const char *
guichet_count_label_of_language (const char *language)
{
  return find (languages, language, "other");
}
