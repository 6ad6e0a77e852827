/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault-counts.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define GROUP "Failures"
#define DAY   "Day"

const char *
guichet_fault_to_name (GuichetFault fault)
{
  static const char *const names[] = { "start",  "shell-died", "shell-hung", "sandbox",  "wipe",
                                       "counts", "printer",    "scanner",    "leftovers" };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == GUICHET_N_FAULTS);
  g_return_val_if_fail ((gsize)fault < G_N_ELEMENTS (names), "start");
  return names[fault];
}

void
guichet_fault_counts_begin_day (GuichetFaultCounts *self, const char *today)
{
  if (strcmp (today, self->day) <= 0)
    return;
  memcpy (self->n_published, self->n, sizeof self->n_published);
  (void)g_strlcpy (self->day, today, sizeof self->day);
}

/* Leftovers are told at the supervisor's start, whenever the visit was. */
static gboolean
is_told_at_once (GuichetFault fault)
{
  return fault == GUICHET_FAULT_LEFTOVERS || fault == GUICHET_FAULT_WIPE ||
         fault == GUICHET_FAULT_SANDBOX;
}

void
guichet_fault_counts_add (GuichetFaultCounts *self, GuichetFault fault, gboolean is_of_visit,
                          const char *today)
{
  g_return_if_fail ((gsize)fault < G_N_ELEMENTS (self->n));
  guichet_fault_counts_begin_day (self, today);
  self->n[fault]++;
  if (!is_of_visit || is_told_at_once (fault))
    self->n_published[fault]++;
}

/* --- the file --- */

static void
load_fault (GuichetFaultCounts *self, GKeyFile *file, GuichetFault fault)
{
  gsize n_values = 0;
  g_autofree int *values =
      g_key_file_get_integer_list (file, GROUP, guichet_fault_to_name (fault), &n_values, NULL);

  if (values == NULL || n_values != 2 || values[1] < 0 || values[0] < values[1])
    return;
  self->n[fault] = (guint)values[0];
  self->n_published[fault] = (guint)values[1];
}

void
guichet_fault_counts_load (GuichetFaultCounts *self, const char *path)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *day = NULL;

  memset (self, 0, sizeof *self);
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return;
  day = g_key_file_get_string (file, GROUP, DAY, NULL);
  if (day == NULL || strlen (day) >= sizeof self->day)
    return;
  (void)g_strlcpy (self->day, day, sizeof self->day);
  for (int i = 0; i < GUICHET_N_FAULTS; i++)
    load_fault (self, file, (GuichetFault)i);
}

static void
set_time_to_midnight (const char *path, const char *day)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *text = g_strconcat (day, "T00:00:00", NULL);
  g_autoptr (GDateTime) midnight = g_date_time_new_from_iso8601 (text, zone);
  struct timespec times[2] = { { 0, 0 }, { 0, 0 } };

  if (midnight != NULL)
    times[0].tv_sec = times[1].tv_sec = g_date_time_to_unix (midnight);
  (void)utimensat (AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

gboolean
guichet_fault_counts_save (const GuichetFaultCounts *self, const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;
  gsize length = 0;

  g_key_file_set_string (file, GROUP, DAY, self->day);
  for (int i = 0; i < GUICHET_N_FAULTS; i++) {
    int values[] = { (int)MIN (self->n[i], G_MAXINT), (int)MIN (self->n_published[i], G_MAXINT) };

    g_key_file_set_integer_list (file, GROUP, guichet_fault_to_name ((GuichetFault)i), values,
                                 G_N_ELEMENTS (values));
  }
  text = g_key_file_to_data (file, &length, NULL);
  if (!g_file_set_contents_full (path, text, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                 error))
    return FALSE;
  set_time_to_midnight (path, self->day);
  return TRUE;
}
