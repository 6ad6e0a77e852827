/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-check.h"
#include "config-tree.h"

static gboolean
check (ConfigTree *tree, char ***lines)
{
  g_autofree char *path = g_build_filename (tree->root, "out", NULL);
  g_autofree char *text = NULL;
  FILE *out = fopen (path, "w");
  gboolean is_good;

  g_assert_nonnull (out);
  is_good = guichet_config_check (tree->defaults, tree->centre, out);
  g_assert_cmpint (fclose (out), ==, 0);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  *lines = g_strsplit (text, "\n", -1);
  return is_good;
}

static void
test_good (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_auto (GStrv) lines = NULL;

  config_tree_write_good (tree);
  g_assert_true (check (tree, &lines));
  g_assert_cmpuint (g_strv_length (lines), ==, 2);
  g_assert_cmpstr (lines[0], ==,
                   "2 services shown; 0 mistakes that stop the terminal, 0 mistakes that hide a "
                   "service, 0 warnings");
}

static void
test_bad (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_auto (GStrv) lines = NULL;
  g_autofree char *first = NULL;

  config_tree_write_good (tree);
  config_tree_write (tree->centre, "guichet.conf", "[Network]\nProxi=\n");
  config_tree_write (tree->centre, "services.d/caf.conf", "[Service]\nName=\nIcone=a\n");
  g_assert_false (check (tree, &lines));
  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  first =
      g_strdup_printf ("%s/guichet.conf:2: [Network] Proxi: found “Proxi”; expected: a key that "
                       "is known in this group; did you mean “Proxy”? (the terminal does not "
                       "start)",
                       tree->centre);
  g_assert_cmpstr (lines[0], ==, first);
  g_assert_cmpstr (lines[3], ==,
                   "1 service shown; 1 mistake that stops the terminal, 1 mistake that hides a "
                   "service, 1 warning");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/config-check/good", test_good);
  g_test_add_func ("/config/config-check/bad", test_bad);
  return g_test_run ();
}
