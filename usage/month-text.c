/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "month-report.h"

#include <glib/gi18n-lib.h>

#include <stdlib.h>
#include <string.h>

/* Room for a number with its separators. */
#define NUMBER_WIDTH 9

static void
append_line (GString *text, glong title_width, const char *title, gint64 n)
{
  g_autofree char *number = g_strdup_printf ("%'" G_GINT64_FORMAT, n);
  glong padding = title_width - g_utf8_strlen (title, -1);
  glong number_padding = NUMBER_WIDTH - g_utf8_strlen (number, -1);

  g_string_append_printf (text, "  %s%*s%*s%s\n", title, (int)MAX (padding, 0), "",
                          (int)MAX (number_padding, 1), "", number);
}

static glong
get_title_width (const GuichetMonthReport *self)
{
  glong width = g_utf8_strlen (_ ("Total"), -1);

  for (guint i = 0; i < self->sections->len; i++) {
    const GuichetMonthSection *section = g_ptr_array_index (self->sections, i);

    for (guint j = 0; j < section->rows->len; j++) {
      const GuichetMonthRow *row = g_ptr_array_index (section->rows, j);

      width = MAX (width, g_utf8_strlen (row->title, -1));
    }
  }

  return width;
}

static void
append_section (GString *text, glong title_width, const GuichetMonthSection *section)
{
  g_string_append_printf (text, "\n%s\n", section->title);
  if (section->rows->len == 0)
    g_string_append_printf (text, "  %s\n", _ ("none"));

  for (guint i = 0; i < section->rows->len; i++) {
    const GuichetMonthRow *row = g_ptr_array_index (section->rows, i);

    append_line (text, title_width, row->title, row->n);
  }
  if (section->rows->len > 1)
    append_line (text, title_width, _ ("Total"), section->total);
}

static int
get_day (const GPtrArray *days, guint i)
{
  return atoi ((const char *)g_ptr_array_index (days, i) + strlen ("YYYY-MM-"));
}

/* "2026-11-03, 2026-11-07–2026-11-09" */
static void
append_gaps (GString *text, const GPtrArray *days)
{
  g_string_append_printf (text, "\n%s\n  ",
                          _ ("Days whose counts were lost, in whole or in part:"));
  for (guint i = 0; i < days->len; i++) {
    guint last = i;

    while (last + 1 < days->len && get_day (days, last + 1) == get_day (days, last) + 1)
      last++;
    g_string_append_printf (text, "%s%s", i == 0 ? "" : ", ",
                            (const char *)g_ptr_array_index (days, i));
    if (last > i)
      g_string_append_printf (text, "–%s", (const char *)g_ptr_array_index (days, last));
    i = last;
  }
  g_string_append_c (text, '\n');
}

char *
guichet_month_report_to_text (const GuichetMonthReport *self)
{
  GString *text = g_string_new (NULL);
  glong width = get_title_width (self);

  /* Translators: %s is a month as 2026-11. */
  g_string_append_printf (text, _ ("Counts of this terminal, %s"), self->month);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < self->sections->len; i++)
    append_section (text, width, g_ptr_array_index (self->sections, i));
  if (self->gaps->len > 0)
    append_gaps (text, self->gaps);

  return g_string_free (text, FALSE);
}
