/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-tree.h"

#include <glib/gstdio.h>

#include <string.h>

ConfigTree *
config_tree_new (void)
{
  ConfigTree *tree = g_new0 (ConfigTree, 1);
  g_autoptr (GError) error = NULL;

  tree->root = g_dir_make_tmp ("guichet-config-XXXXXX", &error);
  g_assert_no_error (error);
  tree->defaults = g_build_filename (tree->root, "defaults", NULL);
  tree->centre = g_build_filename (tree->root, "centre", NULL);
  tree->problems = g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  return tree;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) listing = g_dir_open (path, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      remove_folder (child);
    else
      g_assert_cmpint (g_unlink (child), ==, 0);
  }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

void
config_tree_free (ConfigTree *tree)
{
  remove_folder (tree->root);
  g_free (tree->root);
  g_free (tree->defaults);
  g_free (tree->centre);
  g_ptr_array_unref (tree->problems);
  g_free (tree);
}

void
config_tree_write (const char *dir, const char *name, const char *text)
{
  config_tree_write_bytes (dir, name, text, strlen (text));
}

void
config_tree_write_bytes (const char *dir, const char *name, const void *bytes, gsize length)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, bytes, (gssize)length, &error);
  g_assert_no_error (error);
}

void
config_tree_write_good (ConfigTree *tree)
{
  config_tree_write (tree->defaults, "groups.conf",
                     "[aides]\nName=Aides\nOrder=10\n[courrier]\nName=Courrier\nOrder=20\n");
  config_tree_write (tree->defaults, "bundles.d/franceconnect.conf",
                     "[Bundle]\nName=FranceConnect\nNavigate=*.franceconnect.gouv.fr\n"
                     "Load=hcaptcha.com\n");
  config_tree_write (tree->defaults, "services.d/caf.conf",
                     "[Service]\nName=Caf\nSentence=Je demande une aide.\n"
                     "Sentence[ar]=أطلب مساعدة.\nHome=https://www.caf.fr/\nGroup=aides\n"
                     "Navigate=*.caf.fr\nLoad=cdn.example.fr\nInclude=franceconnect\nPlace=1\n");
  config_tree_write (tree->defaults, "services.d/poste.conf",
                     "[Service]\nName=Poste\nSentence=Je lis mon courrier.\n"
                     "Home=https://www.poste.fr\nGroup=courrier\nNavigate=www.poste.fr\nPlace=2\n");
}

static void
print_problems (const ConfigTree *tree)
{
  for (guint i = 0; i < tree->problems->len; i++) {
    g_autofree char *line =
        guichet_config_problem_to_string (g_ptr_array_index (tree->problems, i));
    g_test_message ("%s", line);
  }
}

const GuichetConfigProblem *
config_tree_get_only_problem (const ConfigTree *tree)
{
  if (tree->problems->len != 1)
    print_problems (tree);
  g_assert_cmpuint (tree->problems->len, ==, 1);
  return g_ptr_array_index (tree->problems, 0);
}

void
config_tree_assert_no_problem (const ConfigTree *tree)
{
  print_problems (tree);
  g_assert_cmpuint (tree->problems->len, ==, 0);
}
