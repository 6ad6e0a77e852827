/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input-flood.h"

/* Sends @n events of @kind evenly in each of @seconds; TRUE when all of the last were believed. */
static gboolean
send (GuichetInputFlood *flood, GuichetInputKind kind, guint n, guint seconds, gint64 *now)
{
  gboolean is_believed = TRUE;

  for (guint second = 0; second < seconds; second++) {
    is_believed = TRUE;
    for (guint i = 0; i < n; i++)
      is_believed = guichet_input_flood_take (flood, kind, *now + i * 1000 / n) && is_believed;
    *now += 1000;
  }
  return is_believed;
}

static void
test_people (void)
{
  GuichetInputFlood typing = { 0 }, mouse = { 0 }, finger = { 0 };
  gint64 now = 0;

  g_assert_true (send (&typing, GUICHET_INPUT_KEY, 40, 3600, &now));
  g_assert_true (send (&finger, GUICHET_INPUT_TOUCH, 120, 3600, &now));
  for (guint i = 0; i < 60; i++) {
    g_assert_true (send (&mouse, GUICHET_INPUT_POINTER, 1000, 60, &now));
    g_assert_true (send (&mouse, GUICHET_INPUT_POINTER, 50, 1, &now));
  }
}

static void
test_faults (void)
{
  static const struct {
    GuichetInputKind kind;
    guint n;
  } cases[] = { { GUICHET_INPUT_KEY, 80 },
                { GUICHET_INPUT_POINTER, 500 },
                { GUICHET_INPUT_TOUCH, 5000 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    GuichetInputFlood flood = { 0 };
    gint64 now = 0;

    g_assert_true (send (&flood, cases[i].kind, cases[i].n, 120, &now));
    g_assert_false (send (&flood, cases[i].kind, cases[i].n, 2, &now));
    g_assert_false (send (&flood, cases[i].kind, cases[i].n, 3600, &now));
    /* Mended, or it was a person after all. */
    now += 2000;
    g_assert_true (send (&flood, cases[i].kind, 5, 1, &now));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/input-flood/people", test_people);
  g_test_add_func ("/session-reset/input-flood/faults", test_faults);
  return g_test_run ();
}
