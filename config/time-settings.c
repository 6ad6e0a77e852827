/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "time-settings.h"

#include "config-value.h"
#include "nearest-name.h"
#include "setting-reader.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#define MINUTE 60
#define HOUR   3600

const GuichetKeySpec guichet_time_settings_time_keys[] = {
  { "Idle", FALSE, TRUE },        { "IdleForCode", FALSE, TRUE },  { "Countdown", FALSE, TRUE },
  { "Sound", FALSE, FALSE },      { "Limit", FALSE, FALSE },       { "Extension", FALSE, FALSE },
  { "Extensions", FALSE, FALSE }, { "Accompanied", FALSE, FALSE }, { NULL },
};

const GuichetKeySpec guichet_time_settings_hours_keys[] = {
  { "Monday", FALSE, FALSE },    { "Tuesday", FALSE, FALSE },
  { "Wednesday", FALSE, FALSE }, { "Thursday", FALSE, FALSE },
  { "Friday", FALSE, FALSE },    { "Saturday", FALSE, FALSE },
  { "Sunday", FALSE, FALSE },    { "Closed", FALSE, FALSE },
  { "Sleep", FALSE, FALSE },     { NULL },
};

const GuichetKeySpec guichet_time_settings_input_keys[] = {
  { "Seat", FALSE, FALSE },
  { "Devices", FALSE, FALSE },
  { "ResetChord", FALSE, FALSE },
  { "ResetHold", FALSE, FALSE },
  { "StaffChord", FALSE, FALSE },
  { "StaffHold", FALSE, FALSE },
  { "StaffCorner", FALSE, FALSE },
  { "StaffCornerHold", FALSE, FALSE },
  { NULL },
};

const GuichetKeySpec guichet_time_settings_help_keys[] = {
  { "Command", FALSE, FALSE },
  { "Broker", FALSE, FALSE },
  { "Topic", FALSE, FALSE },
  { NULL },
};

static char *
describe_duration (guint seconds)
{
  if (seconds >= HOUR && seconds % HOUR == 0)
    return g_strdup_printf ("%u h", seconds / HOUR);
  if (seconds >= MINUTE && seconds % MINUTE == 0)
    return g_strdup_printf ("%u min", seconds / MINUTE);
  return g_strdup_printf ("%u s", seconds);
}

static void
read_duration (const GuichetSettingReader *reading, const char *group, const char *key, guint min,
               guint max, gboolean can_be_none, guint *value)
{
  g_autofree char *text = guichet_setting_reader_get_text (reading, group, key);
  g_autofree char *least = describe_duration (min);
  g_autofree char *most = describe_duration (max);
  g_autofree char *expected = NULL;
  guint seconds;

  if (text == NULL) {
    if (can_be_none && guichet_key_file_has_key (reading->file, group, key))
      *value = 0;
    return;
  }
  if (guichet_config_value_parse_duration (text, &seconds) && seconds >= min && seconds <= max) {
    *value = seconds;
    return;
  }
  expected = g_strdup_printf (_ ("a time with its unit (s, min or h) from %s to %s"), least, most);
  guichet_setting_reader_add_problem (reading, GUICHET_CONFIG_PROBLEM_WARNING, group, key, text,
                                      expected, NULL);
}

static void
read_hours (const GuichetSettingReader *reading, GuichetOpeningHours *hours)
{
  for (guint day = 1; day <= 7; day++) {
    const char *key = guichet_time_settings_hours_keys[day - 1].name;
    g_autofree char *text = guichet_setting_reader_get_text (reading, "Hours", key);
    g_auto (GStrv) ranges = guichet_key_file_get_list (reading->file, "Hours", key);

    if (text != NULL && !guichet_opening_hours_set_day (hours, day, (const char *const *)ranges))
      guichet_setting_reader_add_problem (
          reading, GUICHET_CONFIG_PROBLEM_WARNING, "Hours", key, text,
          _ ("hours in their order, such as 08:30-12:00;13:30-18:00"), NULL);
  }
}

static void
read_closed_days (const GuichetSettingReader *reading, GuichetOpeningHours *hours)
{
  g_auto (GStrv) days = guichet_key_file_get_list (reading->file, "Hours", "Closed");

  for (guint i = 0; days[i] != NULL; i++)
    if (!guichet_opening_hours_add_closed (hours, days[i]))
      guichet_setting_reader_add_problem (
          reading, GUICHET_CONFIG_PROBLEM_WARNING, "Hours", "Closed", days[i],
          _ ("days such as 2026-05-14, 2026-12-21/2027-01-03, or 12-25 for every year"), NULL);
}

static void
read_chord (const GuichetSettingReader *reading, const char *key, GuichetKeyChord *chord)
{
  g_autofree char *text = guichet_setting_reader_get_text (reading, "Input", key);

  if (text == NULL) {
    if (guichet_key_file_has_key (reading->file, "Input", key))
      chord->n_keys = 0;
    return;
  }
  if (!guichet_key_chord_parse (text, chord))
    guichet_setting_reader_add_problem (
        reading, GUICHET_CONFIG_PROBLEM_WARNING, "Input", key, text,
        _ ("up to four keys joined by “+”, such as LeftCtrl+RightCtrl+Escape, or one key "
           "that nobody needs to write"),
        NULL);
}

static void
read_corner (const GuichetSettingReader *reading, GuichetScreenCorner *corner)
{
  static const char *const names[] = { "top-left", "top-right", "bottom-left", "bottom-right",
                                       NULL };
  g_autofree char *text = guichet_setting_reader_get_text (reading, "Input", "StaffCorner");

  if (text == NULL) {
    if (guichet_key_file_has_key (reading->file, "Input", "StaffCorner"))
      *corner = GUICHET_CORNER_NONE;
    return;
  }
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (text, names[i])) {
      *corner = (GuichetScreenCorner)(GUICHET_CORNER_TOP_LEFT + i);
      return;
    }
  guichet_setting_reader_add_problem (
      reading, GUICHET_CONFIG_PROBLEM_WARNING, "Input", "StaffCorner", text,
      _ ("top-left, top-right, bottom-left or bottom-right"), guichet_nearest_name (text, names));
}

static gboolean
is_path (const char *text)
{
  g_autofree char *canonical =
      g_path_is_absolute (text) ? g_canonicalize_filename (text, "/") : NULL;

  return canonical != NULL && g_str_equal (canonical, text) && !g_str_equal (text, "/");
}

static void
read_devices (const GuichetSettingReader *reading, char ***devices)
{
  g_auto (GStrv) paths = guichet_key_file_get_list (reading->file, "Input", "Devices");

  for (guint i = 0; paths[i] != NULL; i++)
    if (!is_path (paths[i]) || !g_str_has_prefix (paths[i], "/dev/input/")) {
      guichet_setting_reader_add_problem (
          reading, GUICHET_CONFIG_PROBLEM_WARNING, "Input", "Devices", paths[i],
          _ ("devices under /dev/input/, best those of /dev/input/by-id/"), NULL);
      return;
    }
  g_strfreev (*devices);
  *devices = g_steal_pointer (&paths);
}

static void
read_command (const GuichetSettingReader *reading, const char *group, const char *key,
              char **command)
{
  g_autofree char *text = guichet_setting_reader_get_text (reading, group, key);

  if (text == NULL)
    return;
  if (is_path (text)) {
    g_free (*command);
    *command = g_steal_pointer (&text);
  } else {
    guichet_setting_reader_add_problem (
        reading, GUICHET_CONFIG_PROBLEM_WARNING, group, key, text,
        _ ("a program named from the root, without “..” and without arguments"), NULL);
  }
}

GuichetTimeSettings *
guichet_time_settings_new (void)
{
  GuichetTimeSettings *self = g_new0 (GuichetTimeSettings, 1);

  self->hours = guichet_opening_hours_new ();
  self->seat = g_strdup ("seat0");
  self->devices = g_new0 (char *, 1);
  self->help_topic = g_strdup ("guichet/help");
  self->idle = 5 * MINUTE;
  self->held = 15 * MINUTE;
  self->countdown = 60;
  self->extension = 15 * MINUTE;
  self->n_extensions = 1;
  self->pause = 30 * MINUTE;
  self->asleep = 2 * MINUTE;
  self->reset_hold = 3;
  self->staff_hold = 1;
  self->staff_corner = GUICHET_CORNER_BOTTOM_LEFT;
  self->corner_hold = 5;
  (void)guichet_key_chord_parse ("LeftCtrl+RightCtrl+Escape", &self->reset_chord);
  (void)guichet_key_chord_parse ("LeftCtrl+LeftAlt+P", &self->staff_chord);
  return self;
}

void
guichet_time_settings_free (GuichetTimeSettings *self)
{
  guichet_opening_hours_free (self->hours);
  g_free (self->seat);
  g_strfreev (self->devices);
  g_free (self->sound);
  g_free (self->help_command);
  g_free (self->help_broker);
  g_free (self->help_topic);
  g_free (self);
}

void
guichet_time_settings_read (GuichetTimeSettings *self, const GuichetKeyFile *file,
                            GPtrArray *problems)
{
  GuichetSettingReader reading = { .file = file, .problems = problems };

  read_duration (&reading, "Time", "Idle", 5, 4 * HOUR, FALSE, &self->idle);
  read_duration (&reading, "Time", "IdleForCode", 5, 4 * HOUR, FALSE, &self->held);
  read_duration (&reading, "Time", "Countdown", 5, 10 * MINUTE, FALSE, &self->countdown);
  read_command (&reading, "Time", "Sound", &self->sound);
  read_duration (&reading, "Time", "Limit", 70, 12 * HOUR, TRUE, &self->limit);
  read_duration (&reading, "Time", "Extension", 60, 4 * HOUR, FALSE, &self->extension);
  guichet_setting_reader_read_number (&reading, GUICHET_CONFIG_PROBLEM_WARNING, "Time",
                                      "Extensions", 0, 20, &self->n_extensions);
  read_duration (&reading, "Time", "Accompanied", MINUTE, 4 * HOUR, FALSE, &self->pause);
  read_hours (&reading, self->hours);
  read_closed_days (&reading, self->hours);
  read_duration (&reading, "Hours", "Sleep", 5, 2 * HOUR, FALSE, &self->asleep);
  guichet_setting_reader_read_pattern (&reading, "Input", "Seat", "^seat[A-Za-z0-9_-]{1,32}$",
                                       _ ("a seat, such as seat0"), &self->seat);
  read_devices (&reading, &self->devices);
  read_chord (&reading, "ResetChord", &self->reset_chord);
  read_duration (&reading, "Input", "ResetHold", 1, 20, FALSE, &self->reset_hold);
  read_chord (&reading, "StaffChord", &self->staff_chord);
  read_duration (&reading, "Input", "StaffHold", 1, 20, FALSE, &self->staff_hold);
  read_corner (&reading, &self->staff_corner);
  read_duration (&reading, "Input", "StaffCornerHold", 2, 20, FALSE, &self->corner_hold);
  read_command (&reading, "Help", "Command", &self->help_command);
  guichet_setting_reader_read_pattern (&reading, "Help", "Broker",
                                       "^[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?$",
                                       _ ("the broker's name, or name:port"), &self->help_broker);
  guichet_setting_reader_read_pattern (&reading, "Help", "Topic", "^[A-Za-z0-9_/.-]{1,120}$",
                                       _ ("a topic of letters, digits and “/”"), &self->help_topic);
}
