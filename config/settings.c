/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settings.h"

#include "config-layers.h"
#include "config-problem.h"
#include "config-value.h"
#include "counts-settings.h"
#include "health-settings.h"
#include "nearest-name.h"
#include "network-values.h"
#include "scanner-settings.h"
#include "setting-reader.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define CENTRE_NAME_MAX 60
#define GREETING_MAX    120

#define MIB (1024 * 1024)

struct _GuichetSettings {
  /* Owned */
  char *centre_name;
  char *greeting;
  char *language;
  char *proxy;
  char **authorities;
  GuichetCountsSettings *counts;
  GuichetHealthSettings *health;
  GuichetPrinterSettings *printer;
  GuichetTimeSettings *time;
  GuichetScannerSettings *scanner;
  /* State */
  gboolean private_addresses;
  gboolean wide_mode;
  gboolean has_sticks;
  GuichetRenderer renderer;
  guint heartbeat_seconds;
  guint max_pages;
  guint64 memory_files_bytes;
  guint64 world_memory_bytes;
  gatomicrefcount ref_count;
};

static const GuichetKeySpec centre_keys[] = {
  { "Name", FALSE, FALSE },
  { "Greeting", FALSE, FALSE },
  { "Language", FALSE, FALSE },
  { NULL },
};

static const GuichetKeySpec network_keys[] = {
  { "Proxy", FALSE, TRUE },
  { "Authorities", FALSE, TRUE },
  { "PrivateAddresses", FALSE, TRUE },
  { "WideMode", FALSE, TRUE },
  { NULL },
};

static const GuichetKeySpec display_keys[] = {
  { "Renderer", FALSE, FALSE },
  { NULL },
};

static const GuichetKeySpec visit_keys[] = {
  { "HeartbeatSeconds", FALSE, TRUE },
  { "MaxPages", FALSE, FALSE },
  { "MemoryFiles", FALSE, TRUE },
  { "WorldMemory", FALSE, TRUE },
  { NULL },
};

static const GuichetKeySpec stick_keys[] = {
  { "Allow", FALSE, TRUE },
  { NULL },
};

/* Guards fail closed when they are misspelt. Of [Network] that is everything. */
static const GuichetGroupSpec settings_specs[] = {
  { "Centre", centre_keys, FALSE },
  { "Network", network_keys, TRUE },
  { "Display", display_keys, FALSE },
  { "Visit", visit_keys, FALSE },
  { "Time", guichet_time_settings_time_keys, FALSE },
  { "Hours", guichet_time_settings_hours_keys, FALSE },
  { "Input", guichet_time_settings_input_keys, FALSE },
  { "Help", guichet_time_settings_help_keys, FALSE },
  { "Counts", guichet_counts_settings_counts_keys, FALSE },
  { "Report", guichet_counts_settings_report_keys, FALSE },
  { "Health", guichet_health_settings_keys, FALSE },
  { "Printer", guichet_printer_settings_keys, FALSE },
  { "Scanner", guichet_scanner_settings_keys, FALSE },
  { "Stick", stick_keys, FALSE },
  { NULL },
};

static void
read_size (const GuichetSettingReader *reading, const char *key, guint min_mib, guint max_mib,
           guint64 *value)
{
  g_autofree char *text = guichet_setting_reader_get_text (reading, "Visit", key);
  g_autofree char *expected = NULL;
  guint64 bytes;

  if (text == NULL)
    return;
  if (guichet_config_value_parse_size (text, &bytes) && bytes >= (guint64)min_mib * MIB &&
      bytes <= (guint64)max_mib * MIB) {
    *value = bytes;
    return;
  }
  expected = g_strdup_printf (_ ("a size with its unit from %u Mio to %u Mio"), min_mib, max_mib);
  guichet_setting_reader_add_problem (reading, GUICHET_CONFIG_PROBLEM_FATAL, "Visit", key, text,
                                      expected, NULL);
}

static void
read_language (const GuichetSettingReader *reading, char **language)
{
  static const char *const languages[] = { "fr", "ar", "en", "es", "pt", "tr", "uk", NULL };
  g_autofree char *text = guichet_setting_reader_get_text (reading, "Centre", "Language");

  if (text == NULL)
    return;
  if (g_regex_match_simple ("^[a-z]{2,3}$", text, G_REGEX_DOLLAR_ENDONLY, 0)) {
    g_free (*language);
    *language = g_steal_pointer (&text);
    return;
  }
  guichet_setting_reader_add_problem (
      reading, GUICHET_CONFIG_PROBLEM_WARNING, "Centre", "Language", text,
      _ ("a language code of two or three small letters, such as “fr”"),
      guichet_nearest_name (text, languages));
}

static void
read_renderer (const GuichetSettingReader *reading, GuichetRenderer *renderer)
{
  static const char *const names[] = { "auto", "software", "hardware", NULL };
  g_autofree char *text = guichet_setting_reader_get_text (reading, "Display", "Renderer");

  if (text == NULL)
    return;
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], text)) {
      *renderer = (GuichetRenderer)i;
      return;
    }
  guichet_setting_reader_add_problem (reading, GUICHET_CONFIG_PROBLEM_WARNING, "Display",
                                      "Renderer", text, _ ("auto, software or hardware"),
                                      guichet_nearest_name (text, names));
}

static void
read_proxy (const GuichetSettingReader *reading, char **proxy)
{
  g_autofree char *text = guichet_setting_reader_get_text (reading, "Network", "Proxy");
  g_autofree char *suggestion = NULL;
  const char *expected;

  if (text == NULL)
    return;
  expected = guichet_network_values_check_proxy (text);
  if (expected == NULL) {
    *proxy = g_steal_pointer (&text);
    return;
  }
  suggestion = strstr (text, "://") == NULL ? g_strconcat ("http://", text, NULL) : g_strdup (text);
  while (g_str_has_suffix (suggestion, "/"))
    suggestion[strlen (suggestion) - 1] = '\0';
  if (guichet_network_values_check_proxy (suggestion) != NULL)
    g_clear_pointer (&suggestion, g_free);
  guichet_setting_reader_add_problem (reading, GUICHET_CONFIG_PROBLEM_FATAL, "Network", "Proxy",
                                      text, expected, suggestion);
}

static void
read_authorities (const GuichetSettingReader *reading, char ***authorities)
{
  g_auto (GStrv) paths = guichet_key_file_get_list (reading->file, "Network", "Authorities");

  for (guint i = 0; paths[i] != NULL; i++) {
    const char *expected = guichet_network_values_check_authority (paths[i]);

    if (expected != NULL)
      guichet_setting_reader_add_problem (reading, GUICHET_CONFIG_PROBLEM_FATAL, "Network",
                                          "Authorities", paths[i], expected, NULL);
  }
  g_strfreev (*authorities);
  *authorities = g_steal_pointer (&paths);
}

/* What holds when no file says otherwise: the safe values. */
static GuichetSettings *
settings_new (void)
{
  GuichetSettings *self = g_new0 (GuichetSettings, 1);

  self->centre_name = g_strdup ("Centre social");
  self->greeting = g_strdup ("");
  self->language = g_strdup ("fr");
  self->authorities = g_new0 (char *, 1);
  self->counts = guichet_counts_settings_new ();
  self->health = guichet_health_settings_new ();
  self->printer = guichet_printer_settings_new ();
  self->time = guichet_time_settings_new ();
  self->scanner = guichet_scanner_settings_new ();
  self->renderer = GUICHET_RENDERER_AUTO;
  self->heartbeat_seconds = 5;
  self->max_pages = 8;
  self->memory_files_bytes = 256 * MIB;
  self->world_memory_bytes = (guint64)1200 * MIB;
  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

GuichetSettings *
guichet_settings_load (const char *defaults_dir, const char *centre_dir, GPtrArray *problems)
{
  g_autoptr (GuichetKeyFile) file =
      guichet_key_file_new (settings_specs, GUICHET_CONFIG_PROBLEM_FATAL);
  GuichetSettings *self = settings_new ();
  GuichetSettingReader reading = { .file = file, .problems = problems };

  g_return_val_if_fail (problems != NULL, self);

  guichet_config_layers_read (file, defaults_dir, centre_dir, NULL, "guichet", problems);
  guichet_setting_reader_read_line (&reading, "Centre", "Name", NULL, CENTRE_NAME_MAX,
                                    &self->centre_name);
  guichet_setting_reader_read_line (&reading, "Centre", "Greeting", NULL, GREETING_MAX,
                                    &self->greeting);
  read_language (&reading, &self->language);
  read_proxy (&reading, &self->proxy);
  read_authorities (&reading, &self->authorities);
  guichet_setting_reader_read_boolean (&reading, GUICHET_CONFIG_PROBLEM_FATAL, "Network",
                                       "PrivateAddresses", &self->private_addresses);
  guichet_setting_reader_read_boolean (&reading, GUICHET_CONFIG_PROBLEM_FATAL, "Network",
                                       "WideMode", &self->wide_mode);
  guichet_setting_reader_read_boolean (&reading, GUICHET_CONFIG_PROBLEM_FATAL, "Stick", "Allow",
                                       &self->has_sticks);
  read_renderer (&reading, &self->renderer);
  guichet_setting_reader_read_number (&reading, GUICHET_CONFIG_PROBLEM_FATAL, "Visit",
                                      "HeartbeatSeconds", 2, 60, &self->heartbeat_seconds);
  guichet_setting_reader_read_number (&reading, GUICHET_CONFIG_PROBLEM_WARNING, "Visit", "MaxPages",
                                      2, 20, &self->max_pages);
  read_size (&reading, "MemoryFiles", 16, 4096, &self->memory_files_bytes);
  read_size (&reading, "WorldMemory", 256, 65536, &self->world_memory_bytes);
  guichet_time_settings_read (self->time, file, problems);
  guichet_counts_settings_read (self->counts, file, centre_dir, problems);
  guichet_health_settings_read (self->health, file, problems);
  guichet_printer_settings_read (self->printer, file, self->language, problems);
  guichet_scanner_settings_read (self->scanner, file, problems);
  return self;
}

GuichetSettings *
guichet_settings_ref (GuichetSettings *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
guichet_settings_unref (GuichetSettings *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->centre_name);
  g_free (self->greeting);
  g_free (self->language);
  g_free (self->proxy);
  g_strfreev (self->authorities);
  guichet_counts_settings_free (self->counts);
  guichet_health_settings_free (self->health);
  guichet_printer_settings_free (self->printer);
  guichet_time_settings_free (self->time);
  guichet_scanner_settings_free (self->scanner);
  g_free (self);
}

const char *
guichet_settings_get_centre_name (const GuichetSettings *self)
{
  return self->centre_name;
}

const char *
guichet_settings_get_greeting (const GuichetSettings *self)
{
  return self->greeting;
}

const char *
guichet_settings_get_language (const GuichetSettings *self)
{
  return self->language;
}

const char *
guichet_settings_get_proxy (const GuichetSettings *self)
{
  return self->proxy;
}

const char *const *
guichet_settings_get_authorities (const GuichetSettings *self)
{
  return (const char *const *)self->authorities;
}

gboolean
guichet_settings_get_private_addresses (const GuichetSettings *self)
{
  return self->private_addresses;
}

gboolean
guichet_settings_has_sticks (const GuichetSettings *self)
{
  return self->has_sticks;
}

gboolean
guichet_settings_get_wide_mode (const GuichetSettings *self)
{
  return self->wide_mode;
}

GuichetRenderer
guichet_settings_get_renderer (const GuichetSettings *self)
{
  return self->renderer;
}

guint
guichet_settings_get_heartbeat_seconds (const GuichetSettings *self)
{
  return self->heartbeat_seconds;
}

guint
guichet_settings_get_max_pages (const GuichetSettings *self)
{
  return self->max_pages;
}

guint64
guichet_settings_get_memory_files_bytes (const GuichetSettings *self)
{
  return self->memory_files_bytes;
}

guint64
guichet_settings_get_world_memory_bytes (const GuichetSettings *self)
{
  return self->world_memory_bytes;
}

const char *
guichet_settings_get_database (const GuichetSettings *self)
{
  return self->counts->database;
}

const GuichetCountsSettings *
guichet_settings_get_counts (const GuichetSettings *self)
{
  return self->counts;
}

const GuichetHealthSettings *
guichet_settings_get_health (const GuichetSettings *self)
{
  return self->health;
}

const GuichetPrinterSettings *
guichet_settings_get_printer (const GuichetSettings *self)
{
  return self->printer;
}

const GuichetTimeSettings *
guichet_settings_get_time (const GuichetSettings *self)
{
  return self->time;
}

const GuichetScannerSettings *
guichet_settings_get_scanner (const GuichetSettings *self)
{
  return self->scanner;
}
