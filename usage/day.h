/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Days "YYYY-MM-DD" and months "YYYY-MM": the finest times that this room knows. Any thread. */

/** TRUE when @day is written so and exists in the calendar. */
gboolean guichet_day_is_valid (const char *day);
gboolean guichet_month_is_valid (const char *month);
/** Number of days of the valid @month. */
guint guichet_month_get_n_days (const char *month);
/** Today in local time, owned by the caller. */
char *guichet_day_get_today (void);
