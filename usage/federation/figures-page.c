/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures-page.h"

#include "department.h"
#include "figure-words.h"
#include "page-parts.h"
#include "svg-chart.h"

#include <glib/gi18n-lib.h>

/* Bars that a reader can take in at once; the table beside has all. */
#define MOST_BARS 15

typedef struct {
  /* Borrowed */
  const GuichetFigures *figures;
  GString *html;
  /* State */
  GuichetLinkStyle links;
} Page;

/* A link, or the place where one is. */
static void
append_link (const Page *page, const GuichetPageTarget *target, const char *text, gboolean is_here)
{
  g_autofree char *link = guichet_page_link (page->links, target);

  if (is_here)
    guichet_html_append (page->html, "<span class=\"here\" aria-current=\"page\">%s</span> ", text);
  else if (link != NULL)
    guichet_html_append (page->html, "<a href=\"%s\">%s</a> ", link, text);
}

static GuichetPageTarget
make_target (const Page *page)
{
  return (GuichetPageTarget){ .department = page->figures->department,
                              .centre = page->figures->centre,
                              .year = page->figures->year,
                              .month = page->figures->month };
}

static void
append_years (const Page *page)
{
  GuichetPageTarget target = make_target (page);

  guichet_html_append (page->html, "<p><b>%s</b> ", _ ("Year"));
  target.month = 0;
  for (guint i = 0; i < page->figures->years->len; i++) {
    g_autofree char *text = NULL;

    target.year = g_array_index (page->figures->years, int, i);
    text = g_strdup_printf ("%d", target.year);
    append_link (page, &target, text,
                 target.year == page->figures->year && page->figures->month == 0);
  }
  g_string_append (page->html, "</p>\n");
}

static void
append_month_links (const Page *page)
{
  GuichetPageTarget target = make_target (page);

  guichet_html_append (page->html, "<p><b>%s</b> ", _ ("Month"));
  target.month = 0;
  append_link (page, &target, _ ("All the year"), page->figures->month == 0);
  for (target.month = 1; target.month <= 12; target.month++)
    if (page->figures->month > 0 || target.month <= page->figures->last_month)
      append_link (page, &target, guichet_words_month (target.month),
                   target.month == page->figures->month);
  g_string_append (page->html, "</p>\n");
}

static void
append_department_links (const Page *page)
{
  GuichetPageTarget target = make_target (page);
  const GPtrArray *departments = page->figures->departments;

  guichet_html_append (page->html, "<p><b>%s</b> ", _ ("Place"));
  target.centre = NULL;
  target.department = NULL;
  append_link (page, &target, _ ("The whole federation"), page->figures->department == NULL);
  if (page->figures->department != NULL) {
    g_autofree char *name =
        g_strdup_printf ("%s (%s)", guichet_department_get_name (page->figures->department),
                         page->figures->department);

    target.department = page->figures->department;
    append_link (page, &target, name, page->figures->centre == NULL);
  }
  if (page->figures->centre != NULL)
    append_link (page, &target, page->figures->place, TRUE);
  g_string_append (page->html, "</p>\n");

  if (departments->len == 0)
    return;
  guichet_html_append (page->html, "<details><summary>%s</summary><ul class=\"columns\">\n",
                       _ ("Choose a department"));
  for (guint i = 0; i < departments->len; i++) {
    const GuichetPlaceRow *department = g_ptr_array_index (departments, i);
    g_autofree char *name = g_strdup_printf ("%s  %s", department->id, department->name);

    target.department = department->id;
    g_string_append (page->html, "<li>");
    append_link (page, &target, name, FALSE);
    g_string_append (page->html, "</li>\n");
  }
  g_string_append (page->html, "</ul></details>\n");
}

static void
append_other_forms (const Page *page)
{
  GuichetPageTarget target = make_target (page);

  guichet_html_append (page->html, "<p><b>%s</b> ", _ ("Take away"));
  target.kind = GUICHET_PAGE_CSV;
  append_link (page, &target, _ ("Table (CSV)"), FALSE);
  target.kind = GUICHET_PAGE_XLSX;
  append_link (page, &target, _ ("Spreadsheet (XLSX)"), FALSE);
  target.kind = GUICHET_PAGE_SHEET;
  target.month = 0;
  append_link (page, &target, _ ("Yearly sheet to print"), FALSE);
  g_string_append (page->html, "</p>\n");
}

static void
append_filters (const Page *page)
{
  if (page->links == GUICHET_LINKS_NONE)
    return;

  guichet_html_append (page->html, "<nav class=\"filters\" aria-label=\"%s\">\n",
                       _ ("Choose what is shown"));
  append_department_links (page);
  if (page->links == GUICHET_LINKS_QUERY) {
    append_years (page);
    append_month_links (page);
  }
  append_other_forms (page);
  g_string_append (page->html, "</nav>\n");
}

static void
append_top (const Page *page)
{
  g_autofree char *period = guichet_words_period (page->figures);
  g_autofree char *coverage = guichet_words_coverage (page->figures);

  guichet_html_append (page->html,
                       "<a class=\"skip\" href=\"#figures\">%s</a>\n<header class=\"top\">\n"
                       "<p class=\"over\">%s</p>\n<h1>%s <span class=\"when\">%s</span></h1>\n"
                       "<p class=\"over\">%s</p>\n</header>\n",
                       _ ("To the figures"), _ ("Terminals for online public services: their use"),
                       page->figures->place, period, coverage);
}

/* A chart and, beside it, the table of all its numbers. */
static void
append_pair_start (const Page *page, const char *title, gboolean are_months)
{
  guichet_html_append (page->html,
                       "<section>\n<h2>%s</h2>\n<div class=\"pair\">\n<figure><figcaption>", title);
  guichet_page_append_key (page->html, page->figures);
  if (are_months)
    guichet_page_append_withheld_key (page->html, page->figures);
  g_string_append (page->html, "</figcaption>\n");
}

static void
append_pair (const Page *page, const GuichetFigureTable *table, const char *title)
{
  if (!table->is_counted)
    return;
  append_pair_start (page, title, FALSE);
  guichet_svg_append_bars (page->html, page->figures, table, title, MOST_BARS);
  g_string_append (page->html, "</figure>\n");
  guichet_page_append_table (page->html, page->figures, table, G_MAXUINT, TRUE);
  g_string_append (page->html, "</div>\n</section>\n");
}

static void
append_months (const Page *page)
{
  const char *title = _ ("Visits, month by month");

  if (page->figures->month > 0)
    return;
  append_pair_start (page, title, TRUE);
  guichet_svg_append_months (page->html, page->figures, title);
  g_string_append (page->html, "</figure>\n");
  guichet_page_append_months (page->html, page->figures);
  g_string_append (page->html, "</div>\n</section>\n");
}

/* All other metrics, smaller: a table each. */
static void
append_others (const Page *page)
{
  const GuichetFigures *figures = page->figures;

  guichet_html_append (page->html, "<section>\n<h2>%s</h2>\n<div class=\"grid3\">\n",
                       _ ("How terminals are used"));
  for (guint i = 0; i < figures->tables->len; i++) {
    const GuichetFigureTable *table = g_ptr_array_index (figures->tables, i);

    if (!table->is_counted || table == figures->services)
      continue;
    g_string_append (page->html, "<div>\n");
    guichet_page_append_table (page->html, figures, table, G_MAXUINT, TRUE);
    g_string_append (page->html, "</div>\n");
  }
  g_string_append (page->html, "</div>\n</section>\n");
}

static void
append_place_row (const Page *page, const GuichetPlaceRow *place, gboolean is_centre)
{
  GuichetPageTarget target = { .department = place->department,
                               .centre = is_centre ? place->id : NULL,
                               .year = page->figures->year,
                               .month = page->figures->month };
  g_autofree char *link = guichet_page_link (page->links, &target);
  g_autofree char *change =
      guichet_words_change (&place->now[GUICHET_KEY_VISITS], &place->visits_before);

  guichet_html_append (page->html, "<tr><td>%s</td><th scope=\"row\">", place->department);
  if (link != NULL)
    guichet_html_append (page->html, "<a href=\"%s\">%s</a></th>", link, place->name);
  else
    guichet_html_append (page->html, "%s</th>", place->name);
  guichet_html_append (page->html, "<td>%u</td>", is_centre ? place->n_reports : place->n_centres);
  for (int key = 0; key < GUICHET_N_KEYS; key++) {
    g_autofree char *number = guichet_words_number (place->now[key].n);

    guichet_html_append (page->html, "<td>%s</td>", place->now[key].n > 0 ? number : "–");
    if (key == GUICHET_KEY_VISITS)
      guichet_html_append (page->html, "<td>%s</td>", change);
  }
  g_string_append (page->html, "</tr>\n");
}

static void
append_places (const Page *page, const GPtrArray *places, const char *title, gboolean are_centres)
{
  if (places->len == 0)
    return;
  guichet_html_append (
      page->html,
      "<section>\n<h2>%s</h2>\n<div class=\"scroll\"><table class=\"places\">\n<thead><tr>"
      "<th scope=\"col\">%s</th><th scope=\"col\">%s</th><th scope=\"col\">%s</th>",
      title, _ ("No."), are_centres ? _ ("Centre") : _ ("Department"),
      are_centres ? _ ("Months received") : _ ("Centres"));
  for (int key = 0; key < GUICHET_N_KEYS; key++) {
    guichet_html_append (page->html, "<th scope=\"col\">%s</th>",
                         guichet_words_key ((GuichetKeyFigure)key));
    if (key == GUICHET_KEY_VISITS)
      guichet_html_append (page->html, "<th scope=\"col\">%s</th>", _ ("Change"));
  }
  g_string_append (page->html, "</tr></thead>\n<tbody>\n");
  for (guint i = 0; i < places->len; i++)
    append_place_row (page, g_ptr_array_index (places, i), are_centres);
  g_string_append (page->html, "</tbody>\n</table></div>\n</section>\n");
}

char *
guichet_figures_to_page (const GuichetFigures *self, GuichetLinkStyle links)
{
  Page page = { .figures = self, .html = g_string_new (NULL), .links = links };
  g_autofree char *period = guichet_words_period (self);
  g_autofree char *title = g_strdup_printf ("%s, %s", self->place, period);

  guichet_page_append_head (page.html, title, "screen-page");
  append_top (&page);
  append_filters (&page);
  g_string_append (page.html, "<main id=\"figures\">\n");
  guichet_page_append_big (page.html, self, GUICHET_N_KEYS);
  append_months (&page);
  append_pair (&page, self->themes, _ ("What people come for, by theme"));
  append_pair (&page, self->services, _ ("Services opened"));
  append_others (&page);
  append_places (&page, self->departments, _ ("By department"), FALSE);
  append_places (&page, self->centres, _ ("By centre"), TRUE);
  guichet_page_append_notes (page.html, self);
  g_string_append (page.html, "</main>\n");
  guichet_page_append_foot (page.html);

  return g_string_free (page.html, FALSE);
}
