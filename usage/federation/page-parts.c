/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-parts.h"

#include "federation-resources.h"
#include "figure-words.h"
#include "svg-chart.h"

#include <glib/gi18n-lib.h>

void
guichet_page_append_head (GString *html, const char *title, const char *class_name)
{
  /* Asked for by its function: else the linker would leave the resource out. */
  g_autoptr (GBytes) css =
      g_resource_lookup_data (guichet_federation_get_resource (), "/guichet/federation/report.css",
                              G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize length = 0;
  const char *text = g_bytes_get_data (css, &length);

  guichet_html_append (html,
                       "<!DOCTYPE html>\n<html lang=\"%s\" class=\"%s\">\n<head>\n"
                       "<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<title>%s</title>\n<style>\n",
                       /* Translators: the language of this translation, as in HTML: en, fr */
                       _ ("en"), class_name, title);
  g_string_append_len (html, text, (gssize)length);
  g_string_append (html, "</style>\n</head>\n<body>\n");
  guichet_svg_append_patterns (html);
}

void
guichet_page_append_foot (GString *html)
{
  guichet_html_append (html, "<footer>%s</footer>\n</body>\n</html>\n",
                       _ ("Guichet: terminals for online public services. Anonymous counts, "
                          "signed by each centre."));
}

static void
append_big_one (GString *html, const GuichetFigures *figures, GuichetKeyFigure key,
                const GuichetFigureTable *table)
{
  g_autofree char *number = guichet_words_total (figures, table);
  g_autofree char *change = guichet_words_change (&table->now, &table->before);
  g_autofree char *before = guichet_words_number (table->before.n);
  g_autofree char *margin = guichet_words_number (guichet_sum_get_margin (&table->now));

  guichet_html_append (html,
                       "<li><span class=\"%s\">%s</span><span class=\"what\">%s</span>"
                       "<span class=\"more\">",
                       table->now.n > 0 ? "n" : "n words", number, guichet_words_key (key));
  if (table->before.n > 0)
    /* Translators: a year, its number, the change since, such as "+4 %" */
    guichet_html_append (html, _ ("%d: %s (%s)"), figures->year - 1, before, change);
  g_string_append (html, "</span><span class=\"more\">");
  if (table->now.n > 0)
    guichet_html_append (html, _ ("give or take %s"), margin);
  g_string_append (html, "</span></li>\n");
}

void
guichet_page_append_big (GString *html, const GuichetFigures *figures, guint most)
{
  guint n = 0;

  g_string_append (html, "<ul class=\"big\">\n");
  for (int key = 0; key < GUICHET_N_KEYS; key++) {
    const GuichetFigureTable *table = guichet_words_get_key_table (figures, (GuichetKeyFigure)key);

    if (table != NULL && n++ < most)
      append_big_one (html, figures, (GuichetKeyFigure)key, table);
  }
  g_string_append (html, "</ul>\n");
}

void
guichet_page_append_key (GString *html, const GuichetFigures *figures)
{
  guichet_html_append (html,
                       "<span class=\"key full\"></span>%d <span class=\"key hatched\"></span>%d",
                       figures->year, figures->year - 1);
}

void
guichet_page_append_withheld_key (GString *html, const GuichetFigures *figures)
{
  g_autofree char *words = NULL;

  for (int month = 1; month <= 12; month++)
    if (guichet_words_are_visits_withheld (figures, month, FALSE) ||
        guichet_words_are_visits_withheld (figures, month, TRUE)) {
      words = figures->centre == NULL
                  ? g_strdup (_ ("too few"))
                  : g_strdup_printf (_ ("under %d"), (int)figures->withheld_under);
      guichet_html_append (html, " <span class=\"ring\"></span>%s", words);
      return;
    }
}

static void
append_cells (GString *html, const char *now, gboolean is_number, const GuichetSum *sums_now,
              const GuichetSum *sums_before, gboolean has_before)
{
  g_string_append (html, is_number ? "<td>" : "<td class=\"few\">");
  guichet_html_append (html, "%s</td>", now);
  if (has_before) {
    g_autofree char *before = guichet_words_number (sums_before->n);
    g_autofree char *change = guichet_words_change (sums_now, sums_before);

    guichet_html_append (html, "<td>%s</td><td>%s</td>", sums_before->n > 0 ? before : "–", change);
  }
}

static void
append_table_head (GString *html, const GuichetFigures *figures, const char *caption,
                   gboolean has_before)
{
  guichet_html_append (html,
                       "<div class=\"scroll\"><table>\n<caption>%s</caption>\n<thead><tr>"
                       "<th scope=\"col\"></th><th scope=\"col\">%d</th>",
                       caption, figures->year);
  if (has_before)
    guichet_html_append (html, "<th scope=\"col\">%d</th><th scope=\"col\">%s</th>",
                         figures->year - 1, _ ("Change"));
  g_string_append (html, "</tr></thead>\n<tbody>\n");
}

/* What a shortened table leaves out: its rows add up to its total all the same. */
static void
append_others (GString *html, const GuichetFigureTable *table, guint from, gboolean has_before)
{
  GuichetSum now = { 0, 0 }, before = { 0, 0 };
  g_autofree char *number = NULL;

  for (guint i = from; i < table->rows->len; i++) {
    const GuichetFigureRow *row = g_ptr_array_index (table->rows, i);

    now.n += row->now.n;
    now.noise += row->now.noise;
    before.n += row->before.n;
    before.noise += row->before.noise;
  }
  if (now.n == 0)
    return;
  number = guichet_words_number (now.n);
  guichet_html_append (html, "<tr><th scope=\"row\">%s</th>", _ ("All others"));
  append_cells (html, number, TRUE, &now, &before, has_before);
  g_string_append (html, "</tr>\n");
}

void
guichet_page_append_table (GString *html, const GuichetFigures *figures,
                           const GuichetFigureTable *table, guint most, gboolean has_before)
{
  g_autofree char *total = guichet_words_total (figures, table);

  append_table_head (html, figures, table->title, has_before);
  for (guint i = 0; i < MIN (table->rows->len, most); i++) {
    const GuichetFigureRow *row = g_ptr_array_index (table->rows, i);
    g_autofree char *now = guichet_words_row (figures, table, row);

    guichet_html_append (html, "<tr><th scope=\"row\">%s</th>", row->title);
    append_cells (html, now, row->now.n > 0, &row->now, &row->before, has_before);
    g_string_append (html, "</tr>\n");
  }
  append_others (html, table, most, has_before);
  guichet_html_append (html, "</tbody>\n<tfoot><tr><th scope=\"row\">%s</th>", _ ("Total"));
  append_cells (html, total, table->now.n > 0, &table->now, &table->before, has_before);
  g_string_append (html, "</tr></tfoot>\n</table></div>\n");
}

void
guichet_page_append_months (GString *html, const GuichetFigures *figures)
{
  append_table_head (html, figures, _ ("Visits, month by month"), TRUE);
  for (int month = 1; month <= 12; month++) {
    const GuichetSum *sums = figures->months[month - 1];
    g_autofree char *now = guichet_words_visits (figures, month, FALSE);

    guichet_html_append (html, "<tr><th scope=\"row\">%s</th>", guichet_words_month (month));
    append_cells (html, now, sums[0].n > 0, &sums[0], &sums[1], TRUE);
    g_string_append (html, "</tr>\n");
  }
  g_string_append (html, "</tbody>\n</table></div>\n");
}

void
guichet_page_append_notes (GString *html, const GuichetFigures *figures)
{
  g_auto (GStrv) notes = guichet_words_notes (figures);

  guichet_html_append (html, "<section class=\"notes\">\n<h2>%s</h2>\n",
                       _ ("How to read these figures"));
  for (guint i = 0; notes[i] != NULL; i++)
    guichet_html_append (html, "<p>%s</p>\n", notes[i]);
  g_string_append (html, "</section>\n");
}
