/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "counts-settings.h"

#include "config-value.h"
#include "setting-reader.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include <string.h>

#define CENTRE_CODE_MAX 40

const GuichetKeySpec guichet_counts_settings_counts_keys[] = {
  { "Database", FALSE, TRUE },
  { "Question", FALSE, FALSE },
  { NULL },
};

const GuichetKeySpec guichet_counts_settings_report_keys[] = {
  { "Centre", FALSE, FALSE },
  { "Key", FALSE, FALSE },
  { "Outbox", FALSE, FALSE },
  { "SendTo", FALSE, FALSE },
  { "Credentials", FALSE, FALSE },
  { "OtherTerminals", FALSE, FALSE },
  { NULL },
};

/* NULL when @text is the path of a file as it should be written. */
static const char *
check_path (const char *text, char **suggestion)
{
  g_autofree char *canonical =
      g_path_is_absolute (text) ? g_canonicalize_filename (text, "/") : NULL;

  *suggestion = NULL;
  if (canonical != NULL && g_str_equal (canonical, text) && !g_str_equal (text, "/"))
    return NULL;
  if (canonical != NULL && !g_str_equal (canonical, "/"))
    *suggestion = g_steal_pointer (&canonical);
  return _ ("a file named from the root, without “..” and without “/” at the end");
}

static void
read_path (const GuichetSettingReader *reading, GuichetConfigSeverity severity, const char *group,
           const char *key, char **path)
{
  g_autofree char *text = guichet_setting_reader_get_text (reading, group, key);
  g_autofree char *suggestion = NULL;
  const char *expected;

  if (text == NULL)
    return;
  expected = check_path (text, &suggestion);
  if (expected != NULL) {
    guichet_setting_reader_add_problem (reading, severity, group, key, text, expected, suggestion);
    return;
  }
  g_free (*path);
  *path = g_steal_pointer (&text);
}

/* The settings are laid out in every visit's world, to be read there: what else is in their folder
 * lies beside them. */
static gboolean
is_in_view_of_visits (const char *centre_dir, const char *path)
{
  g_autofree char *dir = centre_dir == NULL ? NULL : g_canonicalize_filename (centre_dir, "/");
  gsize length = dir == NULL ? 0 : strlen (dir);

  return dir != NULL && strncmp (path, dir, length) == 0 && path[length] == '/';
}

static void
read_secret_path (const GuichetSettingReader *reading, const char *centre_dir, const char *key,
                  char **path)
{
  g_autofree char *text = guichet_setting_reader_get_text (reading, "Report", key);

  if (text != NULL && is_in_view_of_visits (centre_dir, text)) {
    guichet_setting_reader_add_problem (
        reading, GUICHET_CONFIG_PROBLEM_WARNING, "Report", key, text,
        _ ("a file outside the folder of the settings, which every visit can read"), NULL);
    return;
  }
  read_path (reading, GUICHET_CONFIG_PROBLEM_WARNING, "Report", key, path);
}

static void
read_centre (const GuichetSettingReader *reading, char **centre)
{
  g_autofree char *text = guichet_setting_reader_get_text (reading, "Report", "Centre");

  if (text == NULL)
    return;
  if (guichet_config_value_is_id (text, CENTRE_CODE_MAX)) {
    g_free (*centre);
    *centre = g_steal_pointer (&text);
    return;
  }
  guichet_setting_reader_add_problem (
      reading, GUICHET_CONFIG_PROBLEM_WARNING, "Report", "Centre", text,
      _ ("the centre's code in the federation's register: a-z, 0-9 and hyphens, at most "
         "40"),
      NULL);
}

/* What else an address may not have is told by guichet-report send, which knows why. */
static void
read_send_to (const GuichetSettingReader *reading, char **send_to)
{
  g_autofree char *text = guichet_setting_reader_get_text (reading, "Report", "SendTo");
  g_autoptr (GUri) uri = text == NULL ? NULL : g_uri_parse (text, G_URI_FLAGS_NONE, NULL);

  if (text == NULL)
    return;
  if (uri != NULL && g_str_equal (g_uri_get_scheme (uri), "https") &&
      g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0' &&
      g_uri_get_userinfo (uri) == NULL) {
    g_free (*send_to);
    *send_to = g_steal_pointer (&text);
    return;
  }
  guichet_setting_reader_add_problem (
      reading, GUICHET_CONFIG_PROBLEM_WARNING, "Report", "SendTo", text,
      _ ("an address https://… without user name and password"), NULL);
}

static void
read_other_terminals (const GuichetSettingReader *reading, char ***databases)
{
  g_auto (GStrv) paths = guichet_key_file_get_list (reading->file, "Report", "OtherTerminals");
  g_autoptr (GStrvBuilder) good = g_strv_builder_new ();

  for (guint i = 0; paths[i] != NULL; i++) {
    g_autofree char *suggestion = NULL;
    const char *expected = check_path (paths[i], &suggestion);

    if (expected != NULL)
      guichet_setting_reader_add_problem (reading, GUICHET_CONFIG_PROBLEM_WARNING, "Report",
                                          "OtherTerminals", paths[i], expected, suggestion);
    else
      g_strv_builder_add (good, paths[i]);
  }
  g_strfreev (*databases);
  *databases = g_strv_builder_end (good);
}

GuichetCountsSettings *
guichet_counts_settings_new (void)
{
  GuichetCountsSettings *self = g_new0 (GuichetCountsSettings, 1);

  self->database = g_strdup ("/var/lib/guichet/counts.db");
  self->key = g_strdup ("/var/lib/guichet/report.key");
  self->outbox = g_strdup ("/var/lib/guichet/outbox");
  self->other_terminals = g_new0 (char *, 1);
  return self;
}

void
guichet_counts_settings_free (GuichetCountsSettings *self)
{
  if (self == NULL)
    return;

  g_free (self->database);
  g_free (self->centre);
  g_free (self->key);
  g_free (self->outbox);
  g_free (self->send_to);
  g_free (self->credentials);
  g_strfreev (self->other_terminals);
  g_free (self);
}

void
guichet_counts_settings_read (GuichetCountsSettings *self, const GuichetKeyFile *file,
                              const char *centre_dir, GPtrArray *problems)
{
  GuichetSettingReader reading = { .file = file, .problems = problems };

  read_path (&reading, GUICHET_CONFIG_PROBLEM_FATAL, "Counts", "Database", &self->database);
  guichet_setting_reader_read_boolean (&reading, GUICHET_CONFIG_PROBLEM_WARNING, "Counts",
                                       "Question", &self->has_question);
  read_centre (&reading, &self->centre);
  read_secret_path (&reading, centre_dir, "Key", &self->key);
  read_path (&reading, GUICHET_CONFIG_PROBLEM_WARNING, "Report", "Outbox", &self->outbox);
  read_send_to (&reading, &self->send_to);
  read_secret_path (&reading, centre_dir, "Credentials", &self->credentials);
  read_other_terminals (&reading, &self->other_terminals);
}
