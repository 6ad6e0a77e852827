/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyed-rounding.h"

#include <math.h>
#include <string.h>

#define N_KEYS 1500

static const GuichetRoundingRule *const rules[] = { &guichet_rounding_of_month,
                                                    &guichet_rounding_of_quarter,
                                                    &guichet_rounding_of_year,
                                                    &guichet_rounding_of_fine_year };

static gint64
apply (const GuichetRoundingRule *rule, guint number, gint64 n)
{
  GuichetRoundingKey key = { { 0 } };

  memcpy (key.bytes, &number, sizeof number);

  return guichet_keyed_rounding_apply (rule, &key, "cs-x\n2026-11\nvisit-ended\ndone", n);
}

/* For all small numbers: hidden and shown where they must be, within the bounds, without bias. */
static void
test_rule (gconstpointer data)
{
  const GuichetRoundingRule *rule = data;

  for (gint64 n = 0; n <= 120; n++) {
    guint n_told = 0;
    double sum = 0;

    for (guint i = 0; i < N_KEYS; i++) {
      gint64 told = apply (rule, i, n);
      gint64 least;
      gint64 most;

      guichet_rounding_rule_get_bounds (rule, told, &least, &most);
      g_assert_cmpint (told % rule->base, ==, 0);
      g_assert_cmpint (least, <=, n);
      g_assert_cmpint (n, <=, most);
      n_told += told > 0;
      sum += (double)told;
    }
    if (n <= rule->hidden)
      g_assert_cmpuint (n_told, ==, 0);
    if (n >= rule->hidden + rule->base)
      g_assert_cmpuint (n_told, ==, N_KEYS);
    if (n_told > N_KEYS / 20)
      g_assert_cmpfloat_with_epsilon (sum / n_told, (double)n,
                                      6 * (double)rule->base / 2 / sqrt ((double)n_told));
  }
}

/* The bounds are not narrower than what can be told, nor wider. */
static void
test_bounds_are_reached (gconstpointer data)
{
  const GuichetRoundingRule *rule = data;

  for (gint64 told = 0; told <= 80; told += rule->base) {
    gint64 least = G_MAXINT64;
    gint64 most = -1;
    gint64 expected_least;
    gint64 expected_most;

    for (gint64 n = MAX (0, told - rule->base - 5); n <= told + rule->hidden + rule->base + 5; n++)
      for (guint i = 0; i < 4 * N_KEYS; i++)
        if (apply (rule, i, n) == told) {
          least = MIN (least, n);
          most = MAX (most, n);
          break;
        }
    if (most < 0) {
      g_assert_cmpint (told, >, 0);
      g_assert_cmpint (told + rule->base - 1, <=, rule->hidden);
      continue;
    }
    guichet_rounding_rule_get_bounds (rule, told, &expected_least, &expected_most);
    g_assert_cmpint (least, ==, expected_least);
    g_assert_cmpint (most, ==, expected_most);
  }
}

static void
test_same_again (void)
{
  const GuichetRoundingKey key = { { 7 } };
  guint n_other_cell = 0;
  guint n_other_key = 0;

  for (gint64 n = 21; n < 400; n++) {
    const GuichetRoundingKey other = { { 8 } };
    gint64 told = guichet_keyed_rounding_apply (rules[0], &key, "a\nb", n);

    g_assert_cmpint (told, ==, guichet_keyed_rounding_apply (rules[0], &key, "a\nb", n));
    n_other_cell += told != guichet_keyed_rounding_apply (rules[0], &key, "a\nc", n);
    n_other_key += told != guichet_keyed_rounding_apply (rules[0], &other, "a\nb", n);
  }
  g_assert_cmpuint (n_other_cell, >, 0);
  g_assert_cmpuint (n_other_key, >, 0);
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "month", "quarter", "year", "fine-year" };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++) {
    g_autofree char *rule = g_strdup_printf ("/usage/keyed-rounding/%s", names[i]);
    g_autofree char *bounds = g_strdup_printf ("/usage/keyed-rounding/%s-bounds", names[i]);

    g_test_add_data_func (rule, rules[i], test_rule);
    g_test_add_data_func (bounds, rules[i], test_bounds_are_reached);
  }
  g_test_add_func ("/usage/keyed-rounding/same-again", test_same_again);

  return g_test_run ();
}
