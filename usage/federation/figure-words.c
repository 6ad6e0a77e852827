/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-words.h"

#include <glib/gi18n-lib.h>

#include <stdlib.h>
#include <string.h>

/* U+202F, as French typography groups digits. */
#define GROUP             "\xE2\x80\xAF"
#define LEAST_FOR_PERCENT 200
#define MINUS             "\xE2\x88\x92"

static const char *const months[12] = {
  N_ ("January"),   N_ ("February"), N_ ("March"),    N_ ("April"),
  N_ ("May"),       N_ ("June"),     N_ ("July"),     N_ ("August"),
  N_ ("September"), N_ ("October"),  N_ ("November"), N_ ("December"),
};

static const char *const short_months[12] = {
  NC_ ("short month", "Jan"), NC_ ("short month", "Feb"), NC_ ("short month", "Mar"),
  NC_ ("short month", "Apr"), NC_ ("short month", "May"), NC_ ("short month", "Jun"),
  NC_ ("short month", "Jul"), NC_ ("short month", "Aug"), NC_ ("short month", "Sep"),
  NC_ ("short month", "Oct"), NC_ ("short month", "Nov"), NC_ ("short month", "Dec"),
};

static const char *const keys[GUICHET_N_KEYS] = {
  [GUICHET_KEY_VISITS] = N_ ("Visits"),
  [GUICHET_KEY_SERVICES] = N_ ("Services opened"),
  [GUICHET_KEY_PRINTED] = N_ ("Pages printed"),
  [GUICHET_KEY_SCANNED] = N_ ("Pages scanned"),
  [GUICHET_KEY_ATTACHED] = N_ ("Documents attached"),
  [GUICHET_KEY_HELP] = N_ ("Help asked"),
};

char *
guichet_words_number (gint64 n)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, ABS (n));
  gsize length = strlen (digits);
  GString *text = g_string_new (n < 0 ? MINUS : NULL);

  for (gsize i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0)
      g_string_append (text, GROUP);
    g_string_append_c (text, digits[i]);
  }

  return g_string_free (text, FALSE);
}

/* A difference that the rounding alone may make is no news. */
char *
guichet_words_change (const GuichetSum *now, const GuichetSum *before)
{
  gint64 noise = guichet_sum_get_margin (now) + guichet_sum_get_margin (before);
  gint64 difference = now->n - before->n;
  gint64 percent;

  if (before->n == 0 || now->n == 0)
    return g_strdup ("–");
  percent = (difference * 1000 / before->n + (difference < 0 ? -5 : 5)) / 10;
  if (ABS (difference) <= noise || percent == 0)
    return g_strdup (_ ("stable"));
  /* A percentage of a few tens would say more than is known. */
  if (before->n < LEAST_FOR_PERCENT)
    return g_strdup (difference > 0 ? _ ("up") : _ ("down"));

  return g_strdup_printf ("%s%" G_GINT64_FORMAT GROUP "%%", percent < 0 ? MINUS : "+",
                          ABS (percent));
}

/* Too small to be told. How small is known for one centre's month only: within a quarter or a year
 * the thresholds are higher, and what several centres withheld may add up to more. */
char *
guichet_words_withheld (const GuichetFigures *figures)
{
  if (figures->centre == NULL || figures->month == 0 || figures->withheld_under == 0)
    return g_strdup (_ ("too few"));

  return g_strdup_printf (_ ("under %d"), (int)figures->withheld_under);
}

char *
guichet_words_row (const GuichetFigures *figures, const GuichetFigureTable *table,
                   const GuichetFigureRow *row)
{
  if (row->now.n > 0)
    return guichet_words_number (row->now.n);

  return table->is_counted ? guichet_words_withheld (figures) : g_strdup ("–");
}

gboolean
guichet_words_are_visits_withheld (const GuichetFigures *figures, int month, gboolean is_before)
{
  int year = is_before ? 1 : 0;

  return figures->months[month - 1][year].n == 0 && figures->n_months_counted[month - 1][year] > 0;
}

char *
guichet_words_visits (const GuichetFigures *figures, int month, gboolean is_before)
{
  gint64 n = figures->months[month - 1][is_before ? 1 : 0].n;

  if (n > 0)
    return guichet_words_number (n);
  if (!guichet_words_are_visits_withheld (figures, month, is_before))
    return g_strdup ("–");
  /* One month of one centre: how small is known. */
  if (figures->centre == NULL || figures->withheld_under == 0)
    return g_strdup (_ ("too few"));

  return g_strdup_printf (_ ("under %d"), (int)figures->withheld_under);
}

char *
guichet_words_total (const GuichetFigures *figures, const GuichetFigureTable *table)
{
  if (table->now.n > 0)
    return guichet_words_number (table->now.n);

  return table->is_counted ? guichet_words_withheld (figures) : g_strdup ("–");
}

const char *
guichet_words_month (int month)
{
  return _ (months[month - 1]);
}

const char *
guichet_words_short_month (int month)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "short month", short_months[month - 1]);
}

static char *
say_period (const GuichetFigures *figures, int year)
{
  if (figures->month > 0)
    return g_strdup_printf ("%s %d", guichet_words_month (figures->month), year);
  if (figures->last_month == 12 || figures->last_month == 0)
    return g_strdup_printf ("%d", year);
  if (figures->last_month == 1)
    return g_strdup_printf ("%s %d", guichet_words_month (1), year);

  /* Translators: two months and a year, as in "January to October 2026" */
  return g_strdup_printf (_ ("%s to %s %d"), guichet_words_month (1),
                          guichet_words_month (figures->last_month), year);
}

char *
guichet_words_period (const GuichetFigures *figures)
{
  return say_period (figures, figures->year);
}

char *
guichet_words_period_before (const GuichetFigures *figures)
{
  return say_period (figures, figures->year - 1);
}

char *
guichet_words_coverage (const GuichetFigures *figures)
{
  g_autofree char *telling = guichet_words_number (figures->n_centres_telling);
  g_autofree char *centres = guichet_words_number (figures->n_centres);
  g_autofree char *reports = guichet_words_number (figures->n_reports[0]);
  g_autofree char *expected = guichet_words_number (figures->n_expected);
  g_autofree char *before = guichet_words_number (figures->n_reports[1]);

  if (figures->centre != NULL)
    /* Translators: monthly reports received, expected, and those of the year before */
    return g_strdup_printf (_ ("%s of %s monthly reports received (the year before: %s)."), reports,
                            expected, before);

  return g_strdup_printf (
      _ ("%s of %s centres sent figures; %s of %s monthly reports received (the year before: %s)."),
      telling, centres, reports, expected, before);
}

static void
take_note (GPtrArray *notes, char *note)
{
  g_ptr_array_add (notes, note);
}

char **
guichet_words_notes (const GuichetFigures *figures)
{
  GPtrArray *notes = g_ptr_array_new ();
  int under = figures->withheld_under == 0 ? 20 : (int)figures->withheld_under;

  take_note (notes, g_strdup (_ ("What is counted are visits and actions, never persons: somebody "
                                 "who comes twice counts twice. No name, no page, no time of day "
                                 "of a person is ever kept.")));
  take_note (notes,
             g_strdup_printf (_ ("So that nobody can be recognised, each centre rounds its counts "
                                 "to tens before they leave it, and withholds the small ones: in "
                                 "a month, those under %d. A withheld count is not zero: it reads "
                                 "“too few” or “under %d”, and totals are therefore minimums."),
                              under, under));
  take_note (notes, g_strdup (_ ("What was too small in a month is added to its quarter or its "
                                 "year once it is large enough, at last as “the rest”: the months "
                                 "may add up to less than the year.")));
  take_note (notes, g_strdup (_ ("Each count was rounded by itself: two totals of the same visits "
                                 "may differ a little. “Give or take” holds 19 times out of 20.")));
  take_note (notes, g_strdup (_ ("The year before is added up over the same months. “Stable” means "
                                 "that rounding alone may explain the difference.")));
  if (figures->n_days_lost > 0)
    take_note (notes, g_strdup_printf (ngettext ("The counts of %d day were lost on a terminal.",
                                                 "The counts of %d days were lost on terminals.",
                                                 (gulong)figures->n_days_lost),
                                       (int)figures->n_days_lost));
  g_ptr_array_add (notes, NULL);

  return (char **)g_ptr_array_free (notes, FALSE);
}

const char *
guichet_words_key (GuichetKeyFigure key)
{
  return _ (keys[key]);
}

const GuichetFigureTable *
guichet_words_get_key_table (const GuichetFigures *figures, GuichetKeyFigure key)
{
  const GuichetFigureTable *table =
      guichet_figures_find (figures, guichet_key_figure_get_metric (key));

  return table != NULL && table->is_counted ? table : NULL;
}
