/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "svg-chart.h"

#include "figure-words.h"

#include <glib/gi18n-lib.h>

#define MONTHS_WIDTH  560
#define MONTHS_HEIGHT 240
#define MONTHS_LEFT   84
#define MONTHS_TOP    14
#define MONTHS_BOTTOM 30

#define BARS_WIDTH  500
#define BARS_LABEL  240
#define BARS_NUMBER 76
#define BARS_ROW    28
#define MAX_LABEL   34

void
guichet_html_append (GString *html, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_markup_vprintf_escaped (format, arguments);
  va_end (arguments);
  g_string_append (html, text);
}

void
guichet_svg_append_patterns (GString *html)
{
  g_string_append (
      html,
      "<svg width=\"0\" height=\"0\" aria-hidden=\"true\" focusable=\"false\" "
      "style=\"position:absolute\"><defs><pattern id=\"hatch\" width=\"6\" height=\"6\" "
      "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"6\" "
      "height=\"6\" fill=\"#fff\"/><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\" stroke=\"#7a5a16\" "
      "stroke-width=\"2.4\"/></pattern></defs></svg>\n");
}

/* 1, 2 or 5 times a power of ten, so that four steps at most reach @most. */
static gint64
get_step (gint64 most)
{
  for (gint64 power = 1;; power *= 10)
    for (int i = 0; i < 3; i++) {
      gint64 step = power * (i == 0 ? 1 : i == 1 ? 2 : 5);

      if (step * 4 >= most)
        return step;
    }
}

static void
append_axis (GString *html, gint64 step, gint64 top)
{
  int height = MONTHS_HEIGHT - MONTHS_TOP - MONTHS_BOTTOM;

  for (gint64 value = 0; value <= top; value += step) {
    int y = MONTHS_TOP + height - (int)(value * height / top);
    g_autofree char *number = guichet_words_number (value);

    guichet_html_append (html,
                         "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"grid\"/>"
                         "<text x=\"%d\" y=\"%d\" class=\"tick\" text-anchor=\"end\">%s</text>\n",
                         MONTHS_LEFT, y, MONTHS_WIDTH, y, MONTHS_LEFT - 8, y + 4, number);
  }
}

static void
append_bar (GString *html, double x, double width, gint64 n, gint64 top, const char *class_name,
            const char *month, int year)
{
  int height = MONTHS_HEIGHT - MONTHS_TOP - MONTHS_BOTTOM;
  int bar = (int)(n * height / top);
  g_autofree char *number = guichet_words_number (n);

  if (n > 0)
    guichet_html_append (html,
                         "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"%s\">"
                         "<title>%s %d: %s</title></rect>\n",
                         (int)x, MONTHS_TOP + height - MAX (bar, 1), (int)width, MAX (bar, 1),
                         class_name, month, year, number);
}

/* A month that was counted and withheld: a ring on the axis, so that it does not look like none. */
static void
append_ring (GString *html, const GuichetFigures *figures, double x, int month, gboolean is_before)
{
  g_autofree char *words = NULL;

  if (!guichet_words_are_visits_withheld (figures, month, is_before))
    return;
  words = guichet_words_visits (figures, month, is_before);
  guichet_html_append (html,
                       "<circle cx=\"%d\" cy=\"%d\" r=\"4\" class=\"%s\"><title>%s %d: %s"
                       "</title></circle>\n",
                       (int)x, MONTHS_HEIGHT - MONTHS_BOTTOM - 6, is_before ? "ring b" : "ring",
                       guichet_words_month (month), figures->year - (is_before ? 1 : 0), words);
}

static void
append_heading (GString *html, int width, int height, const char *title)
{
  guichet_html_append (html, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s. %s\">\n",
                       width, height, title, _ ("The same numbers are in the table."));
}

void
guichet_svg_append_months (GString *html, const GuichetFigures *figures, const char *title)
{
  gint64 most = 1, step, top;
  double slot = (MONTHS_WIDTH - MONTHS_LEFT) / 12.0;

  for (int month = 0; month < 12; month++)
    most = MAX (most, MAX (figures->months[month][0].n, figures->months[month][1].n));
  step = get_step (most);
  top = (most + step - 1) / step * step;

  append_heading (html, MONTHS_WIDTH, MONTHS_HEIGHT, title);
  append_axis (html, step, top);
  for (int month = 0; month < 12; month++) {
    double x = MONTHS_LEFT + month * slot;
    const char *name = guichet_words_month (month + 1);

    append_bar (html, x + slot * 0.12, slot * 0.36, figures->months[month][1].n, top, "before",
                name, figures->year - 1);
    append_bar (html, x + slot * 0.50, slot * 0.38, figures->months[month][0].n, top, "now", name,
                figures->year);
    append_ring (html, figures, x + slot * 0.30, month + 1, TRUE);
    append_ring (html, figures, x + slot * 0.69, month + 1, FALSE);
    guichet_html_append (
        html, "<text x=\"%d\" y=\"%d\" class=\"tick\" text-anchor=\"middle\">%s</text>\n",
        (int)(x + slot / 2), MONTHS_HEIGHT - 10, guichet_words_short_month (month + 1));
  }
  g_string_append (html, "</svg>\n");
}

static char *
shorten (const char *title)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (title, -1) <= MAX_LABEL)
    return g_strdup (title);
  start = g_utf8_substring (title, 0, MAX_LABEL - 1);

  return g_strconcat (start, "…", NULL);
}

static void
append_row (GString *html, const GuichetFigures *figures, const GuichetFigureTable *table,
            const GuichetFigureRow *row, int y, gint64 most)
{
  int room = BARS_WIDTH - BARS_LABEL - BARS_NUMBER;
  int now = (int)(row->now.n * room / most);
  int before = (int)(row->before.n * room / most);
  g_autofree char *title = shorten (row->title);
  g_autofree char *number = guichet_words_row (figures, table, row);

  guichet_html_append (html,
                       "<text x=\"%d\" y=\"%d\" class=\"label\" text-anchor=\"end\">%s</text>",
                       BARS_LABEL - 8, y + 17, title);
  if (now > 0)
    guichet_html_append (html, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"13\" class=\"now\"/>",
                         BARS_LABEL, y + 2, MAX (now, 1));
  if (before > 0)
    guichet_html_append (html,
                         "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"7\" class=\"before\"/>",
                         BARS_LABEL, y + 16, MAX (before, 1));
  guichet_html_append (html, "<text x=\"%d\" y=\"%d\" class=\"value\">%s</text>\n",
                       BARS_LABEL + MAX (now, before) + 7, y + 15, number);
}

void
guichet_svg_append_bars (GString *html, const GuichetFigures *figures,
                         const GuichetFigureTable *table, const char *title, guint most_rows)
{
  guint n = MIN (table->rows->len, most_rows);
  gint64 most = 1;

  for (guint i = 0; i < n; i++) {
    const GuichetFigureRow *row = g_ptr_array_index (table->rows, i);

    most = MAX (most, MAX (row->now.n, row->before.n));
  }
  append_heading (html, BARS_WIDTH, (int)n * BARS_ROW + 4, title);
  for (guint i = 0; i < n; i++)
    append_row (html, figures, table, g_ptr_array_index (table->rows, i), (int)i * BARS_ROW, most);
  g_string_append (html, "</svg>\n");
}
