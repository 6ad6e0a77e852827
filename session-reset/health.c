/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME  "guichet.prom"
#define BLUR_BYTES (64 * 1024 * 1024)

static const char *const states[] = { "starting", "in-service", "out-of-order" };

const char *
guichet_health_state_of_phase (const char *phase)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (phase, states[i]))
      return states[i];
  return "in-service";
}

guint64
guichet_health_blur_bytes (guint64 bytes)
{
  return bytes - bytes % BLUR_BYTES;
}

static gboolean
read_day (const char *day, GDate *date)
{
  guint year, month, number;

  if (day == NULL || sscanf (day, "%4u-%2u-%2u", &year, &month, &number) != 3 ||
      !g_date_valid_dmy ((GDateDay)number, (GDateMonth)month, (GDateYear)year))
    return FALSE;
  g_date_set_dmy (date, (GDateDay)number, (GDateMonth)month, (GDateYear)year);
  return TRUE;
}

int
guichet_health_count_days (const char *day, const char *today)
{
  GDate from, to;

  if (!read_day (day, &from) || !read_day (today, &to))
    return -1;
  return MAX (0, g_date_days_between (&from, &to));
}

/* --- the text --- */

static void
begin (GString *text, const char *name, const char *type, const char *help)
{
  g_string_append_printf (text, "# HELP guichet_%s %s\n# TYPE guichet_%s %s\n", name, help, name,
                          type);
}

/* Labels are our own words, or checked ones; this is for the day when one is not. */
static void
add_label (GString *text, const char *value)
{
  for (const char *p = value; *p != '\0'; p++)
    if (*p == '\\' || *p == '"')
      g_string_append_printf (text, "\\%c", *p);
    else
      g_string_append_c (text, *p == '\n' ? ' ' : *p);
}

static void
add_labelled (GString *text, const char *name, const char *label, const char *value, guint number)
{
  g_string_append_printf (text, "guichet_%s{%s=\"", name, label);
  add_label (text, value);
  g_string_append_printf (text, "\"} %u\n", number);
}

static void
add_number (GString *text, const char *name, const char *help, guint64 number)
{
  begin (text, name, "gauge", help);
  g_string_append_printf (text, "guichet_%s %" G_GUINT64_FORMAT "\n", name, number);
}

static void
add_state (GString *text, const GuichetHealth *health)
{
  begin (text, "info", "gauge", "Version of the terminal's program.");
  add_labelled (text, "info", "version", health->version, 1);
  begin (text, "state", "gauge", "State of the terminal, whether it is in use or not.");
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    add_labelled (text, "state", "state", states[i], g_str_equal (health->state, states[i]));
  begin (text, "failure", "gauge", "Code that the screen shows while it is out of order.");
  if (*health->failure != '\0')
    add_labelled (text, "failure", "code", health->failure, 1);
  begin (text, "failures_total", "counter",
         "Failures by kind; those of a visit once their day is over.");
  for (int i = 0; i < GUICHET_N_FAULTS; i++)
    add_labelled (text, "failures_total", "kind", guichet_fault_to_name ((GuichetFault)i),
                  health->n_faults[i]);
}

static void
add_device (GString *text, const char *device, const char *word)
{
  g_string_append_printf (text, "guichet_device_info{device=\"%s\",state=\"", device);
  add_label (text, word);
  g_string_append (text, "\"} 1\n");
}

static gboolean
is_known (const char *word)
{
  return !g_str_equal (word, "unknown") && !g_str_equal (word, "not-set-up");
}

static void
add_devices (GString *text, const GuichetHealth *health)
{
  begin (text, "device_info", "gauge", "State of the printer and the scanner, in a word.");
  add_device (text, "printer", health->printer);
  add_device (text, "scanner", health->scanner);
  begin (text, "device_ready", "gauge",
         "Whether the device can be used; none, not asked: left out.");
  if (is_known (health->printer))
    add_labelled (text, "device_ready", "device", "printer",
                  g_str_equal (health->printer, "ready"));
  if (is_known (health->scanner))
    add_labelled (text, "device_ready", "device", "scanner",
                  g_str_equal (health->scanner, "ready"));
  add_number (text, "input_devices", "Keyboards, pointers and touch screens that are there.",
              health->n_input_devices);
}

/* Midnight, by the centre's clock. */
static gint64
get_unix_of_day (const char *day)
{
  GDate date;
  g_autoptr (GDateTime) midnight = NULL;

  if (!read_day (day, &date))
    return 0;
  midnight = g_date_time_new_local (g_date_get_year (&date), g_date_get_month (&date),
                                    g_date_get_day (&date), 0, 0, 0);
  return midnight != NULL ? g_date_time_to_unix (midnight) : 0;
}

static void
add_days (GString *text, const GuichetHealth *health)
{
  begin (text, "last_wipe_day_timestamp_seconds", "gauge",
         "Midnight of the last day, today left out, with a wipe that was proved.");
  if (health->wipe_day != NULL)
    g_string_append_printf (text, "guichet_last_wipe_day_timestamp_seconds %" G_GINT64_FORMAT "\n",
                            get_unix_of_day (health->wipe_day));
  begin (text, "days_since_report", "gauge", "Days since a report left for the federation.");
  if (health->days_since_report >= 0)
    g_string_append_printf (text, "guichet_days_since_report %d\n", health->days_since_report);
}

char *
guichet_health_to_text (const GuichetHealth *self)
{
  GString *text = g_string_new (NULL);

  add_state (text, self);
  add_devices (text, self);
  add_days (text, self);
  add_number (text, "config_problems", "Mistakes in the settings; guichetctl check tells them.",
              self->n_config_problems);
  add_number (text, "disk_size_bytes", "Size of the file system of the counts.", self->disk_size);
  add_number (text, "disk_free_bytes", "What is free of it, in steps of 64 MiB.", self->disk_free);
  add_number (text, "database_size_bytes", "Size of the counts, as of the day's first look.",
              self->database_size);
  return g_string_free (text, FALSE);
}

/* --- the file --- */

static gboolean
write_all (int fd, const char *text)
{
  for (gsize left = strlen (text); left > 0;) {
    ssize_t n = write (fd, text, left);

    if (n < 0 && errno != EINTR)
      return FALSE;
    text += MAX (n, 0);
    left -= (gsize)MAX (n, 0);
  }
  return TRUE;
}

/* Not synced: after a power cut the first thing that a supervisor does is to write it again. */
gboolean
guichet_health_write (const char *directory, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (directory, FILE_NAME, NULL);
  /* Its name does not end in .prom: nobody collects half of it. */
  g_autofree char *new_path = g_strconcat (path, ".new", NULL);
  gboolean is_written = FALSE;
  int fd, problem;

  (void)g_unlink (new_path);
  fd = open (new_path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd >= 0) {
    is_written = fchmod (fd, 0644) == 0 && write_all (fd, text) && g_rename (new_path, path) == 0;
    problem = errno;
    close (fd);
    errno = problem;
  }
  if (is_written)
    return TRUE;
  problem = errno;
  (void)g_unlink (new_path);
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (problem), "%s: %s", path,
               g_strerror (problem));
  return FALSE;
}

void
guichet_health_remove (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, FILE_NAME, NULL);

  (void)g_unlink (path);
}
