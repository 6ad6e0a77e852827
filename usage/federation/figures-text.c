/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures-text.h"

#include "figure-words.h"

#include <glib/gi18n-lib.h>

#define TITLE_WIDTH  44
#define NUMBER_WIDTH 12

/* printf pads bytes, not letters. */
static void
append_padded (GString *text, const char *word, int width, gboolean is_right)
{
  int padding = MAX (width - (int)g_utf8_strlen (word, -1), 0);

  g_string_append_printf (text, "%*s%s%*s", is_right ? padding : 0, "", word,
                          is_right ? 0 : padding, "");
}

static void
append_line (GString *text, const char *title, const char *now, const char *before,
             const char *change)
{
  g_string_append (text, "  ");
  append_padded (text, title, TITLE_WIDTH, FALSE);
  append_padded (text, now, NUMBER_WIDTH, TRUE);
  append_padded (text, before, NUMBER_WIDTH, TRUE);
  append_padded (text, change, 10, TRUE);
  g_string_append_c (text, '\n');
}

static void
append_table (GString *text, const GuichetFigures *self, const GuichetFigureTable *table)
{
  if (!table->is_counted)
    return;
  g_string_append_printf (text, "\n%s\n", table->title);
  for (guint i = 0; i < table->rows->len; i++) {
    const GuichetFigureRow *row = g_ptr_array_index (table->rows, i);
    g_autofree char *now = guichet_words_row (self, table, row);
    g_autofree char *before = guichet_words_number (row->before.n);
    g_autofree char *change = guichet_words_change (&row->now, &row->before);

    append_line (text, row->title, now, before, change);
  }
  {
    g_autofree char *now = guichet_words_total (self, table);
    g_autofree char *before = guichet_words_number (table->before.n);
    g_autofree char *change = guichet_words_change (&table->now, &table->before);

    append_line (text, _ ("Total"), now, before, change);
  }
}

static void
append_months (GString *text, const GuichetFigures *self)
{
  g_string_append_printf (text, "\n%s\n", _ ("Visits, month by month"));
  for (int month = 1; month <= 12; month++) {
    const GuichetSum *sums = self->months[month - 1];
    g_autofree char *now = guichet_words_visits (self, month, FALSE);
    g_autofree char *before = guichet_words_visits (self, month, TRUE);
    g_autofree char *change = guichet_words_change (&sums[0], &sums[1]);

    append_line (text, guichet_words_month (month), now, before, change);
  }
}

static void
append_places (GString *text, const char *title, const GPtrArray *places)
{
  if (places->len == 0)
    return;
  g_string_append_printf (text, "\n%s\n", title);
  for (guint i = 0; i < places->len; i++) {
    const GuichetPlaceRow *place = g_ptr_array_index (places, i);
    g_autofree char *name = g_strdup_printf ("%s  %s", place->department, place->name);
    g_autofree char *now = guichet_words_number (place->now[GUICHET_KEY_VISITS].n);
    g_autofree char *before = guichet_words_number (place->visits_before.n);
    g_autofree char *change =
        guichet_words_change (&place->now[GUICHET_KEY_VISITS], &place->visits_before);

    append_line (text, name, now, before, change);
  }
}

char *
guichet_figures_to_text (const GuichetFigures *self)
{
  GString *text = g_string_new (NULL);
  g_autofree char *period = guichet_words_period (self);
  g_autofree char *before = guichet_words_period_before (self);
  g_autofree char *coverage = guichet_words_coverage (self);
  g_auto (GStrv) notes = guichet_words_notes (self);

  g_string_append_printf (text, "%s, %s\n%s\n", self->place, period, coverage);
  g_string_append_printf (text, _ ("Columns: %s, %s, change"), period, before);
  g_string_append_c (text, '\n');
  if (self->month == 0)
    append_months (text, self);
  append_table (text, self, self->themes);
  for (guint i = 0; i < self->tables->len; i++)
    append_table (text, self, g_ptr_array_index (self->tables, i));
  append_places (text, _ ("Visits by department"), self->departments);
  append_places (text, _ ("Visits by centre"), self->centres);
  g_string_append_c (text, '\n');
  for (guint i = 0; notes[i] != NULL; i++)
    g_string_append_printf (text, "- %s\n", notes[i]);

  return g_string_free (text, FALSE);
}
