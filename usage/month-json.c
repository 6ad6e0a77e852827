/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "month-report.h"

#include <string.h>

/* Raised when a key changes its meaning or goes away. */
#define SCHEMA 1

static void
append_string (GString *text, const char *string)
{
  g_autofree char *valid = g_utf8_make_valid (string, -1);

  g_string_append_c (text, '"');
  for (const char *at = valid; *at != '\0'; at++)
    if ((guint8)*at < 0x20 || *at == 0x7f)
      g_string_append_printf (text, "\\u%04x", (guint)*at);
    else if (*at == '"' || *at == '\\')
      g_string_append_printf (text, "\\%c", *at);
    else
      g_string_append_c (text, *at);
  g_string_append_c (text, '"');
}

static int
compare_labels (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(GuichetMonthRow *const *)a)->label, (*(GuichetMonthRow *const *)b)->label);
}

static int
compare_metrics (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(GuichetMonthSection *const *)a)->metric,
                 (*(GuichetMonthSection *const *)b)->metric);
}

/* The same pointers in another order; they stay owned by @array. */
static GPtrArray *
sort_copy (GPtrArray *array, GCompareFunc compare)
{
  GPtrArray *copy = g_ptr_array_sized_new (array->len);

  for (guint i = 0; i < array->len; i++)
    g_ptr_array_add (copy, g_ptr_array_index (array, i));
  g_ptr_array_sort (copy, compare);

  return copy;
}

static void
append_rows (GString *text, const GuichetMonthSection *section)
{
  g_autoptr (GPtrArray) rows = sort_copy (section->rows, compare_labels);

  g_string_append_c (text, '{');
  for (guint i = 0; i < rows->len; i++) {
    const GuichetMonthRow *row = g_ptr_array_index (rows, i);

    g_string_append (text, i == 0 ? "" : ", ");
    append_string (text, row->label);
    g_string_append_printf (text, ": %" G_GINT64_FORMAT, row->n);
  }
  g_string_append_c (text, '}');
}

static void
append_counts (GString *text, const GuichetMonthReport *self)
{
  g_autoptr (GPtrArray) sections = sort_copy (self->sections, compare_metrics);

  g_string_append (text, "  \"counts\": {");
  for (guint i = 0; i < sections->len; i++) {
    const GuichetMonthSection *section = g_ptr_array_index (sections, i);

    g_string_append (text, i == 0 ? "\n    " : ",\n    ");
    append_string (text, section->metric);
    g_string_append (text, ": ");
    append_rows (text, section);
  }
  g_string_append (text, "\n  },\n");
}

char *
guichet_month_report_to_json (const GuichetMonthReport *self)
{
  GString *text = g_string_new ("{\n");

  append_counts (text, self);
  g_string_append (text, "  \"gaps\": [");
  for (guint i = 0; i < self->gaps->len; i++) {
    g_string_append (text, i == 0 ? "" : ", ");
    append_string (text, g_ptr_array_index (self->gaps, i));
  }
  g_string_append (text, "],\n  \"month\": ");
  append_string (text, self->month);
  g_string_append_printf (text, ",\n  \"schema\": %d\n}\n", SCHEMA);

  return g_string_free (text, FALSE);
}
