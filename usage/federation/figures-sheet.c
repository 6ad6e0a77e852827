/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The yearly sheet: what a centre shows its town hall, and types into the forms of others. */
#include "figures-page.h"

#include "department.h"
#include "figure-words.h"
#include "metric-names.h"
#include "page-parts.h"
#include "svg-chart.h"
#include "vocabulary.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* What fits on one page. */
#define MOST_THEMES   7
#define MOST_SERVICES 6

static void
append_top (GString *html, const GuichetFigures *figures)
{
  g_autofree char *period = guichet_words_period (figures);
  g_autofree char *coverage = guichet_words_coverage (figures);

  guichet_html_append (html, "<header class=\"top\">\n<p class=\"over\">%s",
                       _ ("Yearly sheet – access to rights and digital help"));
  if (figures->centre != NULL)
    guichet_html_append (html, " – %s (%s)", guichet_department_get_name (figures->department),
                         figures->department);
  guichet_html_append (html,
                       "</p>\n<h1>%s <span class=\"when\">%s</span></h1>\n"
                       "<p class=\"over\">%s</p>\n</header>\n",
                       figures->place, period, coverage);
}

static void
append_back (GString *html, const GuichetFigures *figures, GuichetLinkStyle links)
{
  const GuichetPageTarget target = { .department = figures->department,
                                     .centre = figures->centre,
                                     .year = figures->year };
  g_autofree char *link = guichet_page_link (links, &target);

  if (link != NULL)
    guichet_html_append (html, "<p class=\"screen\"><a href=\"%s\">%s</a></p>\n", link,
                         _ ("Back to the screen page"));
}

/* Shorter than elsewhere, as the columns are narrow; the heading beside says it in words. */
static char *
say_visits (const GuichetFigures *figures, int month, gboolean is_before)
{
  if (figures->centre != NULL && guichet_words_are_visits_withheld (figures, month, is_before))
    return g_strdup_printf ("< %d", (int)figures->withheld_under);

  return guichet_words_visits (figures, month, is_before);
}

static void
append_months (GString *html, const GuichetFigures *figures)
{
  guichet_html_append (html, "<section>\n<h2>%s", _ ("Visits, month by month"));
  guichet_page_append_key (html, figures);
  guichet_page_append_withheld_key (html, figures);
  g_string_append (html, "</h2>\n<div class=\"pair\">\n<figure>\n");
  guichet_svg_append_months (html, figures, _ ("Visits, month by month"));
  g_string_append (html, "</figure>\n<div class=\"scroll\">"
                         "<table class=\"months\">\n<thead><tr>");
  for (int column = 0; column < 2; column++)
    guichet_html_append (html,
                         "<th scope=\"col\">%s</th><th scope=\"col\">%d</th>"
                         "<th scope=\"col\">%d</th>",
                         _ ("Month"), figures->year, figures->year - 1);
  g_string_append (html, "</tr></thead>\n<tbody>\n");

  /* Two half-years side by side: the page is short of height, not of width. */
  for (int row = 0; row < 6; row++) {
    g_string_append (html, "<tr>");
    for (int month = row; month < 12; month += 6) {
      g_autofree char *now = say_visits (figures, month + 1, FALSE);
      g_autofree char *before = say_visits (figures, month + 1, TRUE);

      guichet_html_append (html, "<th scope=\"row\">%s</th><td>%s</td><td>%s</td>",
                           guichet_words_month (month + 1), now, before);
    }
    g_string_append (html, "</tr>\n");
  }
  g_string_append (html, "</tbody>\n</table></div>\n</div>\n</section>\n");
}

/* The services that stand under their own name: one line of text. */
static void
append_services (GString *html, const GuichetFigures *figures)
{
  guint n = 0;

  for (guint i = 0; i < figures->services->rows->len && n < MOST_SERVICES; i++) {
    const GuichetFigureRow *row = g_ptr_array_index (figures->services->rows, i);
    g_autofree char *number = guichet_words_number (row->now.n);

    if (strchr (row->id, '/') == NULL || row->now.n == 0)
      continue;
    if (n++ == 0)
      guichet_html_append (html, "<p class=\"line\"><b>%s</b> ", _ ("Most opened:"));
    guichet_html_append (html, "%s%s <b>%s</b>", n > 1 ? " · " : "", row->title, number);
  }
  if (n > 0)
    g_string_append (html, "</p>\n");
}

static void
append_needs (GString *html, const GuichetFigures *figures)
{
  if (!figures->services->is_counted)
    return;
  guichet_html_append (html, "<section>\n<h2>%s", _ ("What people come for, by theme"));
  guichet_page_append_key (html, figures);
  g_string_append (html, "</h2>\n<div class=\"pair\">\n<figure>\n");
  guichet_svg_append_bars (html, figures, figures->themes, _ ("What people come for, by theme"),
                           MOST_THEMES);
  g_string_append (html, "</figure>\n");
  guichet_page_append_table (html, figures, figures->themes, MOST_THEMES, TRUE);
  g_string_append (html, "</div>\n");
  append_services (html, figures);
  g_string_append (html, "</section>\n");
}

static void
add_label (GuichetSum *sum, const GuichetFigureTable *table, const char *label)
{
  for (guint i = 0; i < table->rows->len; i++) {
    const GuichetFigureRow *row = g_ptr_array_index (table->rows, i);

    if (g_str_equal (row->id, label)) {
      sum->n += row->now.n;
      sum->noise += row->now.noise;
    }
  }
}

static void
append_row (GString *html, const char *title, const char *value)
{
  guichet_html_append (html, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", title, value);
}

static void
append_sum_row (GString *html, const char *title, const GuichetSum *sum)
{
  g_autofree char *number = guichet_words_number (sum->n);

  append_row (html, title, sum->n > 0 ? number : _ ("too few"));
}

static void
append_key_row (GString *html, const GuichetFigures *figures, const char *title,
                GuichetKeyFigure key)
{
  const GuichetFigureTable *table = guichet_words_get_key_table (figures, key);
  g_autofree char *number = table == NULL ? NULL : guichet_words_total (figures, table);

  if (table != NULL)
    append_row (html, title, number);
}

/* Our five durations as La Coop's bands. */
static void
append_durations (GString *html, const GuichetFigures *figures)
{
  const GuichetFigureTable *table = guichet_figures_find (figures, GUICHET_METRIC_VISIT_DURATION);
  GuichetSum sums[4] = { { 0, 0 } };

  if (table == NULL || !table->is_counted)
    return;
  add_label (&sums[0], table, GUICHET_LABEL_VISIT_DURATION_UNDER_5);
  add_label (&sums[0], table, GUICHET_LABEL_VISIT_DURATION_5_15);
  add_label (&sums[0], table, GUICHET_LABEL_VISIT_DURATION_15_30);
  add_label (&sums[1], table, GUICHET_LABEL_VISIT_DURATION_30_60);
  add_label (&sums[2], table, GUICHET_LABEL_VISIT_DURATION_OVER_60);
  append_sum_row (html, _ ("Duration: under 30 min"), &sums[0]);
  append_sum_row (html, _ ("Duration: 30 min to 1 h"), &sums[1]);
  append_sum_row (html, _ ("Duration: 1 h and more"), &sums[2]);
  add_label (&sums[3], table, GUICHET_VOCABULARY_REST);
  if (sums[3].n > 0)
    append_sum_row (html, _ ("Duration: not told apart"), &sums[3]);
}

static void
append_copy_table (GString *html, const char *caption)
{
  guichet_html_append (html, "<table>\n<caption>%s</caption>\n<tbody>\n", caption);
}

/* What others ask for, in their words, ready to be typed again. */
static void
append_forms (GString *html, const GuichetFigures *figures)
{
  g_autofree char *kiosks = guichet_words_number (figures->n_kiosks);
  g_autofree char *centres = guichet_words_number (figures->n_centres_telling);

  guichet_html_append (html, "<section>\n<h2>%s</h2>\n<div class=\"pair\">\n<div>\n",
                       _ ("To copy into other forms"));
  append_copy_table (html, _ ("SENACS: access to rights, digital"));
  if (figures->centre == NULL)
    append_row (html, _ ("Centres with computers in free or helped access"), centres);
  append_row (html, _ ("Computers in free or helped access"), kiosks);
  append_key_row (html, figures, _ ("Visits in the year (not persons)"), GUICHET_KEY_VISITS);
  append_key_row (html, figures, _ ("Access to rights: services opened"), GUICHET_KEY_SERVICES);
  append_key_row (html, figures, _ ("Help asked at the terminal"), GUICHET_KEY_HELP);
  append_key_row (html, figures, _ ("Pages printed"), GUICHET_KEY_PRINTED);
  append_key_row (html, figures, _ ("Pages scanned"), GUICHET_KEY_SCANNED);
  append_key_row (html, figures, _ ("Documents attached"), GUICHET_KEY_ATTACHED);
  g_string_append (html, "</tbody></table>\n</div>\n<div>\n");

  append_copy_table (html, _ ("La Coop de la médiation numérique: activities"));
  append_row (html, _ ("Channel"), _ ("Place of activity, on one's own"));
  append_row (html, _ ("Material"), _ ("Computer"));
  append_durations (html, figures);
  append_row (html, _ ("Gender, town"), _ ("not communicated"));
  append_row (html, _ ("Age band, status"), _ ("not communicated, unless answered"));
  g_string_append (html, "</tbody></table>\n</div>\n</div>\n</section>\n");
}

char *
guichet_figures_to_sheet (const GuichetFigures *self, GuichetLinkStyle links)
{
  GString *html = g_string_new (NULL);
  g_autofree char *period = guichet_words_period (self);
  g_autofree char *title = g_strdup_printf ("%s – %s, %s", _ ("Yearly sheet"), self->place, period);

  guichet_page_append_head (html, title, "sheet");
  append_back (html, self, links);
  append_top (html, self);
  g_string_append (html, "<main>\n");
  guichet_page_append_big (html, self, 4);
  append_months (html, self);
  append_needs (html, self);
  append_forms (html, self);
  guichet_page_append_notes (html, self);
  g_string_append (html, "</main>\n");
  guichet_page_append_foot (html);

  return g_string_free (html, FALSE);
}
