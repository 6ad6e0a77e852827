/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "day.h"

#include <stdlib.h>
#include <string.h>

/* TRUE when @text has a digit for each 0 of @shape, and else the same characters. */
static gboolean
has_shape (const char *text, const char *shape)
{
  if (text == NULL || strlen (text) != strlen (shape))
    return FALSE;

  for (gsize i = 0; shape[i] != '\0'; i++)
    if (shape[i] == '0' ? !g_ascii_isdigit (text[i]) : text[i] != shape[i])
      return FALSE;

  return TRUE;
}

gboolean
guichet_month_is_valid (const char *month)
{
  return has_shape (month, "0000-00") && g_date_valid_year ((GDateYear)atoi (month)) &&
         g_date_valid_month ((GDateMonth)atoi (month + 5));
}

guint
guichet_month_get_n_days (const char *month)
{
  return g_date_get_days_in_month ((GDateMonth)atoi (month + 5), (GDateYear)atoi (month));
}

gboolean
guichet_day_is_valid (const char *day)
{
  g_autofree char *month = NULL;

  if (!has_shape (day, "0000-00-00"))
    return FALSE;

  month = g_strndup (day, strlen ("0000-00"));

  return guichet_month_is_valid (month) && atoi (day + 8) >= 1 &&
         (guint)atoi (day + 8) <= guichet_month_get_n_days (month);
}

char *
guichet_day_get_today (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_format (now, "%Y-%m-%d");
}
