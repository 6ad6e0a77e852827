/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The review of the engine's settings (kiosk/web/SETTINGS.md) against the engine that is here, and
 * against our tables: each property and each feature has its line, and what the line says is so. */
#include "web-settings.h"

#include <string.h>

typedef struct {
  GHashTable *lines; /* first cell without its quotes: GStrv of all cells; owned */
} Review;

/* "| `name` | cell | cell |" as ["name", "cell", "cell"]; NULL for what is no line of a table. */
static GStrv
split_line (const char *line)
{
  g_auto (GStrv) cells = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (!g_str_has_prefix (line, "| `"))
    return NULL;
  cells = g_strsplit (line + 2, " | ", -1);
  for (gsize i = 0; cells[i] != NULL; i++) {
    char *cell = g_strdelimit (cells[i], i == 0 ? "`" : "", ' ');

    if (g_str_has_suffix (cell, " |"))
      cell[strlen (cell) - 2] = '\0';
    g_strv_builder_add (builder, g_strstrip (cell));
  }
  return g_strv_builder_end (builder);
}

static void
review_set_up (Review *review, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (g_getenv ("GUICHET_TEST_REVIEW"), &text, NULL, &error);
  g_assert_no_error (error);
  review->lines =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++) {
    GStrv cells = split_line (lines[i]);

    if (cells == NULL)
      continue;
    if (!g_hash_table_insert (review->lines, g_strdup (cells[0]), cells))
      g_error ("two lines for %s", cells[0]);
  }
}

static void
review_tear_down (Review *review, gconstpointer data)
{
  g_hash_table_unref (review->lines);
}

static const GuichetWebSetting *
find_setting (const char *name)
{
  for (const GuichetWebSetting *row = guichet_web_settings_get_table (); row->name != NULL; row++)
    if (g_str_equal (row->name, name))
      return row;
  return NULL;
}

static const char *
word_of (gboolean value)
{
  return value ? "on" : "off";
}

/* Every property of the engine has a line; a switch of ours says what we set and what it was. */
static void
test_every_property (Review *review, gconstpointer data)
{
  g_autoptr (GTypeClass) class = g_type_class_ref (WEBKIT_TYPE_SETTINGS);
  g_autofree GParamSpec **specs = NULL;
  guint n = 0;

  specs = g_object_class_list_properties (G_OBJECT_CLASS (class), &n);
  g_assert_cmpuint (n, >, 50);
  for (guint i = 0; i < n; i++) {
    GStrv cells = g_hash_table_lookup (review->lines, specs[i]->name);
    const GuichetWebSetting *row = find_setting (specs[i]->name);

    g_test_message ("%s", specs[i]->name);
    g_assert_nonnull (cells);
    g_assert_cmpuint (strlen (cells[g_strv_length (cells) - 1]), >, 0);
    if (row == NULL)
      continue;
    g_assert_cmpuint (g_strv_length (cells), ==, 5);
    g_assert_cmpstr (cells[1], ==, word_of (row->value));
    g_assert_cmpstr (cells[2], ==, word_of (G_PARAM_SPEC_BOOLEAN (specs[i])->default_value));
    g_assert_cmpstr (cells[3], ==, row->reason);
  }
}

/* And no line is of something that the engine does not have. */
static void
test_every_line (Review *review, gconstpointer data)
{
  g_autoptr (GTypeClass) class = g_type_class_ref (WEBKIT_TYPE_SETTINGS);
  const GuichetWebFeature *table = guichet_web_settings_get_feature_table ();
  GHashTableIter iter;
  gpointer name, cells;
  guint n_features = 0;

  g_hash_table_iter_init (&iter, review->lines);
  while (g_hash_table_iter_next (&iter, &name, &cells)) {
    gboolean is_feature = FALSE;

    for (const GuichetWebFeature *row = table; row->identifier != NULL; row++)
      if (g_str_equal (row->identifier, name)) {
        g_assert_cmpstr (((GStrv)cells)[1], ==, row->reason);
        is_feature = TRUE;
      }
    n_features += is_feature;
    g_test_message ("%s", (const char *)name);
    g_assert_true (is_feature ||
                   g_object_class_find_property (G_OBJECT_CLASS (class), name) != NULL);
  }
  for (const GuichetWebFeature *row = table; row->identifier != NULL; row++)
    n_features--;
  g_assert_cmpuint (n_features, ==, 0);
}

/* A page runs with what the tables say: read back from the engine. */
static void
test_as_told (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WebKitSettings) settings = guichet_web_settings_new (TRUE, &error);

  g_assert_no_error (error);
  for (const GuichetWebSetting *row = guichet_web_settings_get_table (); row->name != NULL; row++) {
    gboolean value = !row->value;

    g_object_get (settings, row->name, &value, NULL);
    g_assert_cmpint (value, ==, row->value);
  }
}

int
main (int argc, char **argv)
{
  gtk_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/web/settings/review/every-property", Review, NULL, review_set_up,
              test_every_property, review_tear_down);
  g_test_add ("/web/settings/review/every-line", Review, NULL, review_set_up, test_every_line,
              review_tear_down);
  g_test_add_func ("/web/settings/as-told", test_as_told);
  return g_test_run ();
}
