/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opening-hours.h"

#include <string.h>

#define DAY_MINUTES (24 * 60)

typedef struct {
  guint from;
  guint to; /* the first minute that is closed again */
} Range;

/* As numbers that can be compared: 20261225; every year: 1225. */
typedef struct {
  guint first;
  guint last;
} Days;

struct _GuichetOpeningHours {
  GArray *days[7]; /* element type Range; NULL: nothing was said */
  gboolean is_set;
  GArray *closed; /* element type Days */
};

GuichetOpeningHours *
guichet_opening_hours_new (void)
{
  GuichetOpeningHours *self = g_new0 (GuichetOpeningHours, 1);

  self->closed = g_array_new (FALSE, FALSE, sizeof (Days));
  return self;
}

void
guichet_opening_hours_free (GuichetOpeningHours *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->days); i++)
    g_clear_pointer (&self->days[i], g_array_unref);
  g_array_unref (self->closed);
  g_free (self);
}

/* "08:30", or "8:30"; moves @text behind it. */
static gboolean
read_minute (const char **text, guint *minute)
{
  const char *p = *text;
  guint hour = 0;

  for (guint n = 0; g_ascii_isdigit (*p) && n < 2; n++)
    hour = hour * 10 + (guint)g_ascii_digit_value (*p++);
  if (p == *text || p[0] != ':' || !g_ascii_isdigit (p[1]) || !g_ascii_isdigit (p[2]))
    return FALSE;
  *minute = hour * 60 + (guint)g_ascii_digit_value (p[1]) * 10 + (guint)g_ascii_digit_value (p[2]);
  *text = p + 3;
  return p[1] <= '5' && *minute <= DAY_MINUTES;
}

static gboolean
read_range (const char *text, guint after, Range *range)
{
  if (!read_minute (&text, &range->from) || *text++ != '-' || !read_minute (&text, &range->to))
    return FALSE;
  return *text == '\0' && range->from >= after && range->to > range->from;
}

gboolean
guichet_opening_hours_set_day (GuichetOpeningHours *self, guint weekday, const char *const *ranges)
{
  g_autoptr (GArray) day = g_array_new (FALSE, FALSE, sizeof (Range));
  guint after = 0;

  g_return_val_if_fail (weekday >= 1 && weekday <= G_N_ELEMENTS (self->days), FALSE);

  for (guint i = 0; ranges[i] != NULL; i++) {
    Range range;

    if (!read_range (ranges[i], after, &range))
      return FALSE;
    after = range.to;
    g_array_append_val (day, range);
  }
  g_clear_pointer (&self->days[weekday - 1], g_array_unref);
  self->days[weekday - 1] = g_steal_pointer (&day);
  self->is_set = TRUE;
  return TRUE;
}

gboolean
guichet_opening_hours_is_open (const GuichetOpeningHours *self, guint weekday, guint minute)
{
  const GArray *day;

  g_return_val_if_fail (weekday >= 1 && weekday <= G_N_ELEMENTS (self->days), TRUE);

  day = self->days[weekday - 1];
  for (guint i = 0; day != NULL && i < day->len; i++) {
    const Range *range = &g_array_index (day, Range, i);

    if (minute >= range->from && minute < range->to)
      return TRUE;
  }
  return !self->is_set;
}

static gboolean
read_digits (const char **text, guint n, guint *number)
{
  *number = 0;
  for (guint i = 0; i < n; i++) {
    if (!g_ascii_isdigit (**text))
      return FALSE;
    *number = *number * 10 + (guint)g_ascii_digit_value (*(*text)++);
  }
  return TRUE;
}

/* "12-25", the year left out; any year that has a 29th of February stands for all. */
static gboolean
read_month_day (const char **text, guint year, guint *number)
{
  guint month, day;

  if (!read_digits (text, 2, &month) || *(*text)++ != '-' || !read_digits (text, 2, &day))
    return FALSE;
  *number = month * 100 + day;
  return g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

static gboolean
read_date (const char **text, guint *number)
{
  guint year;

  if (!read_digits (text, 4, &year) || *(*text)++ != '-' || !read_month_day (text, year, number))
    return FALSE;
  *number += year * 10000;
  return year > 0;
}

gboolean
guichet_opening_hours_add_closed (GuichetOpeningHours *self, const char *days)
{
  const char *text = days;
  Days closed;

  if (strlen (days) == strlen ("12-25")) {
    if (!read_month_day (&text, 2000, &closed.first))
      return FALSE;
    closed.last = closed.first;
  } else {
    if (!read_date (&text, &closed.first))
      return FALSE;
    closed.last = closed.first;
    if (*text == '/') {
      text++;
      if (!read_date (&text, &closed.last))
        return FALSE;
    }
  }
  if (*text != '\0' || closed.last < closed.first)
    return FALSE;
  g_array_append_val (self->closed, closed);
  return TRUE;
}

gboolean
guichet_opening_hours_is_closed_day (const GuichetOpeningHours *self, guint year, guint month,
                                     guint day)
{
  guint of_year = month * 100 + day, date = year * 10000 + of_year;

  for (guint i = 0; i < self->closed->len; i++) {
    const Days *closed = &g_array_index (self->closed, Days, i);

    if ((date >= closed->first && date <= closed->last) || of_year == closed->first)
      return TRUE;
  }
  return FALSE;
}
