/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints what attackers find in what is published, for each way of protecting: the tables of
 * usage/PROTECTION.md. */
#include "attack-belief.h"
#include "attack-solve.h"

#include <math.h>
#include <stdlib.h>

#define YEAR 1

typedef struct {
  guint n;
  guint n_certain;
  double sum;
  double least;
  double most;
} Belief;

static double
to_chance (double weight)
{
  return 1 / (1 + exp (-weight));
}

static void
add_belief (Belief *self, double chance)
{
  self->n++;
  self->n_certain += chance > 0.9999 || chance < 0.0001;
  self->sum += chance;
  self->least = MIN (self->least, chance);
  self->most = MAX (self->most, chance);
}

static void
believe (Method method, const FederationUniverse *universe, guint n_centres, const Person *person)
{
  Belief there = { .least = 1 };
  Belief away = { .least = 1 };
  g_autofree ExactYear *exact = g_new0 (ExactYear, 1);
  g_autofree ExactYear *with = g_new0 (ExactYear, 1);
  g_autofree PublishedYear *published = g_new0 (PublishedYear, 1);

  for (guint i = 0; i < n_centres; i++) {
    FederationCentre centre;
    GuichetRoundingKey key;

    federation_centre_make (&centre, 1, i);
    if (centre.first_month > 12 * YEAR || centre.end_month < 12 * YEAR + 12)
      continue;
    protection_make_key (&centre, 1, &key);
    protection_count_year (&centre, universe, YEAR, exact);
    *with = *exact;
    attack_add_person (universe, person, with);

    protection_apply (method, universe, &centre, &key, YEAR, with, published);
    add_belief (&there, to_chance (attack_weigh (method, universe, person, exact, published)));
    protection_apply (method, universe, &centre, &key, YEAR, exact, published);
    add_belief (&away, to_chance (attack_weigh (method, universe, person, exact, published)));
  }
  g_print ("| %s | %s | %.1f %% | %.1f %% | %.1f %% | %.1f %% |\n", method_names[method],
           person->name, 100 * there.sum / there.n, 100 * there.most,
           100.0 * there.n_certain / there.n, 100 * away.sum / away.n);
}

static void
solve_some (Method method, const FederationUniverse *universe, guint n_centres)
{
  Solved solved = { .fewest_left = G_MAXINT64 };
  g_autofree ExactYear *exact = g_new0 (ExactYear, 1);
  g_autofree PublishedYear *published = g_new0 (PublishedYear, 1);

  for (guint i = 0; i < n_centres; i++) {
    FederationCentre centre;
    GuichetRoundingKey key;

    federation_centre_make (&centre, 1, i);
    protection_make_key (&centre, 1, &key);
    protection_count_year (&centre, universe, YEAR, exact);
    protection_apply (method, universe, &centre, &key, YEAR, exact, published);
    attack_solve (method, universe, exact, published, &solved);
  }
  g_print ("| %s | %u | %u | %u | %" G_GINT64_FORMAT " |\n", method_names[method],
           solved.n_protected, solved.n_pinned, solved.n_certain, solved.fewest_left);
}

int
main (int argc, char **argv)
{
  static const Method solvable[] = { METHOD_THRESHOLD, METHOD_SUPPRESSION, METHOD_RELEASE };
  guint n_solved = argc > 1 ? (guint)atoi (argv[1]) : 100;
  guint n_believed = argc > 2 ? (guint)atoi (argv[2]) : 300;
  Method first = argc > 3 && g_str_equal (argv[3], "release") ? METHOD_RELEASE : METHOD_NAIVE;
  FederationUniverse *universe = federation_universe_new ();

  g_print ("%u centres, one year: the linear program.\n\n| | cells of 1 to 10 | pinned | shown not "
           "to be 0 | fewest values left |\n|-|-|-|-|-|\n",
           n_solved);
  for (gsize i = 0; i < G_N_ELEMENTS (solvable); i++)
    if (solvable[i] >= first)
      solve_some (solvable[i], universe, n_solved);

  g_print ("\n%u centres, one year: the membership test, belief before: 50 %%.\n\n| | who | belief "
           "when there, mean | greatest | certain | belief when not, mean |\n|-|-|-|-|-|-|\n",
           n_believed);
  for (gsize i = 0; i < attack_n_persons; i++)
    for (Method method = first; method < N_METHODS; method++)
      if (method != METHOD_SUPPRESSION)
        believe (method, universe, n_believed, &attack_persons[i]);
  federation_universe_free (universe);

  return 0;
}
