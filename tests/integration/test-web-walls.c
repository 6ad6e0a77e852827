/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What filter and policy hold back by themselves: the lab's proxy lets everything through. */
#include "test-web-fixture.h"

#include "web-page-private.h"

#include <string.h>

#define LEAK_HOME "https://leak.lab.example/"

static char *
list_leaks (guint64 since)
{
  g_autofree char *target = g_strdup_printf ("/leaks?since=%" G_GUINT64_FORMAT, since);

  return lab_call ("GET", target);
}

static guint
count_items (const char *json)
{
  guint n = 0;

  for (const char *c = json; *c != '\0'; c++)
    if (*c == '"')
      n++;
  return n / 2;
}

/* Proof that the page tries, and that the lab sees it: the engine alone lets dozens of ways out. */
static void
test_bare_engine_leaks (Fixture *fixture, gconstpointer data)
{
  guint64 since = lab_get_last ();
  g_autoptr (WebKitNetworkSession) network = webkit_network_session_new_ephemeral ();
  WebKitNetworkProxySettings *proxy =
      webkit_network_proxy_settings_new (g_getenv ("GUICHET_TEST_PROXY"), NULL);
  WebKitWebView *view;
  g_autofree char *leaks = NULL;

  webkit_network_session_set_proxy_settings (network, WEBKIT_NETWORK_PROXY_MODE_CUSTOM, proxy);
  webkit_network_proxy_settings_free (proxy);
  view = g_object_new (WEBKIT_TYPE_WEB_VIEW, "network-session", network, NULL);
  gtk_window_set_child (fixture->window, GTK_WIDGET (view));
  webkit_web_view_load_uri (view, LEAK_HOME);
  fixture_wait_view_title (fixture, view, "terminé", 60);

  leaks = list_leaks (since);
  g_test_message ("ways out of the bare engine: %u", count_items (leaks));
  g_assert_cmpuint (count_items (leaks), >, 40);
}

static void
test_page_ways (Fixture *fixture, gconstpointer data)
{
  static const char *const allowed[] = { "listed-fetch",    "listed-image", "listed-wss",
                                         "listed-frame",    "data-image",   "blob-fetch",
                                         "listed-redirect", "blob-worker",  NULL };
  guint64 since = lab_get_last ();
  g_autofree char *leaks = NULL;

  fixture_open_painted (fixture, "lab-leak");
  fixture_wait_js (fixture, "document.title", "terminé", 90);
  g_assert_cmpstr (fixture->counts->str, ==, "");

  /* A wall, not a broken engine: what is listed works. */
  for (guint i = 0; allowed[i] != NULL; i++) {
    g_autofree char *js = g_strdup_printf ("String(window.__results['%s'])", allowed[i]);
    g_autofree char *result = fixture_eval (fixture, fixture->page, js);

    g_test_message ("%s: %s", allowed[i], result);
    g_assert_cmpstr (result, ==, "ok");
  }
  leaks = list_leaks (since);
  g_assert_cmpstr (leaks, ==, "[]");
}

static gboolean
has_ended (Fixture *fixture, gconstpointer data)
{
  g_autofree char *title = NULL;

  if (guichet_web_page_get_state (fixture->page) != GUICHET_WEB_PAGE_SHOWN)
    return TRUE;
  title = fixture_eval (fixture, fixture->page, "document.title");
  return g_str_equal (title, "terminé");
}

static gboolean
is_fresh (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fresh =
      fixture_eval (fixture, fixture->page, "String(window.__old !== true && !!window.__results)");

  return g_str_equal (fresh, "true");
}

static void
try_way (Fixture *fixture, const char *way)
{
  g_autofree char *js =
      g_strdup_printf ("window.__old = true; location.href = '" LEAK_HOME "?only=%s'", way);

  if (guichet_web_page_get_state (fixture->page) != GUICHET_WEB_PAGE_SHOWN)
    guichet_web_page_go_back (fixture->page);
  /* As if somebody had touched the page: hundreds of loads in a row are not what is tested. */
  guichet_rate_limit_reset (&fixture->page->load_limit);
  guichet_rate_limit_reset (&fixture->page->popup_limit);
  fixture_run (fixture, js);
  g_test_message ("%s", way);
  g_assert_true (fixture_wait (fixture, is_fresh, NULL, 10));
  g_assert_true (fixture_wait (fixture, has_ended, NULL, 10));
}

/* Ways that end up somewhere else, one after the other in one page. */
static void
check_leaving_ways (Fixture *fixture, const char *kind)
{
  guint64 since = lab_get_last ();
  g_autofree char *ways = lab_call ("GET", "/ways.json");
  g_autofree char *wanted = g_strdup_printf ("\"kind\": \"%s\"", kind);
  g_auto (GStrv) items = g_strsplit (ways, "{", -1);
  g_autofree char *leaks = NULL;
  guint n = 0;

  fixture->takes_popups = TRUE;
  fixture_open_painted (fixture, "lab-leak");
  fixture_wait_js (fixture, "document.title", "terminé", 90);
  for (guint i = 0; items[i] != NULL; i++) {
    const char *way = strstr (items[i], "\"way\": \"");
    g_autofree char *name = NULL;

    if (way == NULL || strstr (items[i], wanted) == NULL)
      continue;
    way += strlen ("\"way\": \"");
    name = g_strndup (way, strcspn (way, "\""));
    try_way (fixture, name);
    n++;
  }
  g_assert_cmpuint (n, >, 3);
  leaks = list_leaks (since);
  g_assert_cmpstr (leaks, ==, "[]");
}

static void
test_navigate_ways (Fixture *fixture, gconstpointer data)
{
  check_leaving_ways (fixture, "navigate");
}

static void
test_popup_ways (Fixture *fixture, gconstpointer data)
{
  check_leaving_ways (fixture, "popup");
}

static void
test_unload_ways (Fixture *fixture, gconstpointer data)
{
  check_leaving_ways (fixture, "unload");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  fixture_add_test ("/web/walls/bare-engine-leaks", test_bare_engine_leaks);
  fixture_add_test ("/web/walls/page-ways", test_page_ways);
  fixture_add_test ("/web/walls/navigate-ways", test_navigate_ways);
  fixture_add_test ("/web/walls/popup-ways", test_popup_ways);
  fixture_add_test ("/web/walls/unload-ways", test_unload_ways);
  return g_test_run ();
}
