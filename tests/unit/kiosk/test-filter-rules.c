/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "filter-rules.h"

#include "allow-list.h"

#include <string.h>

static GuichetAllowList *
make_list (const char *const *rules)
{
  GuichetAllowList *list = guichet_allow_list_new ();

  for (gsize i = 0; rules[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;

    guichet_allow_list_add (list, rules[i], &error);
    g_assert_no_error (error);
  }
  return list;
}

#define BLOCK  "{\"trigger\":{\"url-filter\":\".*\"},\"action\":{\"type\":\"block\"}}"
#define IGNORE "\"action\":{\"type\":\"ignore-previous-rules\"}}"
#define RULE(filter)                                                                               \
  "{\"trigger\":{\"url-filter\":\"" filter "\",\"url-filter-is-case-sensitive\":true}," IGNORE
#define EMBEDDED                                                                                   \
  ",\"resource-type\":[\"child-document\",\"image\",\"style-sheet\",\"script\",\"font\","          \
  "\"raw\",\"svg-document\",\"media\",\"ping\",\"fetch\",\"websocket\",\"other\"]"
#define EMBEDDED_RULE(filter)                                                                      \
  "{\"trigger\":{\"url-filter\":\"" filter "\",\"url-filter-is-case-sensitive\":true" EMBEDDED     \
  "}," IGNORE
#define HEAD                                                                                       \
  "[" BLOCK ",\n"                                                                                  \
  "{\"trigger\":{\"url-filter\":\"^blob:\"}," IGNORE ",\n"                                         \
  "{\"trigger\":{\"url-filter\":\"^about:\"}," IGNORE ",\n"                                        \
  "{\"trigger\":{\"url-filter\":\".*\",\"resource-type\":[\"popup\"]}," IGNORE

static void
test_golden (void)
{
  const char *const navigate_rules[] = { "www.caf.fr", "*.impots.gouv.fr", "http://old.example.fr",
                                         NULL };
  const char *const load_rules[] = { "www.caf.fr", "captcha.example.fr:8443", NULL };
  g_autoptr (GuichetAllowList) navigate = make_list (navigate_rules);
  g_autoptr (GuichetAllowList) load = make_list (load_rules);
  g_autofree char *json = guichet_filter_rules_build (navigate, load);

  g_assert_cmpstr (
      json, ==,
      HEAD ",\n" RULE ("^https://www\\\\.caf\\\\.fr/") ",\n" RULE (
          "^wss://"
          "www\\\\.caf\\\\."
          "fr/") ",\n" RULE ("^https://[a-z0-9.-]+\\\\.impots\\\\.gouv\\\\.fr/") ",\n" RULE ("^wss:"
                                                                                             "//"
                                                                                             "[a-"
                                                                                             "z0-9."
                                                                                             "-]+"
                                                                                             "\\\\."
                                                                                             "impot"
                                                                                             "s\\\\"
                                                                                             ".gouv"
                                                                                             "\\\\."
                                                                                             "fr/") ",\n" RULE ("^http://old\\\\.example\\\\.fr/") ",\n" RULE ("^ws://"
                                                                                                                                                               "old\\\\.example\\\\.fr/") ","
                                                                                                                                                                                          "\n" EMBEDDED_RULE ("^https://captcha\\\\.example\\\\.fr:8443/") ",\n" EMBEDDED_RULE (
                                                                                                                                                                                              "^wss://captcha\\\\.example\\\\.fr:8443/") "]\n");
}

static void
test_empty_lists_block_all (void)
{
  g_autoptr (GuichetAllowList) list = guichet_allow_list_new ();
  g_autofree char *json = guichet_filter_rules_build (list, list);
  g_autofree char *policy = guichet_filter_rules_build_frame_policy (list);

  g_assert_cmpstr (json, ==, HEAD "]\n");
  g_assert_cmpstr (policy, ==, "frame-src blob: data:; object-src blob: data:");
}

/* The compiler of the engine refuses "|", and a filter that does not compile is a filter that is
 * not there. */
static void
test_never_alternates (void)
{
  const char *const rules[] = { "a.example.fr", "*.example.org", "http://b.example.fr:8080", NULL };
  g_autoptr (GuichetAllowList) list = make_list (rules);
  g_autofree char *json = guichet_filter_rules_build (list, list);

  g_assert_null (strchr (json, '|'));
}

/* What the engine does with a url-filter of ours, for addresses that look like listed ones. The
 * patterns use nothing that GRegex reads differently. */
static void
test_near_misses (void)
{
  static const struct {
    const char *uri;
    gboolean passes;
  } cases[] = {
    { "https://www.caf.fr/", TRUE },
    { "https://www.caf.fr/a?b#c", TRUE },
    { "wss://www.caf.fr/socket", TRUE },
    { "https://cfspart.impots.gouv.fr/", TRUE },
    { "https://a.b.impots.gouv.fr/", TRUE },
    { "blob:https://www.caf.fr/1-2", TRUE },
    { "about:blank", TRUE },
    { "https://www.caf.fr.evil.example/", FALSE },
    { "https://www.caf.fr@evil.example/", FALSE },
    { "https://www.caf.fr:443@evil.example/", FALSE },
    { "https://evil.example/https://www.caf.fr/", FALSE },
    { "https://evil.example/?https://www.caf.fr/", FALSE },
    { "https://evil.example#https://www.caf.fr/", FALSE },
    { "https://www.caf.fr:8443/", FALSE },
    { "https://www.caf.fr./", FALSE },
    { "https://user@www.caf.fr/", FALSE },
    { "https://wwwxcaf.fr/", FALSE },
    { "https://caf.fr/", FALSE },
    { "https://xwww.caf.fr/", FALSE },
    { "http://www.caf.fr/", FALSE },
    { "ws://www.caf.fr/", FALSE },
    { "https://impots.gouv.fr/", FALSE },
    { "https://evilimpots.gouv.fr/", FALSE },
    { "https://a.impots.gouv.fr.evil.example/", FALSE },
    { "https://evil.example/a.impots.gouv.fr/", FALSE },
    { "https://evil.example?.impots.gouv.fr/", FALSE },
    { "https://evil.example@a.impots.gouv.fr/", FALSE },
    { "https://a.impots.gouv.fr:8443/", FALSE },
    { "https://a.impots_gouv.fr/", FALSE },
    { "ftp://www.caf.fr/", FALSE },
    { "file:///www.caf.fr/", FALSE },
    { "https://203.0.113.1/", FALSE },
  };
  const char *const rules[] = { "www.caf.fr", "*.impots.gouv.fr", NULL };
  g_autoptr (GuichetAllowList) list = make_list (rules);
  g_autofree char *json = guichet_filter_rules_build (list, list);
  g_auto (GStrv) lines = g_strsplit (json, "\n", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gboolean passes = FALSE;

    for (gsize j = 1; lines[j] != NULL && !passes; j++) {
      const char *filter = strstr (lines[j], "\"url-filter\":\"");
      g_autofree char *quoted = NULL;
      g_autofree char *pattern = NULL;

      if (filter == NULL || strstr (lines[j], "popup") != NULL)
        continue;
      filter += strlen ("\"url-filter\":\"");
      quoted = g_strndup (filter, strcspn (filter, "\""));
      pattern = g_strcompress (quoted);
      passes = g_regex_match_simple (pattern, cases[i].uri, 0, 0);
    }
    g_test_message ("%s", cases[i].uri);
    g_assert_cmpint (passes, ==, cases[i].passes);
  }
}

static void
test_frame_policy (void)
{
  const char *const rules[] = { "www.caf.fr", "*.example.org", "http://b.example.fr:8080", NULL };
  g_autoptr (GuichetAllowList) list = make_list (rules);
  g_autofree char *policy = guichet_filter_rules_build_frame_policy (list);

#define SOURCES "blob: data: https://www.caf.fr https://*.example.org http://b.example.fr:8080"
  g_assert_cmpstr (policy, ==, "frame-src " SOURCES "; object-src " SOURCES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/filter-rules/golden", test_golden);
  g_test_add_func ("/kiosk/filter-rules/empty-lists-block-all", test_empty_lists_block_all);
  g_test_add_func ("/kiosk/filter-rules/never-alternates", test_never_alternates);
  g_test_add_func ("/kiosk/filter-rules/near-misses", test_near_misses);
  g_test_add_func ("/kiosk/filter-rules/frame-policy", test_frame_policy);
  return g_test_run ();
}
