/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "navigation-policy.h"

#include "allow-list.h"

#define R GUICHET_NAVIGATION_REFUSE
#define U GUICHET_NAVIGATION_USE
#define G GUICHET_NAVIGATION_UPGRADE
#define D GUICHET_NAVIGATION_DOCUMENT
#define O GUICHET_NAVIGATION_OUTSIDE
#define I GUICHET_NAVIGATION_IGNORE

typedef struct {
  const char *uri;
  /* In the order of GuichetNavigationTarget: unknown, main, frame, popup. */
  GuichetNavigationVerdict verdicts[4];
} Case;

static const Case cases[] = {
  /* Listed for going, and by that for loading */
  { "https://www.caf.fr/", { U, U, U, U } },
  { "https://www.caf.fr/a?b=https://evil.example/#c", { U, U, U, U } },
  { "https://a.b.impots.gouv.fr/", { U, U, U, U } },
  { "http://plain.example.fr/", { U, U, U, U } },
  { "https://port.example.fr:8443/", { U, U, U, U } },
  /* Listed for loading only: in a frame, or perhaps in one */
  { "https://captcha.example.fr/", { U, R, U, R } },
  /* http that is listed as https: asked for again by https, but never in a frame */
  { "http://www.caf.fr/", { G, G, R, G } },
  { "http://www.caf.fr/a?b", { G, G, R, G } },
  { "http://captcha.example.fr/", { R, R, R, R } },
  { "http://www.caf.fr:8080/", { R, R, R, R } },
  { "http://www.caf.fr:443/", { R, R, R, R } },
  { "http://evil.example/", { R, R, R, R } },
  /* Near misses */
  { "https://www.caf.fr.evil.example/", { R, R, R, R } },
  { "https://www.caf.fr@evil.example/", { R, R, R, R } },
  { "https://www.caf.fr:443@evil.example/", { R, R, R, R } },
  { "https://user@www.caf.fr/", { R, R, R, R } },
  { "https://user:password@www.caf.fr/", { R, R, R, R } },
  { "https://www.caf.fr:8443/", { R, R, R, R } },
  { "https://www.caf.fr./", { R, R, R, R } },
  { "https://caf.fr/", { R, R, R, R } },
  { "https://impots.gouv.fr/", { R, R, R, R } },
  { "https://evilimpots.gouv.fr/", { R, R, R, R } },
  { "https://port.example.fr/", { R, R, R, R } },
  { "https://plain.example.fr/", { R, R, R, R } },
  { "https://evil.example\\@www.caf.fr/", { R, R, R, R } },
  { "https://evil.example/www.caf.fr", { R, R, R, R } },
  { "https://203.0.113.1/", { R, R, R, R } },
  { "https://[2001:db8::1]/", { R, R, R, R } },
  { "https://localhost/", { R, R, R, R } },
  { "https:/www.caf.fr/", { R, R, R, R } },
  { "https:www.caf.fr", { R, R, R, R } },
  { "//www.caf.fr/", { R, R, R, R } },
  { "www.caf.fr", { R, R, R, R } },
  { "", { R, R, R, R } },
  { " https://www.caf.fr/", { R, R, R, R } },
  /* What a page makes itself */
  { "blob:https://www.caf.fr/0f6", { U, D, U, U } },
  { "blob:https://captcha.example.fr/0f6", { U, D, U, U } },
  { "blob:null/0f6", { U, D, U, U } },
  { "blob:https://evil.example/0f6", { R, R, R, R } },
  { "blob:https://www.caf.fr@evil.example/0f6", { R, R, R, R } },
  { "blob:", { R, R, R, R } },
  { "blob:blob:https://www.caf.fr/0f6", { R, R, R, R } },
  { "blob:file:///etc/passwd", { R, R, R, R } },
  { "data:text/html,x", { U, R, U, R } },
  { "data:application/pdf;base64,eA==", { U, R, U, R } },
  /* Blank pages: exactly these */
  { "about:blank", { U, U, U, U } },
  { "about:srcdoc", { U, R, U, R } },
  { "about:blank#x", { R, R, R, R } },
  { "about:memory", { R, R, R, R } },
  { "about:config", { R, R, R, R } },
  { "about:", { R, R, R, R } },
  /* Other programs */
  { "mailto:a@example.fr", { O, O, O, O } },
  { "tel:3646", { O, O, O, O } },
  { "sms:3646", { O, O, O, O } },
  { "javascript:alert(1)", { I, I, I, I } },
  /* Everything else */
  { "file:///etc/passwd", { R, R, R, R } },
  { "ftp://www.caf.fr/", { R, R, R, R } },
  { "wss://www.caf.fr/", { R, R, R, R } },
  { "resource:///org/webkit/inspector/UserInterface/Main.html", { R, R, R, R } },
  { "webkit://gpu", { R, R, R, R } },
  { "webkit-pdfjs-viewer://pdfjs/web/viewer.html", { R, R, R, R } },
  { "inspector://127.0.0.1:9222", { R, R, R, R } },
  { "view-source:https://www.caf.fr/", { R, R, R, R } },
  { "intent://x#Intent;end", { R, R, R, R } },
  { "filesystem:https://www.caf.fr/x", { R, R, R, R } },
  { "httpss://www.caf.fr/", { R, R, R, R } },
  { "x-https://www.caf.fr/", { R, R, R, R } },
};

static GuichetAllowList *
make_list (const char *const *rules, gsize n)
{
  GuichetAllowList *list = guichet_allow_list_new ();

  for (gsize i = 0; i < n; i++)
    g_assert_true (guichet_allow_list_add (list, rules[i], NULL));
  return list;
}

static void
test_table (void)
{
  const char *const rules[] = { "www.caf.fr", "*.impots.gouv.fr", "http://plain.example.fr",
                                "port.example.fr:8443", "captcha.example.fr" };
  g_autoptr (GuichetAllowList) navigate = make_list (rules, G_N_ELEMENTS (rules) - 1);
  g_autoptr (GuichetAllowList) load = make_list (rules, G_N_ELEMENTS (rules));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    for (guint target = 0; target < 4; target++) {
      g_test_message ("%s (%u)", cases[i].uri, target);
      g_assert_cmpint (
          guichet_navigation_decide (navigate, load, cases[i].uri, (GuichetNavigationTarget)target),
          ==, cases[i].verdicts[target]);
    }
  }
  g_assert_cmpint (guichet_navigation_decide (navigate, load, NULL, GUICHET_NAVIGATION_TARGET_MAIN),
                   ==, GUICHET_NAVIGATION_REFUSE);
}

static void
test_empty_lists_refuse (void)
{
  g_autoptr (GuichetAllowList) list = guichet_allow_list_new ();

  for (guint target = 0; target < 4; target++) {
    g_assert_cmpint (guichet_navigation_decide (list, list, "https://www.caf.fr/",
                                                (GuichetNavigationTarget)target),
                     ==, GUICHET_NAVIGATION_REFUSE);
    g_assert_cmpint (guichet_navigation_decide (list, list, "http://www.caf.fr/",
                                                (GuichetNavigationTarget)target),
                     ==, GUICHET_NAVIGATION_REFUSE);
  }
}

static void
test_upgrade (void)
{
  static const struct {
    const char *uri;
    const char *https;
  } rows[] = {
    { "http://www.caf.fr/a?b#c", "https://www.caf.fr/a?b#c" },
    { "http://www.caf.fr:8080/", NULL },
    { "https://www.caf.fr/", NULL },
    { "http://user@www.caf.fr/", NULL },
    { "ftp://www.caf.fr/", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *https = guichet_navigation_upgrade (rows[i].uri);

    g_assert_cmpstr (https, ==, rows[i].https);
  }
}

static void
test_host (void)
{
  g_autofree char *plain = guichet_navigation_get_host ("https://www.caf.fr:8443/secret?a=b");
  g_autofree char *doubtful = guichet_navigation_get_host ("https://www.caf.fr@evil.example/");
  g_autofree char *none = guichet_navigation_get_host (NULL);

  g_assert_cmpstr (plain, ==, "www.caf.fr");
  g_assert_null (doubtful);
  g_assert_null (none);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/navigation-policy/table", test_table);
  g_test_add_func ("/kiosk/navigation-policy/empty-lists-refuse", test_empty_lists_refuse);
  g_test_add_func ("/kiosk/navigation-policy/upgrade", test_upgrade);
  g_test_add_func ("/kiosk/navigation-policy/host", test_host);
  return g_test_run ();
}
