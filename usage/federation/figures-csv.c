/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures-csv.h"

#include "figure-words.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define BOM "\xEF\xBB\xBF"

/* A centre writes its own name: "=cmd|…" must stay a text (OWASP, CSV injection). */
static void
append_text (GString *csv, const char *text)
{
  g_string_append_c (csv, '"');
  if (*text != '\0' && strchr ("=+-@\t\r", *text) != NULL)
    g_string_append_c (csv, '\'');
  for (; *text != '\0'; text++) {
    if (*text == '"')
      g_string_append_c (csv, '"');
    g_string_append_c (csv, *text);
  }
  g_string_append (csv, "\";");
}

static void
append_number (GString *csv, gint64 n)
{
  g_string_append_printf (csv, "%" G_GINT64_FORMAT ";", n);
}

/* "-3,2": tenths of a percent with the comma that French spreadsheets expect. */
static void
append_change (GString *csv, const GuichetSum *now, const GuichetSum *before)
{
  if (now->n > 0 && before->n > 0) {
    gint64 tenths = (now->n - before->n) * 1000 / before->n;

    g_string_append_printf (csv, "%s%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT, tenths < 0 ? "-" : "",
                            ABS (tenths) / 10, ABS (tenths) % 10);
  }
  g_string_append_c (csv, ';');
}

static void
append_sums (GString *csv, const GuichetSum *now, const GuichetSum *before, gint64 n_withheld,
             const char *remark)
{
  if (now->n > 0) {
    append_number (csv, now->n);
    append_number (csv, guichet_sum_get_margin (now));
  } else
    g_string_append (csv, ";;");
  if (before->n > 0)
    append_number (csv, before->n);
  else
    g_string_append_c (csv, ';');
  append_change (csv, now, before);
  append_number (csv, n_withheld);
  append_text (csv, remark);
  /* The last separator is no column. */
  g_string_truncate (csv, csv->len - 1);
  g_string_append (csv, "\r\n");
}

static void
append_place (GString *csv, const char *period, const char *department, const char *id,
              const char *name)
{
  append_text (csv, period);
  append_text (csv, department == NULL ? "" : department);
  append_text (csv, id == NULL ? "" : id);
  append_text (csv, name);
}

static void
append_labels (GString *csv, const char *metric, const char *metric_title, const char *label,
               const char *label_title)
{
  append_text (csv, metric);
  append_text (csv, metric_title);
  append_text (csv, label);
  append_text (csv, label_title);
}

static void
append_table (GString *csv, const GuichetFigures *self, const char *period,
              const GuichetFigureTable *table)
{
  for (guint i = 0; table->is_counted && i < table->rows->len; i++) {
    const GuichetFigureRow *row = g_ptr_array_index (table->rows, i);
    g_autofree char *words = guichet_words_row (self, table, row);

    append_place (csv, period, self->department, self->centre, self->place);
    append_labels (csv, table->metric, table->title, row->id, row->title);
    append_sums (csv, &row->now, &row->before, row->n_withheld, row->now.n > 0 ? "" : words);
  }
}

static void
append_months (GString *csv, const GuichetFigures *self)
{
  for (int month = 1; month <= 12 && self->month == 0; month++) {
    const GuichetSum *sums = self->months[month - 1];
    g_autofree char *period = g_strdup_printf ("%d-%02d", self->year, month);
    g_autofree char *words = guichet_words_visits (self, month, FALSE);

    append_place (csv, period, self->department, self->centre, self->place);
    append_labels (csv, "visits", _ ("Visits, month by month"), "", guichet_words_month (month));
    append_sums (csv, &sums[0], &sums[1], 0, sums[0].n > 0 ? "" : words);
  }
}

static void
append_places (GString *csv, const char *period, const GPtrArray *places, gboolean are_centres)
{
  const GuichetSum none = { 0, 0 };

  for (guint i = 0; i < places->len; i++) {
    const GuichetPlaceRow *place = g_ptr_array_index (places, i);

    for (int key = 0; key < GUICHET_N_KEYS; key++) {
      append_place (csv, period, place->department, are_centres ? place->id : NULL, place->name);
      append_labels (csv, guichet_key_figure_get_metric ((GuichetKeyFigure)key),
                     guichet_words_key ((GuichetKeyFigure)key), "", _ ("Total"));
      append_sums (csv, &place->now[key], key == GUICHET_KEY_VISITS ? &place->visits_before : &none,
                   0, "");
    }
  }
}

char *
guichet_figures_to_csv (const GuichetFigures *self)
{
  GString *csv = g_string_new (BOM);
  g_autofree char *period = guichet_words_period (self);
  const char *const headings[] = {
    _ ("Period"),          _ ("Department"),  _ ("Centre"),   _ ("Place"),  _ ("Code"),
    _ ("Figure"),          _ ("Label code"),  _ ("Label"),    _ ("Number"), _ ("Give or take"),
    _ ("The year before"), _ ("Change in %"), _ ("Withheld"), _ ("Remark"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (headings); i++)
    append_text (csv, headings[i]);
  g_string_truncate (csv, csv->len - 1);
  g_string_append (csv, "\r\n");

  append_months (csv, self);
  append_table (csv, self, period, self->themes);
  for (guint i = 0; i < self->tables->len; i++)
    append_table (csv, self, period, g_ptr_array_index (self->tables, i));
  append_places (csv, period, self->departments, FALSE);
  append_places (csv, period, self->centres, TRUE);

  return g_string_free (csv, FALSE);
}
