/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-tree.h"
#include "demo-certificate.h"
#include "settings.h"

/* One mistake a row. */
typedef struct {
  const char *name;
  const char *text;
  guint line;
  const char *group;
  const char *key;
  const char *found;
  const char *suggestion;
  gboolean is_fatal;
} Mistake;

static const Mistake mistakes[] = {
  { "unknown-group", "[Kettle]\nName=a\n", 1, "Kettle", NULL, "Kettle", NULL, FALSE },
  { "misspelt-group", "[Center]\nName=a\n", 1, "Center", NULL, "Center", "Centre", FALSE },
  { "misspelt-network", "[Netwrok]\nProxy=\n", 1, "Netwrok", NULL, "Netwrok", "Network", TRUE },
  { "unknown-key", "[Centre]\nPhone=1\n", 2, "Centre", "Phone", "Phone", NULL, FALSE },
  { "misspelt-key", "[Centre]\nGreetng=a\n", 2, "Centre", "Greetng", "Greetng", "Greeting", FALSE },
  { "misspelt-proxy", "[Network]\nProxi=http://a:1\n", 2, "Network", "Proxi", "Proxi", "Proxy",
    TRUE },
  { "unknown-network-key", "[Network]\nFirewall=true\n", 2, "Network", "Firewall", "Firewall", NULL,
    TRUE },
  { "twice-network-key", "[Network]\nWideMode=false\nWideMode=false\n", 3, "Network", "WideMode",
    "WideMode", NULL, TRUE },
  { "rubbish", "[Centre]\nName\n", 2, "Centre", NULL, "Name", NULL, TRUE },
  { "bad-utf8", "[Centre]\nName=Caf\xe9\n", 2, NULL, NULL, NULL, NULL, TRUE },
  { "long-name", "[Centre]\nName=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
    2, "Centre", "Name", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL,
    FALSE },
  { "language", "[Centre]\nLanguage=fra_FR\n", 2, "Centre", "Language", "fra_FR", NULL, FALSE },
  { "proxy-user", "[Network]\nProxy=http://u:p@proxy:3128\n", 2, "Network", "Proxy",
    "http://u:p@proxy:3128", NULL, TRUE },
  { "proxy-scheme", "[Network]\nProxy=proxy:3128\n", 2, "Network", "Proxy", "proxy:3128",
    "http://proxy:3128", TRUE },
  { "proxy-slash", "[Network]\nProxy=http://proxy:3128/\n", 2, "Network", "Proxy",
    "http://proxy:3128/", "http://proxy:3128", TRUE },
  { "proxy-port", "[Network]\nProxy=http://proxy\n", 2, "Network", "Proxy", "http://proxy", NULL,
    TRUE },
  { "authority-missing", "[Network]\nAuthorities=/nowhere/a.pem\n", 2, "Network", "Authorities",
    "/nowhere/a.pem", NULL, TRUE },
  { "authority-relative", "[Network]\nAuthorities=a.pem\n", 2, "Network", "Authorities", "a.pem",
    NULL, TRUE },
  { "private-addresses", "[Network]\nPrivateAddresses=flase\n", 2, "Network", "PrivateAddresses",
    "flase", "false", TRUE },
  { "wide-mode", "[Network]\nWideMode=oui\n", 2, "Network", "WideMode", "oui", NULL, TRUE },
  { "renderer", "[Display]\nRenderer=sofware\n", 2, "Display", "Renderer", "sofware", "software",
    FALSE },
  { "heartbeat-zero", "[Visit]\nHeartbeatSeconds=0\n", 2, "Visit", "HeartbeatSeconds", "0", NULL,
    TRUE },
  { "heartbeat-high", "[Visit]\nHeartbeatSeconds=61\n", 2, "Visit", "HeartbeatSeconds", "61", NULL,
    TRUE },
  { "heartbeat-misspelt", "[Visit]\nHeartBeatSecond=9\n", 2, "Visit", "HeartBeatSecond",
    "HeartBeatSecond", "HeartbeatSeconds", TRUE },
  { "printer-name", "[Printer]\nName=a/b\n", 2, "Printer", "Name", "a/b", NULL, FALSE },
  { "printer-copies", "[Printer]\nMaxCopies=0\n", 2, "Printer", "MaxCopies", "0", NULL, FALSE },
  { "printer-colour", "[Printer]\nColour=tru\n", 2, "Printer", "Colour", "tru", "true", FALSE },
  { "printer-black", "[Printer]\nBlackOption=Gray\n", 2, "Printer", "BlackOption", "Gray", NULL,
    FALSE },
  { "printer-finish", "[Printer]\nFinishSeconds=1h\n", 2, "Printer", "FinishSeconds", "1h", NULL,
    TRUE },
  { "max-pages", "[Visit]\nMaxPages=1\n", 2, "Visit", "MaxPages", "1", NULL, FALSE },
  { "memory-files-unit", "[Visit]\nMemoryFiles=256\n", 2, "Visit", "MemoryFiles", "256", NULL,
    TRUE },
  { "memory-files-small", "[Visit]\nMemoryFiles=1 Mo\n", 2, "Visit", "MemoryFiles", "1 Mo", NULL,
    TRUE },
  { "world-memory", "[Visit]\nWorldMemory=10 Mio\n", 2, "Visit", "WorldMemory", "10 Mio", NULL,
    TRUE },
  { "database-relative", "[Counts]\nDatabase=counts.db\n", 2, "Counts", "Database", "counts.db",
    NULL, TRUE },
  { "database-dots", "[Counts]\nDatabase=/var/lib/../x.db\n", 2, "Counts", "Database",
    "/var/lib/../x.db", "/var/x.db", TRUE },
  { "database-folder", "[Counts]\nDatabase=/var/lib/\n", 2, "Counts", "Database", "/var/lib/",
    "/var/lib", TRUE },
  { "database-root", "[Counts]\nDatabase=/\n", 2, "Counts", "Database", "/", NULL, TRUE },
  { "question", "[Counts]\nQuestion=oui\n", 2, "Counts", "Question", "oui", NULL, FALSE },
  { "report-centre", "[Report]\nCentre=CS Lormont\n", 2, "Report", "Centre", "CS Lormont", NULL,
    FALSE },
  { "report-http", "[Report]\nSendTo=http://drop.example/x\n", 2, "Report", "SendTo",
    "http://drop.example/x", NULL, FALSE },
  { "report-user", "[Report]\nSendTo=https://me:word@drop.example/\n", 2, "Report", "SendTo",
    "https://me:word@drop.example/", NULL, FALSE },
  { "report-key", "[Report]\nKey=report.key\n", 2, "Report", "Key", "report.key", NULL, FALSE },
  { "report-outbox", "[Report]\nOutbox=/srv/out/\n", 2, "Report", "Outbox", "/srv/out/", "/srv/out",
    FALSE },
  { "report-other", "[Report]\nOtherTerminals=/srv/b.db;c.db\n", 2, "Report", "OtherTerminals",
    "c.db", NULL, FALSE },
  { "scanner-name", "[Scanner]\nDevice=genesys\n", 2, "Scanner", "Device", "genesys", NULL, FALSE },
  { "scanner-address", "[Scanner]\nDevice=http://a b/\n", 2, "Scanner", "Device", "http://a b/",
    NULL, FALSE },
  { "scanner-vendor", "[Scanner]\nVendor=4A9\nProduct=190e\n", 2, "Scanner", "Vendor", "4A9", NULL,
    FALSE },
  { "scanner-silence", "[Scanner]\nSilenceSeconds=4\n", 2, "Scanner", "SilenceSeconds", "4", NULL,
    FALSE },
};

static void
assert_safe (const GuichetSettings *settings)
{
  g_assert_null (guichet_settings_get_proxy (settings));
  g_assert_false (guichet_settings_get_private_addresses (settings));
  g_assert_false (guichet_settings_get_wide_mode (settings));
  g_assert_cmpint (guichet_settings_get_renderer (settings), ==, GUICHET_RENDERER_AUTO);
  g_assert_cmpuint (guichet_settings_get_heartbeat_seconds (settings), ==, 5);
  g_assert_cmpuint (guichet_settings_get_max_pages (settings), ==, 8);
  g_assert_null (guichet_settings_get_printer (settings)->queue);
  g_assert_cmpuint (guichet_settings_get_printer (settings)->finish_seconds, ==, 60);
  g_assert_cmpuint (guichet_settings_get_memory_files_bytes (settings), ==, 256 * 1024 * 1024);
  g_assert_cmpuint (guichet_settings_get_world_memory_bytes (settings), ==, 1200 * 1024 * 1024);
  g_assert_cmpstr (guichet_settings_get_database (settings), ==, "/var/lib/guichet/counts.db");
  g_assert_cmpstr (guichet_settings_get_language (settings), ==, "fr");
  g_assert_false (guichet_settings_get_counts (settings)->has_question);
  g_assert_null (guichet_settings_get_counts (settings)->centre);
  g_assert_null (guichet_settings_get_counts (settings)->send_to);
  g_assert_null (guichet_settings_get_counts (settings)->credentials);
  g_assert_cmpstr (guichet_settings_get_counts (settings)->key, ==, "/var/lib/guichet/report.key");
  g_assert_cmpstr (guichet_settings_get_counts (settings)->outbox, ==, "/var/lib/guichet/outbox");
}

/* Every visit's world has the folder of the settings, to be read: no secret may lie there. */
static void
test_secrets (void)
{
  static const char *const keys[] = { "Key", "Credentials" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autoptr (ConfigTree) tree = config_tree_new ();
    g_autofree char *inside = g_build_filename (tree->centre, "secret", NULL);
    g_autofree char *beside = g_strconcat (tree->centre, "-secret", NULL);
    g_autofree char *bad = g_strdup_printf ("[Report]\n%s=%s\n", keys[i], inside);
    g_autofree char *good = g_strdup_printf ("[Report]\n%s=%s\n", keys[i], beside);
    g_autoptr (GuichetSettings) refused = NULL;
    g_autoptr (GuichetSettings) taken = NULL;

    config_tree_write (tree->centre, "guichet.conf", bad);
    refused = guichet_settings_load (tree->defaults, tree->centre, tree->problems);
    g_assert_cmpstr (config_tree_get_only_problem (tree)->key, ==, keys[i]);
    assert_safe (refused);
    config_tree_write (tree->centre, "guichet.conf", good);
    taken = guichet_settings_load (tree->defaults, tree->centre, tree->problems);
    g_assert_cmpuint (tree->problems->len, ==, 1);
    g_assert_cmpstr (i == 0 ? guichet_settings_get_counts (taken)->key
                            : guichet_settings_get_counts (taken)->credentials,
                     ==, beside);
  }
}

static void
test_mistake (gconstpointer data)
{
  const Mistake *mistake = data;
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autofree char *path = g_build_filename (tree->centre, "guichet.conf", NULL);
  g_autoptr (GuichetSettings) settings = NULL;
  const GuichetConfigProblem *problem;

  config_tree_write (tree->centre, "guichet.conf", mistake->text);
  settings = guichet_settings_load (tree->defaults, tree->centre, tree->problems);
  problem = config_tree_get_only_problem (tree);
  g_assert_cmpstr (problem->file, ==, path);
  g_assert_cmpuint (problem->line, ==, mistake->line);
  g_assert_cmpstr (problem->group, ==, mistake->group);
  g_assert_cmpstr (problem->key, ==, mistake->key);
  g_assert_cmpstr (problem->found, ==, mistake->found);
  g_assert_cmpstr (problem->suggestion, ==, mistake->suggestion);
  g_assert_cmpint (problem->severity, ==,
                   mistake->is_fatal ? GUICHET_CONFIG_PROBLEM_FATAL
                                     : GUICHET_CONFIG_PROBLEM_WARNING);
  assert_safe (settings);
}

static void
test_nothing (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetSettings) settings =
      guichet_settings_load (tree->defaults, NULL, tree->problems);

  config_tree_assert_no_problem (tree);
  assert_safe (settings);
  g_assert_cmpstr (guichet_settings_get_greeting (settings), ==, "");
  g_assert_nonnull (guichet_settings_get_authorities (settings));
  g_assert_null (guichet_settings_get_authorities (settings)[0]);
}

static void
assert_report (const GuichetCountsSettings *counts)
{
  g_assert_true (counts->has_question);
  g_assert_cmpstr (counts->centre, ==, "cs-lormont");
  g_assert_cmpstr (counts->key, ==, "/srv/key");
  g_assert_cmpstr (counts->outbox, ==, "/srv/out");
  g_assert_cmpstr (counts->send_to, ==, "https://drop.example/public.php/webdav/");
  g_assert_cmpstr (counts->credentials, ==, "/srv/word");
  g_assert_cmpstr (counts->other_terminals[1], ==, "/srv/c.db");
}

static void
test_everything (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autofree char *pem = g_build_filename (tree->centre, "a.pem", NULL);
  g_autofree char *text = g_strdup_printf (
      "[Centre]\nName=Centre des Quatre-Vents\nGreeting=\nLanguage=ar\n"
      "[Network]\nProxy=http://"
      "proxy:3128\nAuthorities=%s;%s\nPrivateAddresses=true\nWideMode=true\n"
      "[Display]\nRenderer=software\n"
      "[Visit]\nHeartbeatSeconds=10\nMaxPages=4\nMemoryFiles=100 Mo\nWorldMemory=2 Gio\n"
      "[Counts]\nDatabase=/srv/counts.db\nQuestion=true\n"
      "[Report]\nCentre=cs-lormont\nKey=/srv/key\nOutbox=/srv/out\nCredentials=/srv/word\n"
      "SendTo=https://drop.example/public.php/webdav/\nOtherTerminals=/srv/b.db;/srv/c.db\n",
      pem, pem);
  g_autoptr (GuichetSettings) settings = NULL;

  config_tree_write (tree->centre, "a.pem", DEMO_CERTIFICATE);
  config_tree_write (tree->defaults, "guichet.conf", "[Centre]\nName=Centre\nGreeting=Bonjour\n");
  config_tree_write (tree->centre, "guichet.conf", text);
  settings = guichet_settings_load (tree->defaults, tree->centre, tree->problems);
  config_tree_assert_no_problem (tree);
  g_assert_cmpstr (guichet_settings_get_centre_name (settings), ==, "Centre des Quatre-Vents");
  g_assert_cmpstr (guichet_settings_get_greeting (settings), ==, "");
  g_assert_cmpstr (guichet_settings_get_language (settings), ==, "ar");
  g_assert_cmpstr (guichet_settings_get_proxy (settings), ==, "http://proxy:3128");
  g_assert_cmpstr (guichet_settings_get_authorities (settings)[1], ==, pem);
  g_assert_true (guichet_settings_get_private_addresses (settings));
  g_assert_true (guichet_settings_get_wide_mode (settings));
  g_assert_cmpint (guichet_settings_get_renderer (settings), ==, GUICHET_RENDERER_SOFTWARE);
  g_assert_cmpuint (guichet_settings_get_heartbeat_seconds (settings), ==, 10);
  g_assert_cmpuint (guichet_settings_get_max_pages (settings), ==, 4);
  g_assert_cmpuint (guichet_settings_get_memory_files_bytes (settings), ==, 100000000);
  g_assert_cmpuint (guichet_settings_get_world_memory_bytes (settings), ==,
                    G_GUINT64_CONSTANT (2147483648));
  g_assert_cmpstr (guichet_settings_get_database (settings), ==, "/srv/counts.db");
  assert_report (guichet_settings_get_counts (settings));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++) {
    g_autofree char *path = g_strconcat ("/config/settings/mistake/", mistakes[i].name, NULL);
    g_test_add_data_func (path, &mistakes[i], test_mistake);
  }
  g_test_add_func ("/config/settings/nothing", test_nothing);
  g_test_add_func ("/config/settings/everything", test_everything);
  g_test_add_func ("/config/settings/secrets", test_secrets);
  return g_test_run ();
}
