/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-tree.h"
#include "key-file-reader.h"

#include <sys/stat.h>

static const GuichetKeySpec keys[] = {
  { "Name", TRUE, FALSE },
  { "Hosts", FALSE, TRUE },
  { "Colour", FALSE, FALSE },
  { NULL },
};

static const GuichetKeySpec guard_keys[] = { { "Proxy", FALSE, FALSE }, { NULL } };

static const GuichetGroupSpec specs[] = {
  { "Main", keys, FALSE },
  { "Network", guard_keys, TRUE },
  { NULL },
};

/* A mistake, one a row: what is read and what must be said about it. */
typedef struct {
  const char *name;
  const char *text;
  guint line;
  const char *group;
  const char *key;
  const char *found;
  const char *suggestion;
  GuichetConfigSeverity severity;
  GuichetKeyFileResult result;
} Mistake;

#define WARNING GUICHET_CONFIG_PROBLEM_WARNING
#define FATAL   GUICHET_CONFIG_PROBLEM_FATAL
#define READ    GUICHET_KEY_FILE_READ
#define BROKEN  GUICHET_KEY_FILE_BROKEN

static const Mistake mistakes[] = {
  { "no-equals", "[Main]\nName\n", 2, "Main", NULL, "Name", NULL, FATAL, BROKEN },
  { "open-group", "# a\n\n[Main\nName=a\n", 3, NULL, NULL, "[Main", NULL, FATAL, BROKEN },
  { "empty-group", "[]\n", 1, NULL, NULL, "[]", NULL, FATAL, BROKEN },
  { "empty-key", "[Main]\n=a\n", 2, "Main", NULL, "=a", NULL, FATAL, BROKEN },
  { "open-locale", "[Main]\nName[ar=a\n", 2, "Main", NULL, "Name[ar=a", NULL, FATAL, BROKEN },
  { "empty-locale", "[Main]\nName[]=a\n", 2, "Main", NULL, "Name[]=a", NULL, FATAL, BROKEN },
  { "key-before-group", "Name=a\n[Main]\n", 1, NULL, NULL, "Name=a", NULL, FATAL, BROKEN },
  { "bad-utf8", "[Main]\nName=a\nColour=\xe9t\xe9\n", 3, NULL, NULL, NULL, NULL, FATAL, BROKEN },
  { "unknown-group", "[Other]\n", 1, "Other", NULL, "Other", NULL, WARNING, READ },
  { "misspelt-group", "[Mian]\nName=a\n", 1, "Mian", NULL, "Mian", "Main", WARNING, READ },
  { "misspelt-guard-group", "\n[Netwrok]\nProxy=a\n", 2, "Netwrok", NULL, "Netwrok", "Network",
    FATAL, READ },
  { "unknown-key", "[Main]\nSize=a\n", 2, "Main", "Size", "Size", NULL, WARNING, READ },
  { "misspelt-key", "[Main]\nColor=a\n", 2, "Main", "Color", "Color", "Colour", WARNING, READ },
  { "misspelt-guard", "[Main]\nHost=a\n", 2, "Main", "Host", "Host", "Hosts", FATAL, READ },
  { "unknown-key-in-guard-group", "[Network]\nSize=a\n", 2, "Network", "Size", "Size", NULL, FATAL,
    READ },
  { "twice-key", "[Main]\nName=a\nName=b\n", 3, "Main", "Name", "Name", NULL, WARNING, READ },
  { "twice-guard", "[Main]\nHosts=a\nHosts=b\n", 3, "Main", "Hosts", "Hosts", NULL, FATAL, READ },
  { "twice-in-two-groups", "[Network]\nProxy=a\n[Main]\n[Main]\n", 4, "Main", NULL, "Main", NULL,
    WARNING, READ },
  { "locale-not-allowed", "[Main]\nColour[ar]=a\n", 2, "Main", "Colour[ar]", "Colour[ar]", "Colour",
    WARNING, READ },
  { "bad-locale", "[Main]\nName[Arabic]=a\n", 2, "Main", "Name[Arabic]", "Arabic", NULL, WARNING,
    READ },
};

static void
test_mistake (gconstpointer data)
{
  const Mistake *mistake = data;
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetKeyFile) file = guichet_key_file_new (specs, FATAL);
  g_autofree char *path = g_build_filename (tree->defaults, "a.conf", NULL);
  const GuichetConfigProblem *problem;

  config_tree_write (tree->defaults, "a.conf", mistake->text);
  g_assert_cmpint (guichet_key_file_read (file, path, tree->problems), ==, mistake->result);
  problem = config_tree_get_only_problem (tree);
  g_assert_cmpstr (problem->file, ==, path);
  g_assert_cmpuint (problem->line, ==, mistake->line);
  g_assert_cmpstr (problem->group, ==, mistake->group);
  g_assert_cmpstr (problem->key, ==, mistake->key);
  g_assert_cmpstr (problem->found, ==, mistake->found);
  g_assert_cmpstr (problem->suggestion, ==, mistake->suggestion);
  g_assert_cmpint (problem->severity, ==, mistake->severity);
  g_assert_nonnull (problem->expected);
}

static GuichetKeyFileResult
read_text (ConfigTree *tree, GuichetKeyFile *file, const char *dir, const char *text)
{
  g_autofree char *path = g_build_filename (dir, "a.conf", NULL);

  if (text != NULL)
    config_tree_write (dir, "a.conf", text);
  return guichet_key_file_read (file, path, tree->problems);
}

static void
test_missing (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetKeyFile) file = guichet_key_file_new (specs, FATAL);

  config_tree_write (tree->defaults, "b.conf", "");
  g_assert_cmpint (read_text (tree, file, tree->defaults, NULL), ==, GUICHET_KEY_FILE_MISSING);
  config_tree_assert_no_problem (tree);
}

static void
test_not_a_file (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetKeyFile) file = guichet_key_file_new (specs, FATAL);
  g_autofree char *path = g_build_filename (tree->root, "a.conf", NULL);

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_cmpint (guichet_key_file_read (file, path, tree->problems), ==, BROKEN);
  config_tree_write (tree->defaults, "b.conf", "");
  g_assert_cmpint (guichet_key_file_read (file, tree->defaults, tree->problems), ==, BROKEN);
  g_assert_cmpuint (tree->problems->len, ==, 2);
}

static void
test_too_big (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetKeyFile) file = guichet_key_file_new (specs, FATAL);
  g_autofree char *text = g_strnfill (GUICHET_KEY_FILE_MAX_BYTES + 1, '#');

  g_assert_cmpint (read_text (tree, file, tree->defaults, text), ==, BROKEN);
  g_assert_nonnull (strstr (config_tree_get_only_problem (tree)->expected, "256"));
  text[GUICHET_KEY_FILE_MAX_BYTES] = '\0';
  g_assert_cmpint (read_text (tree, file, tree->defaults, text), ==, READ);
}

/* What Windows editors write. */
static void
test_foreign_line_ends (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetKeyFile) file = guichet_key_file_new (specs, FATAL);
  g_autofree char *name = NULL;

  g_assert_cmpint (read_text (tree, file, tree->defaults,
                              "\xef\xbb\xbf# a\r\n[Main]\r\n  Name = Étoile \r\nX-Other=1\r\n"),
                   ==, READ);
  config_tree_assert_no_problem (tree);
  name = guichet_key_file_get_text (file, "Main", "Name", NULL);
  g_assert_cmpstr (name, ==, "Étoile");
}

static void
test_layers (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetKeyFile) file = guichet_key_file_new (specs, FATAL);
  g_autofree char *name = NULL;
  g_autofree char *arabic = NULL;
  g_autofree char *colour = NULL;
  g_autofree char *path = g_build_filename (tree->centre, "a.conf", NULL);
  guint line;

  read_text (tree, file, tree->defaults, "[Main]\nName=a\nName[ar]=ب\nColour=red\nHosts=x;y\n");
  read_text (tree, file, tree->centre, "# b\n[Main]\nName=b\n");
  config_tree_assert_no_problem (tree);
  name = guichet_key_file_get_text (file, "Main", "Name", "fr");
  arabic = guichet_key_file_get_text (file, "Main", "Name", "ar");
  colour = guichet_key_file_get_text (file, "Main", "Colour", NULL);
  g_assert_cmpstr (name, ==, "b");
  /* The shipped translation says something else than the centre's name. */
  g_assert_cmpstr (arabic, ==, "b");
  g_assert_cmpstr (colour, ==, "red");
  g_assert_cmpuint (guichet_key_file_get_layer (file, "Main", "Colour"), ==, 1);
  g_assert_cmpuint (guichet_key_file_get_layer (file, "Main", "Name"), ==, 2);
  g_assert_cmpuint (guichet_key_file_get_layer (file, "Main", "Size"), ==, 0);
  g_assert_cmpstr (guichet_key_file_get_origin (file, "Main", "Name", &line), ==, path);
  g_assert_cmpuint (line, ==, 3);
}

static void
test_layer_of_second_alone (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetKeyFile) file = guichet_key_file_new (specs, FATAL);

  config_tree_write (tree->defaults, "b.conf", "");
  read_text (tree, file, tree->defaults, NULL);
  read_text (tree, file, tree->centre, "[Main]\nName=b\n");
  g_assert_cmpuint (guichet_key_file_get_layer (file, "Main", "Name"), ==, 2);
}

static void
test_broken_layer_gives_nothing (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetKeyFile) file = guichet_key_file_new (specs, FATAL);
  g_autofree char *name = NULL;

  read_text (tree, file, tree->defaults, "[Main]\nName=a\n");
  g_assert_cmpint (read_text (tree, file, tree->centre, "[Main]\nName=b\nrubbish\n"), ==, BROKEN);
  name = guichet_key_file_get_text (file, "Main", "Name", NULL);
  g_assert_cmpstr (name, ==, "a");
  g_assert_cmpuint (guichet_key_file_get_layer (file, "Main", "Name"), ==, 1);
}

static void
test_lists (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetKeyFile) file = guichet_key_file_new (specs, FATAL);
  g_auto (GStrv) hosts = NULL;
  g_auto (GStrv) escaped = NULL;
  g_auto (GStrv) none = NULL;

  read_text (tree, file, tree->defaults, "[Main]\nHosts= a ; ;b; \nColour=a\\q;b\n");
  hosts = guichet_key_file_get_list (file, "Main", "Hosts");
  escaped = guichet_key_file_get_list (file, "Main", "Colour");
  none = guichet_key_file_get_list (file, "Main", "Name");
  g_assert_cmpstrv (hosts, ((const char *const[]){ "a", "b", NULL }));
  g_assert_cmpstrv (escaped, ((const char *const[]){ "a\\q", "b", NULL }));
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++) {
    g_autofree char *path =
        g_strconcat ("/config/key-file-reader/mistake/", mistakes[i].name, NULL);
    g_test_add_data_func (path, &mistakes[i], test_mistake);
  }
  g_test_add_func ("/config/key-file-reader/missing", test_missing);
  g_test_add_func ("/config/key-file-reader/not-a-file", test_not_a_file);
  g_test_add_func ("/config/key-file-reader/too-big", test_too_big);
  g_test_add_func ("/config/key-file-reader/foreign-line-ends", test_foreign_line_ends);
  g_test_add_func ("/config/key-file-reader/layers", test_layers);
  g_test_add_func ("/config/key-file-reader/layer-of-second-alone", test_layer_of_second_alone);
  g_test_add_func ("/config/key-file-reader/broken-layer-gives-nothing",
                   test_broken_layer_gives_nothing);
  g_test_add_func ("/config/key-file-reader/lists", test_lists);
  return g_test_run ();
}
