/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures-xlsx.h"

#include "figure-words.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <xlsxwriter.h>

#include <string.h>

/* Rows above the first table of a sheet: what it is about. */
#define FIRST_ROW 5

typedef struct {
  /* Borrowed */
  const GuichetFigures *figures;
  lxw_workbook *book;
  lxw_format *bold;
  lxw_format *number;
  lxw_format *heading;
  lxw_format *italic;
} Book;

/* Texts are always written as strings, never as formulas, whatever they begin with. */
static void
write_text (lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text,
            lxw_format *format)
{
  worksheet_write_string (sheet, row, column, text, format);
}

static void
write_number (const Book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, gint64 n)
{
  worksheet_write_number (sheet, row, column, (double)n, book->number);
}

static lxw_worksheet *
add_sheet (const Book *book, const char *name, const char *title)
{
  lxw_worksheet *sheet = workbook_add_worksheet (book->book, name);
  g_autofree char *period = guichet_words_period (book->figures);
  g_autofree char *coverage = guichet_words_coverage (book->figures);

  worksheet_set_column (sheet, 0, 0, 46, NULL);
  worksheet_set_column (sheet, 1, 12, 15, NULL);
  write_text (sheet, 0, 0, title, book->heading);
  write_text (sheet, 1, 0, book->figures->place, book->bold);
  write_text (sheet, 1, 1, period, book->bold);
  write_text (sheet, 2, 0, coverage, NULL);
  worksheet_set_landscape (sheet);
  worksheet_set_paper (sheet, 9 /* A4 */);
  worksheet_fit_to_pages (sheet, 1, 0);

  return sheet;
}

static void
write_headings (const Book *book, lxw_worksheet *sheet, lxw_row_t row, const char *first)
{
  g_autofree char *now = g_strdup_printf ("%d", book->figures->year);
  g_autofree char *before = g_strdup_printf ("%d", book->figures->year - 1);

  write_text (sheet, row, 0, first, book->bold);
  write_text (sheet, row, 1, now, book->bold);
  write_text (sheet, row, 2, before, book->bold);
  write_text (sheet, row, 3, _ ("Give or take"), book->bold);
  write_text (sheet, row, 4, _ ("Remark"), book->bold);
}

/* Both years of one row; what was withheld stays empty and is said. */
static void
write_sums (const Book *book, lxw_worksheet *sheet, lxw_row_t row, const GuichetSum *now,
            const GuichetSum *before, const char *words)
{
  if (now->n > 0) {
    write_number (book, sheet, row, 1, now->n);
    write_number (book, sheet, row, 3, guichet_sum_get_margin (now));
  } else
    write_text (sheet, row, 4, words, book->italic);
  if (before->n > 0)
    write_number (book, sheet, row, 2, before->n);
}

static lxw_row_t
write_table (const Book *book, lxw_worksheet *sheet, lxw_row_t row, const GuichetFigureTable *table)
{
  write_headings (book, sheet, row++, table->title);
  for (guint i = 0; i < table->rows->len; i++) {
    const GuichetFigureRow *figure = g_ptr_array_index (table->rows, i);
    g_autofree char *words = guichet_words_row (book->figures, table, figure);

    write_text (sheet, row, 0, figure->title, NULL);
    write_sums (book, sheet, row++, &figure->now, &figure->before, words);
  }
  {
    g_autofree char *words = guichet_words_total (book->figures, table);

    write_text (sheet, row, 0, _ ("Total"), book->bold);
    write_sums (book, sheet, row++, &table->now, &table->before, words);
  }

  return row;
}

/* This year full, the year before as a pattern: told apart on paper too. */
static void
add_series (const Book *book, lxw_chart *chart, const char *sheet, lxw_row_t first, lxw_row_t last,
            int column)
{
  lxw_chart_series *series = chart_add_series (chart, NULL, NULL);
  lxw_chart_fill fill = { .color = 0x0B5A56 };
  lxw_chart_pattern pattern = { .fg_color = 0x7A5A16,
                                .bg_color = 0xFFFFFF,
                                .type = LXW_CHART_PATTERN_WIDE_UPWARD_DIAGONAL };
  g_autofree char *name = g_strdup_printf ("%d", book->figures->year - (column == 1 ? 0 : 1));

  chart_series_set_categories (series, sheet, first, 0, last, 0);
  chart_series_set_values (series, sheet, first, (lxw_col_t)column, last, (lxw_col_t)column);
  chart_series_set_name (series, name);
  if (column == 1)
    chart_series_set_fill (series, &fill);
  else
    chart_series_set_pattern (series, &pattern);
}

static void
add_chart (const Book *book, lxw_worksheet *sheet, const char *name, const char *title,
           lxw_row_t first, lxw_row_t last, gboolean is_bar)
{
  lxw_chart *chart = workbook_add_chart (book->book, is_bar ? LXW_CHART_BAR : LXW_CHART_COLUMN);
  lxw_chart_options options = { .x_scale = 1.5,
                                .y_scale = is_bar ? 1.9 : 1.3,
                                .description = (char *)title };

  add_series (book, chart, name, first, last, 1);
  add_series (book, chart, name, first, last, 2);
  chart_title_set_name (chart, title);
  chart_legend_set_position (chart, LXW_CHART_LEGEND_BOTTOM);
  if (is_bar)
    chart_axis_set_reverse (chart->x_axis);
  worksheet_insert_chart_opt (sheet, FIRST_ROW, 6, chart, &options);
}

static void
write_months (const Book *book)
{
  const char *name = _ ("Months");
  lxw_worksheet *sheet = add_sheet (book, name, _ ("Visits, month by month"));

  write_headings (book, sheet, FIRST_ROW, _ ("Month"));
  for (int month = 1; month <= 12; month++) {
    const GuichetSum *sums = book->figures->months[month - 1];
    lxw_row_t row = FIRST_ROW + (lxw_row_t)month;
    g_autofree char *words = guichet_words_visits (book->figures, month, FALSE);

    write_text (sheet, row, 0, guichet_words_month (month), NULL);
    write_sums (book, sheet, row, &sums[0], &sums[1], words);
  }
  add_chart (book, sheet, name, _ ("Visits, month by month"), FIRST_ROW + 1, FIRST_ROW + 12, FALSE);
}

static void
write_chart_sheet (const Book *book, const char *name, const GuichetFigureTable *table,
                   guint most_bars)
{
  lxw_worksheet *sheet;
  guint n = MIN (table->rows->len, most_bars);

  if (!table->is_counted || n == 0)
    return;
  sheet = add_sheet (book, name, table->title);
  write_table (book, sheet, FIRST_ROW, table);
  add_chart (book, sheet, name, table->title, FIRST_ROW + 1, FIRST_ROW + n, TRUE);
}

static void
write_statistics (const Book *book)
{
  lxw_worksheet *sheet =
      add_sheet (book, _ ("Statistics"), _ ("Terminals for online public services: their use"));
  g_auto (GStrv) notes = guichet_words_notes (book->figures);
  lxw_row_t row = FIRST_ROW;

  for (guint i = 0; i < book->figures->tables->len; i++) {
    const GuichetFigureTable *table = g_ptr_array_index (book->figures->tables, i);

    if (table->is_counted && table != book->figures->services)
      row = write_table (book, sheet, row, table) + 1;
  }
  for (guint i = 0; notes[i] != NULL; i++)
    write_text (sheet, row++, 0, notes[i], book->italic);
}

static void
write_places (const Book *book, const char *name, const GPtrArray *places, gboolean are_centres)
{
  lxw_worksheet *sheet;

  if (places->len == 0)
    return;
  sheet = add_sheet (book, name, name);
  write_text (sheet, FIRST_ROW, 0, are_centres ? _ ("Centre") : _ ("Department"), book->bold);
  write_text (sheet, FIRST_ROW, 1, _ ("No."), book->bold);
  write_text (sheet, FIRST_ROW, 2, are_centres ? _ ("Months received") : _ ("Centres"), book->bold);
  for (int key = 0; key < GUICHET_N_KEYS; key++)
    write_text (sheet, FIRST_ROW, (lxw_col_t)(3 + key), guichet_words_key ((GuichetKeyFigure)key),
                book->bold);
  write_text (sheet, FIRST_ROW, 3 + GUICHET_N_KEYS, _ ("Visits, the year before"), book->bold);

  for (guint i = 0; i < places->len; i++) {
    const GuichetPlaceRow *place = g_ptr_array_index (places, i);
    lxw_row_t row = FIRST_ROW + 1 + i;

    write_text (sheet, row, 0, place->name, NULL);
    write_text (sheet, row, 1, place->department, NULL);
    write_number (book, sheet, row, 2, are_centres ? place->n_reports : place->n_centres);
    for (int key = 0; key < GUICHET_N_KEYS; key++)
      if (place->now[key].n > 0)
        write_number (book, sheet, row, (lxw_col_t)(3 + key), place->now[key].n);
    if (place->visits_before.n > 0)
      write_number (book, sheet, row, 3 + GUICHET_N_KEYS, place->visits_before.n);
  }
  worksheet_freeze_panes (sheet, FIRST_ROW + 1, 1);
  worksheet_autofilter (sheet, FIRST_ROW, 0, FIRST_ROW + places->len, 3 + GUICHET_N_KEYS);
}

static lxw_error
write_book (const GuichetFigures *figures, const char *path)
{
  Book book = { .figures = figures, .book = workbook_new (path) };

  book.bold = workbook_add_format (book.book);
  format_set_bold (book.bold);
  book.heading = workbook_add_format (book.book);
  format_set_bold (book.heading);
  format_set_font_size (book.heading, 14);
  book.number = workbook_add_format (book.book);
  format_set_num_format (book.number, "#,##0");
  book.italic = workbook_add_format (book.book);
  format_set_italic (book.italic);

  write_statistics (&book);
  if (figures->month == 0)
    write_months (&book);
  write_chart_sheet (&book, _ ("Themes"), figures->themes, G_MAXUINT);
  write_chart_sheet (&book, _ ("Services"), figures->services, 15);
  write_places (&book, _ ("Departments"), figures->departments, FALSE);
  write_places (&book, _ ("Centres"), figures->centres, TRUE);

  return workbook_close (book.book);
}

GBytes *
guichet_figures_to_xlsx (const GuichetFigures *self, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("guichet-xlsx-XXXXXX", error);
  g_autofree char *path = NULL;
  char *bytes = NULL;
  gsize length = 0;
  lxw_error code;

  if (folder == NULL)
    return NULL;
  path = g_build_filename (folder, "book.xlsx", NULL);
  code = write_book (self, path);
  if (code != LXW_NO_ERROR)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("the spreadsheet was not written: %s"),
                 lxw_strerror (code));
  else
    g_file_get_contents (path, &bytes, &length, error);
  g_unlink (path);
  g_rmdir (folder);

  return bytes == NULL ? NULL : g_bytes_new_take (bytes, length);
}
