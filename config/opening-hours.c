/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opening-hours.h"

#define DAY_MINUTES (24 * 60)

typedef struct {
  guint from;
  guint to; /* the first minute that is closed again */
} Range;

struct _GuichetOpeningHours {
  GArray *days[7]; /* element type Range; NULL: nothing was said */
  gboolean is_set;
};

GuichetOpeningHours *
guichet_opening_hours_new (void)
{
  return g_new0 (GuichetOpeningHours, 1);
}

void
guichet_opening_hours_free (GuichetOpeningHours *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->days); i++)
    g_clear_pointer (&self->days[i], g_array_unref);
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
