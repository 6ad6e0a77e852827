/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a centre may have written: one or more files, each begun by a line "@NAME". Whatever stands
 * in them, mistakes are told, what is in force is sound, and only what is written is let through.
 */
#include "allow-list.h"
#include "catalogue.h"
#include "config-problem.h"
#include "host-rule.h"
#include "service.h"
#include "settings.h"

#include <glib/gstdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FILES 4

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const char *const names[] = { "guichet.conf", "groups.conf", "services.d/caf.conf",
                                     "services.d/other.conf", "bundles.d/franceconnect.conf" };
static char *defaults;
static char *centre;

static void
remove_files (const char *dir)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (dir, names[i], NULL);

    (void)g_unlink (path);
  }
}

static void
remove_tree (const char *dir)
{
  g_autofree char *services = g_build_filename (dir, "services.d", NULL);
  g_autofree char *bundles = g_build_filename (dir, "bundles.d", NULL);

  remove_files (dir);
  (void)g_rmdir (services);
  (void)g_rmdir (bundles);
  (void)g_rmdir (dir);
}

static void
remove_trees (void)
{
  remove_tree (centre);
  remove_tree (defaults);
}

static char *
make_tree (void)
{
  char *dir = g_dir_make_tmp ("fuzz-config-XXXXXX", NULL);
  g_autofree char *services = g_build_filename (dir, "services.d", NULL);
  g_autofree char *bundles = g_build_filename (dir, "bundles.d", NULL);

  g_assert_cmpint (g_mkdir (services, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (bundles, 0700), ==, 0);
  return dir;
}

/* Comments are the greater part of it, and cost the most time. */
static char *
strip_comments (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *kept = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '#' && lines[i][0] != '\0')
      g_string_append_printf (kept, "%s\n", lines[i]);
  return g_string_free (kept, FALSE);
}

/* What the centre's files are laid over: some of the shipped ones, as all take too long. */
int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  defaults = make_tree ();
  centre = make_tree ();
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *shipped = g_build_filename (FUZZ_DEFAULTS, names[i], NULL);
    g_autofree char *path = g_build_filename (defaults, names[i], NULL);
    g_autofree char *text = NULL;
    g_autofree char *stripped = NULL;

    if (!g_file_get_contents (shipped, &text, NULL, NULL))
      continue;
    stripped = strip_comments (text);
    g_assert_true (g_file_set_contents (path, stripped, -1, NULL));
  }
  (void)atexit (remove_trees);
  return 0;
}

static const char *
find_name (const char *line)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (line, names[i]))
      return names[i];
  return names[strlen (line) % G_N_ELEMENTS (names)];
}

/* @text: "NAME\nCONTENT" */
static void
write_file (const char *text, gsize size)
{
  const char *end = memchr (text, '\n', size);
  g_autofree char *line = g_strndup (text, end != NULL ? (gsize)(end - text) : size);
  g_autofree char *path = g_build_filename (centre, find_name (line), NULL);
  gsize skipped = end != NULL ? (gsize)(end - text) + 1 : size;

  g_assert_true (g_file_set_contents_full (path, text + skipped, (gssize)(size - skipped),
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
write_files (const char *data, gsize size)
{
  for (guint i = 0; i < MAX_FILES && size > 0; i++) {
    const char *next = memmem (data, size, "\n@", 2);
    gsize length = next != NULL ? (gsize)(next - data) + 1 : size;

    write_file (data, length);
    data += MIN (length + 1, size);
    size -= MIN (length + 1, size);
  }
}

static void
check_settings (const GuichetSettings *settings)
{
  const GuichetTimeSettings *time = guichet_settings_get_time (settings);

  g_assert_true (g_utf8_validate (guichet_settings_get_centre_name (settings), -1, NULL));
  g_assert_cmpint (g_utf8_strlen (guichet_settings_get_centre_name (settings), -1), <=, 60);
  g_assert_cmpuint (guichet_settings_get_max_pages (settings), >=, 2);
  g_assert_cmpuint (guichet_settings_get_max_pages (settings), <=, 20);
  g_assert_cmpuint (guichet_settings_get_heartbeat_seconds (settings), >=, 2);
  g_assert_cmpuint (time->idle, >, 0);
  g_assert_cmpuint (time->countdown, >, 0);
  g_assert_cmpuint (time->held, >=, time->idle);
  g_assert_true (g_path_is_absolute (guichet_settings_get_database (settings)));
}

static void
check_list (const GuichetAllowList *list, GuichetHostRuleFlags flags)
{
  for (guint i = 0; i < guichet_allow_list_get_n_rules (list); i++) {
    const char *scheme, *host;
    gboolean is_suffix;
    guint16 port;
    g_autofree char *text = NULL;
    g_autoptr (GuichetHostRule) rule = NULL;

    guichet_allow_list_get_rule (list, i, &scheme, &host, &is_suffix, &port);
    text = g_strdup_printf ("%s://%s%s:%u", scheme, is_suffix ? "*." : "", host, (guint)port);
    rule = guichet_host_rule_parse_with_flags (text, flags, NULL);
    g_assert_nonnull (rule);
  }
}

static void
check_services (GuichetCatalogue *catalogue)
{
  const GPtrArray *services = guichet_catalogue_get_services (catalogue);

  for (guint i = 0; i < services->len; i++) {
    GuichetService *service = g_ptr_array_index (services, i);

    g_assert_true (g_utf8_validate (guichet_service_get_name (service), -1, NULL));
    g_assert_cmpstr (guichet_service_get_name (service), !=, "");
    g_assert_true (guichet_allow_list_allows_uri (guichet_service_get_navigate (service),
                                                  guichet_service_get_home_uri (service)));
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  g_autoptr (GuichetSettings) settings = NULL;
  g_autoptr (GuichetCatalogue) catalogue = NULL;

  write_files ((const char *)data, size);
  settings = guichet_settings_load (defaults, centre, problems);
  catalogue = guichet_catalogue_load (defaults, centre, "ar", problems);
  remove_files (centre);
  check_settings (settings);
  check_services (catalogue);
  check_list (guichet_catalogue_get_gate_list (catalogue), guichet_settings_get_wide_mode (settings)
                                                               ? GUICHET_HOST_RULE_WIDE
                                                               : GUICHET_HOST_RULE_STRICT);
  for (guint i = 0; i < problems->len; i++) {
    g_autofree char *text = guichet_config_problem_to_string (g_ptr_array_index (problems, i));

    g_assert_true (g_utf8_validate (text, -1, NULL));
  }
  return 0;
}
