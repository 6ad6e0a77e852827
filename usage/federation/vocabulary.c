/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vocabulary.h"

#include "metrics-table.h"

#include <string.h>

/* La Coop's eleven administrative themes with its API values, and the two that its digital themes
 * and its "other" give. */
static const GuichetTheme themes[] = {
  { "papiers_elections_citoyennete", "Papers, elections, citizenship",
    "Papiers – Élections – Citoyenneté" },
  { "famille_scolarite", "Family, school", "Famille – Scolarité" },
  { "social_sante", "Social, health", "Social – Santé" },
  { "travail_formation", "Work, training, business", "Travail – Formation – Entreprise" },
  { "logement", "Housing", "Logement" },
  { "transports_mobilite", "Transport", "Transports – Mobilité" },
  { "argent_impots", "Money, taxes", "Argent – Impôts" },
  { "justice", "Justice", "Justice" },
  { "etrangers_europe", "Foreigners, Europe", "Étrangers – Europe" },
  { "loisirs_sports_culture", "Leisure, sports, culture", "Loisirs – Sports – Culture" },
  { "associations", "Associations", "Associations" },
  { "email", "E-mail", "E-mail" },
  { "autre", "Other", "Autres" },
};

const GuichetTheme *
guichet_vocabulary_get_themes (gsize *n)
{
  *n = G_N_ELEMENTS (themes);

  return themes;
}

static const GuichetMetric *
find_exported (const char *name)
{
  const GuichetMetric *metric = guichet_metrics_lookup (name);

  return metric != NULL && metric->is_exported ? metric : NULL;
}

static const GuichetTheme *
find_theme (const char *id, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (themes); i++)
    if (strlen (themes[i].id) == length && strncmp (themes[i].id, id, length) == 0)
      return &themes[i];

  return NULL;
}

static const GuichetMetricLabel *
find_label (const GuichetMetric *metric, const char *label)
{
  for (gsize i = 0; metric != NULL && i < metric->n_export_labels; i++)
    if (g_str_equal (metric->export_labels[i].name, label))
      return &metric->export_labels[i];

  return NULL;
}

const char *
guichet_vocabulary_lookup (const char *name)
{
  const GuichetMetric *metric = find_exported (name);

  return metric == NULL ? NULL : metric->name;
}

gboolean
guichet_vocabulary_is_fine_in_year (const char *name)
{
  const GuichetMetric *metric = find_exported (name);

  return metric != NULL && metric->is_fine_in_year;
}

gboolean
guichet_vocabulary_has_themes (const char *name)
{
  const GuichetMetric *metric = find_exported (name);

  return metric != NULL && metric->kind == GUICHET_LABELS_SERVICES;
}

gboolean
guichet_vocabulary_accepts (const char *name, const char *label)
{
  const GuichetMetric *metric = find_exported (name);
  const char *slash = strchr (label, '/');

  if (metric == NULL)
    return FALSE;
  if (metric->kind != GUICHET_LABELS_SERVICES)
    return find_label (metric, label) != NULL;
  if (slash == NULL)
    return find_theme (label, strlen (label)) != NULL;

  return find_theme (label, (gsize)(slash - label)) != NULL && metric->named_alone != NULL &&
         g_strv_contains (metric->named_alone, slash + 1);
}

const char **
guichet_vocabulary_list (void)
{
  GPtrArray *names = g_ptr_array_new ();

  for (gsize i = 0; i < guichet_metrics_table_length; i++)
    if (guichet_metrics_table[i].is_exported)
      g_ptr_array_add (names, (gpointer)guichet_metrics_table[i].name);
  g_ptr_array_add (names, NULL);

  return (const char **)g_ptr_array_free (names, FALSE);
}

const char **
guichet_vocabulary_list_labels (const char *name)
{
  const GuichetMetric *metric = find_exported (name);
  GPtrArray *labels = g_ptr_array_new ();

  for (gsize i = 0; metric != NULL && i < metric->n_export_labels; i++)
    g_ptr_array_add (labels, (gpointer)metric->export_labels[i].name);
  g_ptr_array_add (labels, NULL);

  return (const char **)g_ptr_array_free (labels, FALSE);
}

const char *
guichet_vocabulary_get_title (const char *name, gboolean is_french)
{
  const GuichetMetric *metric = guichet_metrics_lookup (name);

  if (metric == NULL)
    return name;

  return is_french ? metric->description.french : metric->description.english;
}

const char *
guichet_vocabulary_get_label_title (const char *name, const char *label, gboolean is_french)
{
  const GuichetMetricLabel *found = find_label (find_exported (name), label);

  if (g_str_equal (label, GUICHET_VOCABULARY_REST))
    return is_french ? "Le reste de l’année, ensemble" : "The rest of the year, together";
  if (found == NULL)
    return label;

  return is_french ? found->text.french : found->text.english;
}

const char *
guichet_vocabulary_get_theme_title (const char *id, gboolean is_french)
{
  const GuichetTheme *theme = find_theme (id, strlen (id));

  if (theme == NULL)
    return id;

  return is_french ? theme->french : theme->english;
}

char *
guichet_vocabulary_get_theme_of (const char *label)
{
  return g_strndup (label, strcspn (label, "/"));
}
