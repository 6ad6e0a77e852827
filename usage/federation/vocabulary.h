/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * The words of reports: which metrics and labels leave a centre (from the registry, metrics.conf)
 * and what they are called, themes in the words of La Coop de la médiation numérique. Any thread.
 */
typedef struct {
  const char *id; /* La Coop's API value */
  const char *english;
  const char *french;
} GuichetTheme;

/** The closed list; @n: how many. */
const GuichetTheme *guichet_vocabulary_get_themes (gsize *n);

/** The registered name itself (static) when @metric may leave a centre, else NULL. */
const char *guichet_vocabulary_lookup (const char *metric);
/** The label of what is left of a metric at the end of a year, all labels together. */
#define GUICHET_VOCABULARY_REST "rest"

/** TRUE when @label of @metric may leave a centre; the rest does not count as one. */
gboolean guichet_vocabulary_accepts (const char *metric, const char *label);
/** TRUE when the labels of @metric are THEME or THEME/SERVICE. */
gboolean guichet_vocabulary_has_themes (const char *metric);
/** TRUE when what is left of a year is told of @metric more finely than of others. */
gboolean guichet_vocabulary_is_fine_in_year (const char *metric);
/** All metrics that may leave a centre, in the registry's order; NULL-terminated, owned by the
 *  caller (free the array only). */
const char **guichet_vocabulary_list (void);
/** The closed labels of @metric in the registry's order; NULL-terminated, free the array only. */
const char **guichet_vocabulary_list_labels (const char *metric);

/** Static; the id itself when it is unknown. */
const char *guichet_vocabulary_get_title (const char *metric, gboolean is_french);
const char *guichet_vocabulary_get_label_title (const char *metric, const char *label,
                                                gboolean is_french);
const char *guichet_vocabulary_get_theme_title (const char *id, gboolean is_french);
/** The theme's id in THEME or THEME/SERVICE; owned by the caller. */
char *guichet_vocabulary_get_theme_of (const char *label);
