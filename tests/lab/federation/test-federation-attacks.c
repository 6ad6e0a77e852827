/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Attacks on all that the federation that does not exist publishes. Each is first shown to break
 * something that is less protected: an attack that never works proves nothing.
 */
#include "attack-belief.h"
#include "attack-solve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static FederationUniverse *universe;
static guint n_centres; /* of each attack; more in the long suite */

typedef struct {
  FederationCentre centre;
  GuichetRoundingKey key;
  ExactYear exact;
  PublishedYear published;
} CentreYear;

static void
make_centre_year (CentreYear *self, Method method, guint index, guint year)
{
  federation_centre_make (&self->centre, 1, index);
  protection_make_key (&self->centre, 1, &self->key);
  protection_count_year (&self->centre, universe, year, &self->exact);
  protection_apply (method, universe, &self->centre, &self->key, year, &self->exact,
                    &self->published);
}

static Solved
solve_all (Method method)
{
  g_autofree CentreYear *self = g_new0 (CentreYear, 1);
  Solved solved = { .fewest_left = G_MAXINT64 };

  for (guint i = 0; i < n_centres; i++) {
    make_centre_year (self, method, i, i % FEDERATION_N_YEARS);
    attack_solve (method, universe, &self->exact, &self->published, &solved);
  }
  g_test_message (
      "%s: %u cells of 1 to 10, %u pinned, %u shown not to be 0, the worst has %" G_GINT64_FORMAT
      " values left",
      method_names[method], solved.n_protected, solved.n_pinned, solved.n_certain,
      solved.fewest_left);
  g_assert_cmpuint (solved.n_protected, >, 30 * n_centres);
  g_assert_cmpuint (solved.n_wrong, ==, 0);

  return solved;
}

static void
test_solve_naive (void)
{
  Solved threshold = solve_all (METHOD_THRESHOLD);
  Solved suppression = solve_all (METHOD_SUPPRESSION);

  g_assert_cmpuint (threshold.n_pinned, >, 0);
  g_assert_cmpuint (threshold.n_certain, ==, threshold.n_protected);
  g_assert_cmpuint (suppression.n_certain, ==, suppression.n_protected);
  g_assert_cmpuint (suppression.n_pinned, <, threshold.n_pinned);
}

static void
test_solve_release (void)
{
  Solved solved = solve_all (METHOD_RELEASE);

  g_assert_cmpuint (solved.n_pinned, ==, 0);
  g_assert_cmpint (solved.fewest_left, >=, GUICHET_RELEASE_MIN_CANDIDATES);
  /* That somebody was there is told of next to no small cell. */
  g_assert_cmpuint (solved.n_certain * 200, <, solved.n_protected);
}

/* The same counts exported a hundred times with new randomness are known; with the key they say the
 * same each time. */
static void
test_ask_again (void)
{
  g_autofree CentreYear *self = g_new0 (CentreYear, 1);
  guint n_found = 0;
  guint n_large = 0;

  make_centre_year (self, METHOD_RELEASE, 2, 1);
  for (guint cell = 0; cell < universe->n_cells; cell++) {
    gint64 truth = self->exact.months[0][cell];
    double sum = 0;

    if (truth < GUICHET_ROUNDING_BASE * 2)
      continue;
    for (guint64 i = 0; i < 400; i++) {
      GuichetRoundingKey key;

      protection_make_key (&self->centre, i + 2, &key);
      sum += (double)guichet_keyed_rounding_apply (&guichet_rounding_of_month, &key, "cell", truth);
      g_assert_cmpint (
          guichet_keyed_rounding_apply (&guichet_rounding_of_month, &self->key, "cell", truth), ==,
          guichet_keyed_rounding_apply (&guichet_rounding_of_month, &self->key, "cell", truth));
    }
    n_large++;
    n_found += fabs (sum / 400 - (double)truth) < 0.5;
  }
  g_assert_cmpuint (n_large, >, 3);
  g_assert_cmpuint (n_found * 10, >, n_large * 7);
}

/* What a month's cell of @n is told as when the keyed coin is @coin and the keyed round is @round.
 */
static gint64
tell (gint64 n, gint64 coin, gint64 round)
{
  const GuichetRoundingRule *rule = &guichet_rounding_of_month;

  if (n <= rule->hidden || n + coin < rule->hidden + rule->base)
    return 0;

  return (n + round) / rule->base * rule->base;
}

/* How many values the first of two revisions can have had, and how many the second kiosk's counts
 * that were added in between, when they were told as @first and @second. The key is the same. */
static void
count_left (gint64 first, gint64 second, guint *n_before, guint *n_added)
{
  const gint64 base = guichet_rounding_of_month.base;
  gboolean before_fits[64] = { FALSE };
  gboolean added_fits[64] = { FALSE };

  *n_before = *n_added = 0;
  for (gint64 before = 0; before < 64; before++)
    for (gint64 added = 0; before + added < 64; added++)
      for (gint64 key = 0; key < base * base; key++)
        if (tell (before, key % base, key / base) == first &&
            tell (before + added, key % base, key / base) == second)
          before_fits[before] = added_fits[added] = TRUE;
  for (guint i = 0; i < 64; i++) {
    *n_before += before_fits[i];
    *n_added += added_fits[i];
  }
}

/* Every pair of revisions that there can be, with every key. Exact revisions would leave one value
 * of each. */
static void
test_revisions (void)
{
  guint fewest_before = G_MAXUINT;
  guint fewest_added = G_MAXUINT;

  for (gint64 second = 0; second <= 50; second += 10)
    for (gint64 first = 0; first <= second; first += 10) {
      guint n_before;
      guint n_added;

      count_left (first, second, &n_before, &n_added);
      g_assert_true ((n_before == 0) == (n_added == 0));
      if (n_before == 0)
        continue;
      fewest_added = MIN (fewest_added, n_added);
      if (first == 0)
        fewest_before = MIN (fewest_before, n_before);
    }
  g_test_message ("A hidden cell that was revised has at least %u values left, what was added %u",
                  fewest_before, fewest_added);
  g_assert_cmpuint (fewest_before, >=, GUICHET_RELEASE_MIN_CANDIDATES);
  /* Told 10 twice: from 11 to 19 both, so 0 to 8 were added. */
  g_assert_cmpuint (fewest_added, ==, 9);
}

/* A department's exact total less all its other centres is the last centre. Sums of what is
 * published are made of it, and say nothing more. */
static void
test_nesting (void)
{
  g_autofree CentreYear *self = g_new0 (CentreYear, 1);
  guint cell = (guint)federation_universe_find (universe, "service-opened", "etrangers_europe");
  gint64 exact_total = 0;
  gint64 known = 0;
  gint64 published_total = 0;
  gint64 published_known = 0;
  gint64 truth = 0;

  for (guint i = 0; i < 20; i++) {
    gint64 told;

    make_centre_year (self, METHOD_RELEASE, i, 0);
    told =
        protection_is_told (self->published.months[5][cell]) ? self->published.months[5][cell] : 0;
    exact_total += self->exact.months[5][cell];
    published_total += told;
    if (i < 19) {
      known += self->exact.months[5][cell];
      published_known += told;
    } else {
      truth = self->exact.months[5][cell];
      g_assert_cmpint (published_total - published_known, ==, told);
    }
  }
  g_assert_cmpint (exact_total - known, ==, truth);
}

/* Two rolling exact years that overlap differ by two months: the method of fixed periods has no
 * such pair. Each count of the release is in one number at most. */
static void
test_periods (void)
{
  g_autofree CentreYear *self = g_new0 (CentreYear, 1);

  for (guint i = 0; i < n_centres; i++) {
    make_centre_year (self, METHOD_RELEASE, i, 0);
    for (guint cell = 0; cell < universe->n_cells; cell++) {
      gint64 truth = 0;
      gint64 told = 0;
      guint n_told = 0;

      for (guint month = 0; month < 12; month++) {
        truth += self->exact.months[month][cell];
        if (protection_is_told (self->published.months[month][cell])) {
          told += self->published.months[month][cell];
          n_told++;
        }
        if (month % 3 == 2 && protection_is_told (self->published.quarters[month / 3][cell])) {
          told += self->published.quarters[month / 3][cell];
          n_told++;
        }
      }
      /* Twice told would be twice the truth. */
      g_assert_cmpint (told, <=, truth + 19 * n_told);
    }
  }
}

typedef struct {
  double mean;
  double most;
} Belief;

static Belief
believe (Method method, const Person *person)
{
  g_autofree CentreYear *self = g_new0 (CentreYear, 1);
  g_autofree ExactYear *without = g_new0 (ExactYear, 1);
  Belief belief = { 0, 0 };
  guint n = 0;

  for (guint i = 0; i < n_centres; i++) {
    double chance;

    make_centre_year (self, method, i, 1);
    if (!self->exact.was_open[0] || !self->exact.was_open[11])
      continue;
    *without = self->exact;
    attack_add_person (universe, person, &self->exact);
    protection_apply (method, universe, &self->centre, &self->key, 1, &self->exact,
                      &self->published);
    chance = 1 / (1 + exp (-attack_weigh (method, universe, person, without, &self->published)));
    belief.mean += chance;
    belief.most = MAX (belief.most, chance);
    n++;
  }
  belief.mean /= n;
  g_test_message ("%s, %s: belief from 50 %% to %.1f %% in the mean, %.1f %% at most",
                  method_names[method], person->name, 100 * belief.mean, 100 * belief.most);

  return belief;
}

static void
test_membership (void)
{
  /* One visit: nothing that can be called found, where exact counts give the person away. */
  for (gsize i = 0; i < 3; i++) {
    Belief naive = believe (METHOD_NAIVE, &attack_persons[i]);
    Belief release = believe (METHOD_RELEASE, &attack_persons[i]);

    g_assert_cmpfloat (release.mean, <, naive.mean);
    g_assert_cmpfloat (release.mean, <, 0.65);
    g_assert_cmpfloat (release.most, <, 0.99);
    if (i > 0)
      g_assert_cmpfloat (naive.most, >, 0.999);
  }
  /* Told, not hidden: who comes all year for what nobody else does is seen by every way; less here
   * than elsewhere. */
  g_assert_cmpfloat (believe (METHOD_RELEASE, &attack_persons[3]).mean, <, 0.8);
  g_assert_cmpfloat (believe (METHOD_RELEASE, &attack_persons[4]).mean, <, 0.95);
}

/* What a federation adds up of one metric in a year, beside the truth. */
typedef struct {
  const char *metric;
  double least_share; /* of the truth that must be told */
  double truth;
  double told;
} Total;

static void
add_cells (Total *total, const CentreYear *year, guint cell)
{
  for (guint month = 0; month < 12; month++) {
    total->truth += year->exact.months[month][cell];
    if (protection_is_told (year->published.months[month][cell]))
      total->told += (double)year->published.months[month][cell];
  }
  for (guint quarter = 0; quarter < 4; quarter++)
    if (protection_is_told (year->published.quarters[quarter][cell]))
      total->told += (double)year->published.quarters[quarter][cell];
  if (protection_is_told (year->published.year[cell]))
    total->told += (double)year->published.year[cell];
}

/* The other side of protection: totals that are of use. Nothing is told that was not there, and
 * little is lost. */
static void
test_totals (void)
{
  Total totals[] = {
    { "visit-ended", 0.97 }, { "service-opened", 0.97 }, { "visit-duration", 0.95 },
    { "busy-hours", 0.95 },  { "page-printed", 0.97 },   { "language-used", 0.95 },
    { "page-scanned", 0.9 },
  };
  g_autofree CentreYear *year = g_new0 (CentreYear, 1);

  for (guint i = 0; i < 5 * n_centres; i++) {
    make_centre_year (year, METHOD_RELEASE, i, 1);
    for (guint cell = 0; cell < universe->n_cells; cell++)
      for (gsize j = 0; j < G_N_ELEMENTS (totals); j++)
        if (g_str_equal (universe->cells[cell].metric, totals[j].metric))
          add_cells (&totals[j], year, cell);
  }
  for (gsize j = 0; j < G_N_ELEMENTS (totals); j++) {
    double share = totals[j].told / totals[j].truth;

    g_test_message ("%s: %.0f told of %.0f (%+.2f %%)", totals[j].metric, totals[j].told,
                    totals[j].truth, 100 * (share - 1));
    g_assert_cmpfloat (share, >=, totals[j].least_share);
    g_assert_cmpfloat (share, <=, 1.01);
  }
}

/* One visit more, against one who knows all the others exactly: below the threshold it changes
 * nothing at all, above it changes what is told for at most two keys in ten. */
static void
test_one_more (void)
{
  for (gint64 n = 0; n <= 60; n++) {
    guint n_changed = 0;

    for (guint i = 0; i < 4000; i++) {
      GuichetRoundingKey key = { { 0 } };

      memcpy (key.bytes, &i, sizeof i);
      n_changed += guichet_keyed_rounding_apply (&guichet_rounding_of_month, &key, "x", n) !=
                   guichet_keyed_rounding_apply (&guichet_rounding_of_month, &key, "x", n + 1);
    }
    if (n < guichet_rounding_of_month.hidden)
      g_assert_cmpuint (n_changed, ==, 0);
    g_assert_cmpuint (n_changed, <, 4000 * 22 / 100);
  }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  n_centres = argc > 1 ? (guint)atoi (argv[1]) : 12;
  universe = federation_universe_new ();

  g_test_add_func ("/federation/attack/solve-naive", test_solve_naive);
  g_test_add_func ("/federation/attack/solve-release", test_solve_release);
  g_test_add_func ("/federation/attack/ask-again", test_ask_again);
  g_test_add_func ("/federation/attack/revisions", test_revisions);
  g_test_add_func ("/federation/attack/nesting", test_nesting);
  g_test_add_func ("/federation/attack/periods", test_periods);
  g_test_add_func ("/federation/attack/membership", test_membership);
  g_test_add_func ("/federation/attack/one-more", test_one_more);
  g_test_add_func ("/federation/totals", test_totals);

  status = g_test_run ();
  federation_universe_free (universe);

  return status;
}
