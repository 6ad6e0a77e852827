/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "release.h"

#include "metrics-table.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const GuichetRoundingRule *rule; /* NULL: that of a year */
  const GuichetRoundingKey *key;
  const char *centre;
  const char *period;
  GuichetMonthCells *told;
} Telling;

const GuichetRoundingRule *
guichet_release_get_year_rule (const char *name)
{
  const GuichetMetric *metric = guichet_metrics_lookup (name);

  return metric != NULL && metric->is_fine_in_year ? &guichet_rounding_of_fine_year
                                                   : &guichet_rounding_of_year;
}

static void
tell_cell (const char *metric, const char *label, gint64 n, gpointer user_data)
{
  Telling *telling = user_data;
  char name[256];
  gint64 told;

  /* No part can hold a line's end, so that no two cells have one name. */
  g_snprintf (name, sizeof name, "%s\n%s\n%s\n%s", telling->centre, telling->period, metric, label);
  told = guichet_keyed_rounding_apply (
      telling->rule != NULL ? telling->rule : guichet_release_get_year_rule (metric), telling->key,
      name, n);
  if (told > 0)
    guichet_month_cells_add (telling->told, metric, label, told);
}

static GuichetMonthCells *
tell (const GuichetRoundingRule *rule, const GuichetRoundingKey *key, const char *centre,
      const char *period, const GuichetMonthCells *exact)
{
  Telling telling = { rule, key, centre, period, guichet_month_cells_new () };

  guichet_month_cells_foreach (exact, tell_cell, &telling);

  return telling.told;
}

typedef struct {
  const GuichetMonthCells *told;
  GuichetMonthCells *rest;
} Carrying;

static void
carry_cell (const char *metric, const char *label, gint64 n, gpointer user_data)
{
  Carrying *carrying = user_data;

  if (guichet_month_cells_get (carrying->told, metric, label) == 0)
    guichet_month_cells_add (carrying->rest, metric, label, n);
}

/* Adds to @rest what of @exact was not told. */
static void
carry (const GuichetMonthCells *exact, const GuichetMonthCells *told, GuichetMonthCells *rest)
{
  Carrying carrying = { told, rest };

  guichet_month_cells_foreach (exact, carry_cell, &carrying);
}

/* How the label of a cell that was not told becomes coarser at the end of a year. */
typedef struct {
  const GuichetMonthCells *told;
  GuichetMonthCells *coarser;
  gboolean to_rest;
} Joining;

/* "THEME/SERVICE" to "THEME" first, then all of a metric to its rest. */
static void
join_cell (const char *metric, const char *label, gint64 n, gpointer user_data)
{
  Joining *joining = user_data;
  g_autofree char *theme = g_strndup (label, strcspn (label, "/"));

  if (guichet_month_cells_get (joining->told, metric, label) == 0)
    guichet_month_cells_add (joining->coarser, metric,
                             joining->to_rest ? GUICHET_RELEASE_REST : theme, n);
}

static void
add_cell (const char *metric, const char *label, gint64 n, gpointer user_data)
{
  guichet_month_cells_add (user_data, metric, label, n);
}

static void
pick_named (const char *metric, const char *label, gint64 n, gpointer user_data)
{
  if (strchr (label, '/') != NULL)
    guichet_month_cells_add (user_data, metric, label, n);
}

/* What is left of a year is told last: services by name if they can be, then all that is left of a
 * theme together, then all that is left of a metric: so that its total is whole but for little. */
static GuichetMonthCells *
tell_year (const GuichetRoundingKey *key, const char *centre, const char *year,
           const GuichetMonthCells *exact)
{
  g_autofree char *rest_period = g_strconcat (year, "-rest", NULL);
  g_autoptr (GuichetMonthCells) named = guichet_month_cells_new ();
  g_autoptr (GuichetMonthCells) themes = guichet_month_cells_new ();
  g_autoptr (GuichetMonthCells) rest = guichet_month_cells_new ();
  g_autoptr (GuichetMonthCells) told_themes = NULL;
  g_autoptr (GuichetMonthCells) told_rest = NULL;
  GuichetMonthCells *told;

  guichet_month_cells_foreach (exact, pick_named, named);
  told = tell (NULL, key, centre, year, named);
  guichet_month_cells_foreach (exact, join_cell, &(Joining){ told, themes, FALSE });
  told_themes = tell (NULL, key, centre, rest_period, themes);
  guichet_month_cells_foreach (themes, join_cell, &(Joining){ told_themes, rest, TRUE });
  told_rest = tell (NULL, key, centre, rest_period, rest);
  guichet_month_cells_foreach (told_themes, add_cell, told);
  guichet_month_cells_foreach (told_rest, add_cell, told);

  return told;
}

GuichetRelease *
guichet_release_new (const GuichetRoundingKey *key, const char *centre, const char *month,
                     GuichetMonthCells *const months[12])
{
  GuichetRelease *self = g_new0 (GuichetRelease, 1);
  int last = atoi (month + 5);
  g_autofree char *year = g_strndup (month, 4);
  g_autoptr (GuichetMonthCells) of_year = guichet_month_cells_new ();
  g_autoptr (GuichetMonthCells) of_quarter = guichet_month_cells_new ();

  self->month = g_strdup (month);
  for (int i = 0; i < last; i++) {
    g_autofree char *period = g_strdup_printf ("%s-%02d", year, i + 1);
    g_autoptr (GHashTable) withheld = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GuichetMonthCells) none = guichet_month_cells_new ();
    const GuichetMonthCells *exact = months[i] == NULL ? none : months[i];
    g_autoptr (GuichetMonthCells) told =
        tell (&guichet_rounding_of_month, key, centre, period, exact);

    guichet_release_audit (told, withheld);
    carry (exact, told, of_quarter);
    if (i == last - 1) {
      self->of_month = g_steal_pointer (&told);
      self->withheld = g_steal_pointer (&withheld);
    }
    if (i % 3 == 2) {
      g_autofree char *quarter = g_strdup_printf ("%s-Q%d", year, i / 3 + 1);
      g_autoptr (GuichetMonthCells) told_late =
          tell (&guichet_rounding_of_quarter, key, centre, quarter, of_quarter);

      carry (of_quarter, told_late, of_year);
      g_clear_pointer (&of_quarter, guichet_month_cells_free);
      of_quarter = guichet_month_cells_new ();
      if (i == last - 1)
        self->of_quarter = g_steal_pointer (&told_late);
    }
  }
  if (last == 12)
    self->of_year = tell_year (key, centre, year, of_year);

  return self;
}

void
guichet_release_free (GuichetRelease *self)
{
  if (self == NULL)
    return;

  g_free (self->month);
  guichet_month_cells_free (self->of_month);
  guichet_month_cells_free (self->of_quarter);
  guichet_month_cells_free (self->of_year);
  g_hash_table_unref (self->withheld);
  g_free (self);
}
