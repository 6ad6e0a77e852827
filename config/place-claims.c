/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "place-claims.h"

#include <glib/gi18n-lib.h>

static void
add_problem (const GuichetPlaceClaim *loser, const GuichetPlaceClaim *keeper, GPtrArray *problems)
{
  g_autofree char *found = g_strdup_printf ("%u", *loser->place);
  g_autofree char *expected = g_strdup_printf (
      _ ("a place that is free; “%s” has this one, so “%s” is among the other services"),
      keeper->id, loser->id);
  GuichetConfigProblem *problem = guichet_config_problem_new (
      GUICHET_CONFIG_PROBLEM_WARNING, loser->path, loser->group, "Place", found, expected, NULL);

  problem->line = loser->line;
  g_ptr_array_add (problems, problem);
}

static void
settle_pair (const GuichetPlaceClaim *first, const GuichetPlaceClaim *second, GPtrArray *problems)
{
  const GuichetPlaceClaim *loser = second->layer > first->layer ? first : second;

  if (*first->place == 0 || *first->place != *second->place)
    return;
  if (first->layer == second->layer)
    add_problem (second, first, problems);
  *loser->place = 0;
}

void
guichet_place_claims_settle (const GuichetPlaceClaim *claims, guint n_claims, GPtrArray *problems)
{
  for (guint i = 0; i < n_claims; i++)
    for (guint j = i + 1; j < n_claims; j++)
      settle_pair (&claims[i], &claims[j], problems);
}
