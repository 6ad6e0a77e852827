/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-tree.h"
#include "demo-certificate.h"
#include "network-values.h"

#include <string.h>
#include <sys/stat.h>

static void
test_proxy (void)
{
  static const char *const good[] = {
    "http://proxy.mairie.example:3128",
    "http://proxy:8080",
    "http://10.1.1.1:3128",
    "http://127.0.0.1:1",
    NULL,
  };
  static const char *const bad[] = {
    "proxy:3128",
    "http://proxy",
    "http://proxy:",
    "http://proxy:0",
    "http://proxy:65536",
    "http://proxy:3128/",
    "http://proxy:3128/x",
    "http://proxy:3128#x",
    "http://user:pw@proxy:3128",
    "http://user@proxy:3128",
    "https://proxy:3128",
    "socks5://proxy:3128",
    "HTTP://proxy:3128",
    "http://PROXY:3128",
    "http://:3128",
    "http://pro xy:3128",
    "http://proxy.:3128",
    "http:/proxy:3128",
    "http://proxy:3128 ",
    "http://a/b:80",
    "http://a,b:80",
    "direct://",
    "",
    NULL,
  };

  for (guint i = 0; good[i] != NULL; i++)
    g_assert_null (guichet_network_values_check_proxy (good[i]));
  for (guint i = 0; bad[i] != NULL; i++) {
    g_test_message ("%s", bad[i]);
    g_assert_nonnull (guichet_network_values_check_proxy (bad[i]));
  }
}

static const char *
check_bytes (ConfigTree *tree, const char *bytes, gsize length)
{
  g_autofree char *path = g_build_filename (tree->root, "a.pem", NULL);

  config_tree_write_bytes (tree->root, "a.pem", bytes, length);
  return guichet_network_values_check_authority (path);
}

static const char *
check_text (ConfigTree *tree, const char *text)
{
  return check_bytes (tree, text, strlen (text));
}

static void
test_authority (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();

  g_assert_null (check_text (tree, DEMO_CERTIFICATE));
  g_assert_null (check_text (tree, "# a note\n" DEMO_CERTIFICATE "and\n" DEMO_CERTIFICATE));
}

static void
test_bad_authority (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autofree char *cut = g_strdup (DEMO_CERTIFICATE);
  g_autofree char *shorter = g_strdup (DEMO_CERTIFICATE);
  g_autofree char *typo = g_strdup (DEMO_CERTIFICATE);

  g_assert_nonnull (check_text (tree, ""));
  g_assert_nonnull (check_text (tree, "certificate"));
  g_assert_nonnull (check_text (tree, "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"));
  g_assert_nonnull (
      check_text (tree, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
  cut[strlen (cut) - 30] = '\0';
  g_assert_nonnull (check_text (tree, cut));
  memmove (shorter + 100, shorter + 104, strlen (shorter + 104) + 1);
  g_assert_nonnull (check_text (tree, shorter));
  typo[100] = '!';
  g_assert_nonnull (check_text (tree, typo));
  g_assert_nonnull (check_bytes (tree, DEMO_CERTIFICATE "\0", sizeof DEMO_CERTIFICATE));
  g_assert_nonnull (
      strstr (check_text (tree, DEMO_CERTIFICATE "-----BEGIN PRIVATE KEY-----\n"), "private key"));
}

static void
test_authority_file (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autofree char *missing = g_build_filename (tree->root, "missing.pem", NULL);
  g_autofree char *pipe = g_build_filename (tree->root, "pipe.pem", NULL);

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_nonnull (guichet_network_values_check_authority (missing));
  g_assert_nonnull (guichet_network_values_check_authority (pipe));
  g_assert_nonnull (guichet_network_values_check_authority (tree->root));
  g_assert_nonnull (guichet_network_values_check_authority ("a.pem"));
  g_assert_nonnull (guichet_network_values_check_authority ("/dev/zero"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/network-values/proxy", test_proxy);
  g_test_add_func ("/config/network-values/authority", test_authority);
  g_test_add_func ("/config/network-values/bad-authority", test_bad_authority);
  g_test_add_func ("/config/network-values/authority-file", test_authority_file);
  return g_test_run ();
}
