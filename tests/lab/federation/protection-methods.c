/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protection-methods.h"

#include <math.h>
#include <string.h>

#define THRESHOLD 11
#define EPSILON   0.2

const char *const method_names[N_METHODS] = {
  "exact",       "threshold 11",       "threshold + suppression",     "rounding to 5",
  "rounding 10", "noise (epsilon .2)", "coin, rounding 10, calendar",
};

gboolean
protection_is_told (gint64 told)
{
  return told != HIDDEN && told != WITHHELD;
}

void
protection_make_key (const FederationCentre *centre, guint64 salt, GuichetRoundingKey *key)
{
  FederationRandom random = { centre->seed ^ (salt * G_GUINT64_CONSTANT (0x9e37)) };

  for (gsize i = 0; i < sizeof key->bytes; i += 8) {
    guint64 word = federation_random_next (&random);

    memcpy (key->bytes + i, &word, 8);
  }
}

void
protection_count_year (const FederationCentre *centre, const FederationUniverse *universe,
                       guint year, ExactYear *exact)
{
  for (guint i = 0; i < 12; i++)
    exact->was_open[i] =
        federation_centre_count (centre, universe, 12 * year + i, exact->months[i]);
}

/* First cell of the metric after the one that @cell is of. */
static guint
find_end (const FederationUniverse *universe, guint cell)
{
  guint end = cell;

  while (end < universe->n_cells && universe->cells[end].metric == universe->cells[cell].metric)
    end++;

  return end;
}

/* Hides a second cell of each metric where one alone is hidden, as the total is told. */
static void
suppress_again (const FederationUniverse *universe, const guint32 *exact, gint64 *told)
{
  for (guint start = 0; start < universe->n_cells; start = find_end (universe, start)) {
    guint n_hidden = 0;
    int smallest = -1;

    for (guint i = start; i < find_end (universe, start); i++)
      if (told[i] == HIDDEN)
        n_hidden++;
      else if (exact[i] > 0 && (smallest < 0 || exact[i] < exact[smallest]))
        smallest = (int)i;
    if (n_hidden == 1 && smallest >= 0)
      told[smallest] = HIDDEN;
  }
}

static gint64
round_keyed (FederationRandom *random, gint64 n, gint64 base)
{
  return (n + (gint64)(federation_random_unit (random) * (double)base)) / base * base;
}

static gint64
add_noise (FederationRandom *random, gint64 n)
{
  const double ratio = exp (-EPSILON);
  gint64 plus = (gint64)(log (1 - federation_random_unit (random)) / log (ratio));
  gint64 minus = (gint64)(log (1 - federation_random_unit (random)) / log (ratio));

  return n + plus - minus;
}

static void
tell_month (Method method, const FederationUniverse *universe, FederationRandom *random,
            const guint32 *exact, gint64 *told)
{
  for (guint i = 0; i < universe->n_cells; i++) {
    gint64 n = exact[i];

    switch (method) {
    case METHOD_THRESHOLD:
    case METHOD_SUPPRESSION:
      told[i] = n > 0 && n < THRESHOLD ? HIDDEN : n;
      break;
    case METHOD_ROUNDING_5:
      told[i] = round_keyed (random, n, 5);
      break;
    case METHOD_ROUNDING_10:
      told[i] = round_keyed (random, n, 10);
      break;
    case METHOD_NOISE:
      told[i] = add_noise (random, n);
      break;
    case METHOD_NAIVE:
    default:
      told[i] = n;
    }
  }
  if (method == METHOD_SUPPRESSION)
    suppress_again (universe, exact, told);
}

static void
take_section (const FederationUniverse *universe, const GuichetMonthCells *cells, gint64 *told)
{
  for (guint i = 0; cells != NULL && i < universe->n_cells; i++) {
    gint64 n = guichet_month_cells_get (cells, universe->cells[i].metric, universe->cells[i].label);

    told[i] = n == 0 ? HIDDEN : n;
  }
}

static void
release_year (const FederationUniverse *universe, const FederationCentre *centre,
              const GuichetRoundingKey *key, guint year, const ExactYear *exact,
              PublishedYear *published)
{
  GuichetMonthCells *months[12] = { NULL };

  for (guint i = 0; i < 12; i++)
    months[i] = federation_counts_to_cells (universe, exact->months[i]);
  for (guint i = 0; i < 12; i++) {
    g_autofree char *name = federation_month_name (12 * year + i);
    g_autoptr (GuichetRelease) release = guichet_release_new (key, centre->code, name, months);

    take_section (universe, release->of_month, published->months[i]);
    for (guint j = 0; j < universe->n_cells; j++)
      if (g_hash_table_contains (release->withheld, universe->cells[j].metric))
        published->months[i][j] = WITHHELD;
    take_section (universe, release->of_quarter, published->quarters[i / 3]);
    take_section (universe, release->of_year, published->year);
  }
  for (guint i = 0; i < 12; i++)
    guichet_month_cells_free (months[i]);
}

void
protection_apply (Method method, const FederationUniverse *universe, const FederationCentre *centre,
                  const GuichetRoundingKey *key, guint year, const ExactYear *exact,
                  PublishedYear *published)
{
  guint end = find_end (universe, 0);

  for (guint i = 0; i < universe->n_cells; i++) {
    published->year[i] = HIDDEN;
    for (guint j = 0; j < 4; j++)
      published->quarters[j][i] = HIDDEN;
  }
  if (method == METHOD_RELEASE) {
    release_year (universe, centre, key, year, exact, published);
    return;
  }

  for (guint i = 0; i < 12; i++) {
    FederationRandom random = { 12 * year + i };

    for (gsize j = 0; j < sizeof key->bytes; j++)
      random.state = random.state * 257 + key->bytes[j];
    tell_month (method, universe, &random, exact->months[i], published->months[i]);
    published->totals[i] = 0;
    for (guint j = 0; j < end; j++)
      published->totals[i] += exact->months[i][j];
  }
}
