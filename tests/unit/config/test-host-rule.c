/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host-rule.h"

typedef struct {
  const char *text;
  const char *scheme;
  const char *host;
  gboolean is_suffix;
  guint16 port;
} Good;

typedef struct {
  const char *text;
  GuichetHostRuleError code;
} Bad;

static void
test_parse (void)
{
  static const Good rules[] = {
    { "www.caf.fr", "https", "www.caf.fr", FALSE, 443 },
    { "caf.fr", "https", "caf.fr", FALSE, 443 },
    { "*.caf.fr", "https", "caf.fr", TRUE, 443 },
    { "*.impots.gouv.fr", "https", "impots.gouv.fr", TRUE, 443 },
    { "https://www.caf.fr", "https", "www.caf.fr", FALSE, 443 },
    { "http://www.caf.fr", "http", "www.caf.fr", FALSE, 80 },
    { "http://*.caf.fr:8080", "http", "caf.fr", TRUE, 8080 },
    { "www.caf.fr:8443", "https", "www.caf.fr", FALSE, 8443 },
    { "https://www.caf.fr:443", "https", "www.caf.fr", FALSE, 443 },
    { "xn--caf-dma.fr", "https", "xn--caf-dma.fr", FALSE, 443 },
    { "intranet.ville.local", "https", "intranet.ville.local", FALSE, 443 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GuichetHostRule) rule = guichet_host_rule_parse (rules[i].text, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (rule->scheme, ==, rules[i].scheme);
    g_assert_cmpstr (rule->host, ==, rules[i].host);
    g_assert_cmpint (rule->is_suffix, ==, rules[i].is_suffix);
    g_assert_cmpuint (rule->port, ==, rules[i].port);
  }
}

static void
test_refuse (void)
{
  static const Bad rules[] = {
    { "", GUICHET_HOST_RULE_ERROR_EMPTY },
    { "*", GUICHET_HOST_RULE_ERROR_HOST },
    { "*.", GUICHET_HOST_RULE_ERROR_HOST },
    { "**.caf.fr", GUICHET_HOST_RULE_ERROR_HOST },
    { "*.*.caf.fr", GUICHET_HOST_RULE_ERROR_HOST },
    { "*caf.fr", GUICHET_HOST_RULE_ERROR_HOST },
    { "www.*.fr", GUICHET_HOST_RULE_ERROR_HOST },
    { ".fr", GUICHET_HOST_RULE_ERROR_HOST },
    { ".caf.fr", GUICHET_HOST_RULE_ERROR_HOST },
    { "caf.fr.", GUICHET_HOST_RULE_ERROR_HOST },
    { "WWW.caf.fr", GUICHET_HOST_RULE_ERROR_HOST },
    { "café.fr", GUICHET_HOST_RULE_ERROR_HOST },
    { "https://www.caf.fr/", GUICHET_HOST_RULE_ERROR_HOST },
    { "https://www.caf.fr/x", GUICHET_HOST_RULE_ERROR_HOST },
    { "www.caf.fr/x", GUICHET_HOST_RULE_ERROR_HOST },
    { "www.caf.fr?x", GUICHET_HOST_RULE_ERROR_HOST },
    { "www.caf.fr#x", GUICHET_HOST_RULE_ERROR_HOST },
    { "a@www.caf.fr", GUICHET_HOST_RULE_ERROR_HOST },
    { "a:b@www.caf.fr", GUICHET_HOST_RULE_ERROR_PORT },
    { " www.caf.fr", GUICHET_HOST_RULE_ERROR_HOST },
    { "www.caf.fr ", GUICHET_HOST_RULE_ERROR_HOST },
    { "www.caf.fr,www.ameli.fr", GUICHET_HOST_RULE_ERROR_HOST },
    { "127.0.0.1", GUICHET_HOST_RULE_ERROR_HOST },
    { "*.0.0.1", GUICHET_HOST_RULE_ERROR_HOST },
    { "127.1", GUICHET_HOST_RULE_ERROR_HOST },
    { "2130706433", GUICHET_HOST_RULE_ERROR_HOST },
    { "0x7f.0x1", GUICHET_HOST_RULE_ERROR_HOST },
    { "[::1]", GUICHET_HOST_RULE_ERROR_HOST },
    { "[::1]:443", GUICHET_HOST_RULE_ERROR_HOST },
    { "https://[2001:db8::1]", GUICHET_HOST_RULE_ERROR_HOST },
    { "https://", GUICHET_HOST_RULE_ERROR_HOST },
    { "https:///www.caf.fr", GUICHET_HOST_RULE_ERROR_HOST },
    { "www.localhost", GUICHET_HOST_RULE_ERROR_HOST },
    { "ftp://www.caf.fr", GUICHET_HOST_RULE_ERROR_SCHEME },
    { "wss://www.caf.fr", GUICHET_HOST_RULE_ERROR_SCHEME },
    { "file://www.caf.fr", GUICHET_HOST_RULE_ERROR_SCHEME },
    { "HTTPS://www.caf.fr", GUICHET_HOST_RULE_ERROR_SCHEME },
    { "://www.caf.fr", GUICHET_HOST_RULE_ERROR_SCHEME },
    { "*://www.caf.fr", GUICHET_HOST_RULE_ERROR_SCHEME },
    { "https:www.caf.fr", GUICHET_HOST_RULE_ERROR_PORT },
    { "www.caf.fr:", GUICHET_HOST_RULE_ERROR_PORT },
    { "www.caf.fr:0", GUICHET_HOST_RULE_ERROR_PORT },
    { "www.caf.fr:65536", GUICHET_HOST_RULE_ERROR_PORT },
    { "www.caf.fr:0443", GUICHET_HOST_RULE_ERROR_PORT },
    { "www.caf.fr:+443", GUICHET_HOST_RULE_ERROR_PORT },
    { "www.caf.fr:443/", GUICHET_HOST_RULE_ERROR_PORT },
    { "www.caf.fr:*", GUICHET_HOST_RULE_ERROR_PORT },
    { "www.caf.fr:443:443", GUICHET_HOST_RULE_ERROR_PORT },
    { "fr", GUICHET_HOST_RULE_ERROR_TOO_WIDE },
    { "*.fr", GUICHET_HOST_RULE_ERROR_TOO_WIDE },
    { "*.com", GUICHET_HOST_RULE_ERROR_TOO_WIDE },
    { "localhost", GUICHET_HOST_RULE_ERROR_TOO_WIDE },
    { "gouv.fr", GUICHET_HOST_RULE_ERROR_TOO_WIDE },
    { "*.gouv.fr", GUICHET_HOST_RULE_ERROR_TOO_WIDE },
    { "*.asso.fr", GUICHET_HOST_RULE_ERROR_TOO_WIDE },
    { "*.co.uk", GUICHET_HOST_RULE_ERROR_TOO_WIDE },
    { "*.github.io", GUICHET_HOST_RULE_ERROR_TOO_WIDE },
    { "http://*.gouv.fr:8080", GUICHET_HOST_RULE_ERROR_TOO_WIDE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", rules[i].text);
    g_assert_null (guichet_host_rule_parse (rules[i].text, &error));
    g_assert_error (error, GUICHET_HOST_RULE_ERROR, (int)rules[i].code);
  }
}

static void
test_wide (void)
{
  static const char *const refused[] = { "*.fr",    "*.asso.fr",   "*.com",
                                         "gouv.fr", "*.github.io", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetHostRule) rule =
      guichet_host_rule_parse_with_flags ("*.gouv.fr", GUICHET_HOST_RULE_WIDE, &error);

  g_assert_no_error (error);
  g_assert_true (guichet_host_rule_matches (rule, "https", "www.nord.gouv.fr", 443));
  g_assert_false (guichet_host_rule_matches (rule, "https", "gouv.fr", 443));
  g_assert_false (guichet_host_rule_matches (rule, "https", "evilgouv.fr", 443));
  for (guint i = 0; refused[i] != NULL; i++)
    g_assert_null (guichet_host_rule_parse_with_flags (refused[i], GUICHET_HOST_RULE_WIDE, NULL));
}

static void
test_matches_exact (void)
{
  g_autoptr (GuichetHostRule) rule = guichet_host_rule_parse ("www.caf.fr", NULL);
  static const char *const others[] = {
    "caf.fr",     "www.caf.fr.evil.test", "a.www.caf.fr", "xwww.caf.fr",  "www.caf.fr.",
    "WWW.CAF.FR", "www.caf.frx",          "ww.caf.fr",    "www.caf%2efr", "",
    NULL,
  };

  g_assert_true (guichet_host_rule_matches (rule, "https", "www.caf.fr", 443));
  g_assert_false (guichet_host_rule_matches (rule, "http", "www.caf.fr", 443));
  g_assert_false (guichet_host_rule_matches (rule, "HTTPS", "www.caf.fr", 443));
  g_assert_false (guichet_host_rule_matches (rule, "wss", "www.caf.fr", 443));
  g_assert_false (guichet_host_rule_matches (rule, "https", "www.caf.fr", 80));
  g_assert_false (guichet_host_rule_matches (rule, "https", "www.caf.fr", 0));
  g_assert_false (guichet_host_rule_matches (rule, NULL, "www.caf.fr", 443));
  g_assert_false (guichet_host_rule_matches (rule, "https", NULL, 443));
  for (guint i = 0; others[i] != NULL; i++)
    g_assert_false (guichet_host_rule_matches (rule, "https", others[i], 443));
}

static void
test_matches_suffix (void)
{
  g_autoptr (GuichetHostRule) rule = guichet_host_rule_parse ("*.caf.fr", NULL);
  static const char *const others[] = {
    "caf.fr",
    ".caf.fr",
    "evilcaf.fr",
    "evil-caf.fr",
    "www.caf.fr.evil.test",
    "www..caf.fr",
    "www.caf.fr.",
    "WWW.caf.fr",
    "*.caf.fr",
    "a b.caf.fr",
    "a@b.caf.fr",
    "caf.fr.caf",
    "www%2ecaf.fr.",
    "-a.caf.fr",
    "a_b.caf.fr",
    "fr",
    "www.caf.fr:443",
    NULL,
  };

  g_assert_true (guichet_host_rule_matches (rule, "https", "www.caf.fr", 443));
  g_assert_true (guichet_host_rule_matches (rule, "https", "a.b.caf.fr", 443));
  g_assert_true (guichet_host_rule_matches (rule, "https", "caf.fr.caf.fr", 443));
  for (guint i = 0; others[i] != NULL; i++) {
    g_test_message ("%s", others[i]);
    g_assert_false (guichet_host_rule_matches (rule, "https", others[i], 443));
  }
}

static void
test_copy (void)
{
  g_autoptr (GuichetHostRule) rule = guichet_host_rule_parse ("http://*.caf.fr:81", NULL);
  g_autoptr (GuichetHostRule) copy = guichet_host_rule_copy (rule);
  g_autoptr (GuichetHostRule) exact = guichet_host_rule_parse ("http://caf.fr:81", NULL);

  g_assert_true (guichet_host_rule_equal (rule, copy));
  g_assert_false (guichet_host_rule_equal (rule, exact));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/host-rule/parse", test_parse);
  g_test_add_func ("/config/host-rule/refuse", test_refuse);
  g_test_add_func ("/config/host-rule/wide", test_wide);
  g_test_add_func ("/config/host-rule/matches-exact", test_matches_exact);
  g_test_add_func ("/config/host-rule/matches-suffix", test_matches_suffix);
  g_test_add_func ("/config/host-rule/copy", test_copy);
  return g_test_run ();
}
