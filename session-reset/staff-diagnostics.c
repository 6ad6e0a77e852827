/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-diagnostics.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "config-problem.h"

#define FORMAT       "1"
#define MAX_VALUE    80
#define MAX_MISTAKES 50
#define MEBIBYTE     (1024 * 1024)

/* The whole of it. What is not here is not told, whatever the supervisor learns to say later. */
static const char *const status_keys[] = {
  "state",           "failure",          "version",
  "renderer",        "spare-ready",      "visits",
  "wipes-verified",  "wipes-failed",     "counts-written",
  "sandbox-checked", "gate-connections", "input-devices",
  "input-floods",    "asleep",           NULL,
};
static const char *const device_keys[] = {
  "printer", "printer-queue", "printer-accepting", "printer-jobs", "scanner", "network", NULL,
};
static const char *const own_keys[] = {
  "format",     "day",      "memory-mib",        "disk-free-mib",
  "counts-kib", "services", "settings-mistakes", NULL,
};
#define MISTAKE "settings-mistake"

/* One line, and nothing that could be more than a word of a closed list or a version. */
static void
add_text (GString *text, const char *part, const char *key, const char *value)
{
  g_autofree char *clean = g_strndup (value, MAX_VALUE);

  g_strcanon (clean, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,+-~:_()/",
              '?');
  g_string_append_printf (text, "%s%s%s: %s\n", part, *part != '\0' ? "." : "", key, clean);
}

static void
add_value (GString *text, const char *part, const char *key, GVariant *value)
{
  g_autofree char *printed = g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
                                 ? g_variant_dup_string (value, NULL)
                                 : g_variant_print (value, FALSE);

  add_text (text, part, key, printed);
}

static void
add_part (GString *text, const char *part, GVariant *values, const char *const *keys)
{
  for (gsize i = 0; keys[i] != NULL; i++) {
    g_autoptr (GVariant) value = g_variant_lookup_value (values, keys[i], NULL);

    if (value != NULL)
      add_value (text, part, keys[i], value);
  }
}

/* Its keys are a fixed list already, of names of packages. */
static void
add_versions (GString *text, GVariant *versions)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, versions);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    add_value (text, "version", key, value);
}

static void
add_number (GString *text, const char *key, guint64 number)
{
  g_string_append_printf (text, "%s: %" G_GUINT64_FORMAT "\n", key, number);
}

static guint64
get_memory_mib (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/proc/meminfo", &text, NULL, NULL) ||
      !g_str_has_prefix (text, "MemTotal:"))
    return 0;
  return g_ascii_strtoull (text + strlen ("MemTotal:"), NULL, 10) / 1024;
}

static void
add_machine (GString *text, const GuichetStaffPlace *place)
{
  g_autofree char *folder = place->database != NULL ? g_path_get_dirname (place->database) : NULL;
  struct statvfs disk;
  GStatBuf counts;

  add_number (text, "memory-mib", get_memory_mib ());
  if (folder != NULL && statvfs (folder, &disk) == 0)
    add_number (text, "disk-free-mib", (guint64)disk.f_bavail * disk.f_frsize / MEBIBYTE);
  if (place->database != NULL && g_stat (place->database, &counts) == 0)
    add_number (text, "counts-kib", (guint64)counts.st_size / 1024);
  add_number (text, "services", guichet_catalogue_get_services (place->catalogue)->len);
}

static void
add_mistake (GString *text, const GuichetConfigProblem *problem)
{
  g_autofree char *file = g_path_get_basename (problem->file);
  g_autofree char *where = g_strdup_printf ("%s:%u", file, problem->line);

  add_text (text, "", MISTAKE, where);
}

static void
add_mistakes (GString *text, const GuichetStaffPlace *place)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  g_autoptr (GuichetSettings) settings =
      guichet_settings_load (place->defaults_dir, place->centre_dir, problems);
  g_autoptr (GuichetCatalogue) catalogue = guichet_catalogue_load (
      place->defaults_dir, place->centre_dir, guichet_settings_get_language (settings), problems);

  add_number (text, "settings-mistakes", problems->len);
  for (guint i = 0; i < MIN (problems->len, MAX_MISTAKES); i++)
    add_mistake (text, g_ptr_array_index (problems, i));
}

char *
guichet_staff_diagnostics_make (const GuichetStaffPlace *place, GVariant *status, GVariant *devices,
                                GVariant *versions)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");

  add_text (text, "", "format", FORMAT);
  add_text (text, "", "day", day);
  add_part (text, "status", status, status_keys);
  add_part (text, "device", devices, device_keys);
  add_versions (text, versions);
  add_machine (text, place);
  add_mistakes (text, place);
  return g_string_free (text, FALSE);
}

static gboolean
knows_part (const char *name, const char *part, const char *const *keys)
{
  return g_str_has_prefix (name, part) && g_strv_contains (keys, name + strlen (part));
}

gboolean
guichet_staff_diagnostics_knows (const char *line)
{
  const char *colon = strstr (line, ": ");
  g_autofree char *name = colon != NULL ? g_strndup (line, (gsize)(colon - line)) : NULL;

  return name != NULL && strlen (colon + 2) <= MAX_VALUE &&
         (knows_part (name, "status.", status_keys) || knows_part (name, "device.", device_keys) ||
          g_str_has_prefix (name, "version.") || knows_part (name, "", own_keys) ||
          g_str_equal (name, MISTAKE));
}
