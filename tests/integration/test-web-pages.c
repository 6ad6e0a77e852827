/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a page behaves towards the person in front of it. */
#include "test-web-fixture.h"

#include "web-preparation.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define FAULTS "https://faults.lab.example/"

static pid_t
get_parent (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int)pid);
  g_autofree char *status = NULL;
  const char *parent;

  if (!g_file_get_contents (path, &status, NULL, NULL) || strstr (status, "State:\tZ") != NULL)
    return 0;
  parent = strstr (status, "PPid:\t");
  return parent != NULL ? (pid_t)g_ascii_strtoll (parent + strlen ("PPid:\t"), NULL, 10) : 0;
}

static gboolean
is_ours (pid_t pid)
{
  while ((pid = get_parent (pid)) > 1)
    if (pid == getpid ())
      return TRUE;
  return FALSE;
}

/* The only one: a page and a spare would be two. */
static pid_t
find_web_process (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;
  pid_t found = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename ("/proc", name, "comm", NULL);
    g_autofree char *comm = NULL;
    pid_t pid = (pid_t)g_ascii_strtoll (name, NULL, 10);

    if (g_file_get_contents (path, &comm, NULL, NULL) && g_str_equal (comm, "WebKitWebProces\n") &&
        is_ours (pid)) {
      g_assert_cmpint (found, ==, 0);
      found = pid;
    }
  }
  g_assert_cmpint (found, !=, 0);
  return found;
}

static void
test_opens (Fixture *fixture, gconstpointer data)
{
  g_autofree char *type = NULL;

  fixture_open_painted (fixture, "lab-upload");
  g_assert_cmpstr (guichet_web_page_get_host (fixture->page), ==, "upload.lab.example");
  g_assert_false (guichet_web_page_get_can_go_back (fixture->page));
  type = fixture_eval (fixture, fixture->page, "document.contentType");
  g_assert_cmpstr (type, ==, "text/html");
  g_assert_cmpstr (fixture->counts->str, ==, "");
  g_assert_cmpuint (fixture->n_painted, ==, 1);
}

/* The first page finds the process that the warm-up started, and its sandbox was looked at. */
static void
test_warm_up (Fixture *fixture, gconstpointer data)
{
  pid_t warm;

  g_assert_cmpuint (fixture->seccomp, ==, 2);
  warm = find_web_process ();
  fixture_open_painted (fixture, "lab-upload");
  g_assert_cmpint (find_web_process (), ==, warm);
}

/* A page that is opened while its filter is being compiled ahead waits for that one. */
static void
test_preparation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) services = g_ptr_array_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *target = g_strdup_printf ("/journal?since=%" G_GUINT64_FORMAT, lab_get_last ());
  g_autofree char *journal = NULL;

  g_ptr_array_add (services, guichet_catalogue_lookup (fixture->catalogue, "lab-upload"));
  g_ptr_array_add (services, guichet_catalogue_lookup (fixture->catalogue, "lab-pdf"));
  guichet_web_preparation_start (fixture->session, services, cancellable);
  fixture_open_painted (fixture, "lab-upload");
  g_assert_cmpstr (fixture->counts->str, ==, "");
  journal = lab_call ("GET", target);
  g_assert_nonnull (strstr (journal, "upload.lab.example"));
  g_assert_null (strstr (journal, "pdf.lab.example"));
  g_cancellable_cancel (cancellable);
}

static void
test_refusal_keeps_the_form (Fixture *fixture, gconstpointer data)
{
  static const char *const ways[] = {
    "location.href = 'https://www.evil.example/secret'",
    "document.querySelector('#evil').click()",
    "location.href = 'https://second.lab.example/'", /* only its pictures are listed */
    "location.href = '/redirect?to=https://www.evil.example/'",
    "location.href = 'https://user:password@leak.lab.example/'",
    "location.href = 'https://leak.lab.example:8443/'",
    "location.href = 'file:///etc/passwd.html'",
    "location.href = 'resource:///org/webkit/inspector/UserInterface/Main.html'",
    "location.href = 'https://203.0.113.20/'",
  };

  fixture_open_painted (fixture, "lab-leak");
  fixture_wait_js (fixture, "document.title", "terminé", 90);
  g_free (fixture_eval (fixture, fixture->page,
                        "document.body.innerHTML = '<input id=i><a id=evil "
                        "href=https://www.evil.example/>x</a>'; i.value = 'typed'; '1'"));
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    guint64 since = lab_get_last ();
    g_autofree char *target = g_strdup_printf ("/contacted?since=%" G_GUINT64_FORMAT, since);
    g_autofree char *contacted = NULL;

    g_string_truncate (fixture->counts, 0);
    fixture_run (fixture, ways[i]);
    /* Schemes that the engine itself drops silently leave the page as it is. */
    if (strstr (ways[i], "file:") == NULL) {
      g_test_message ("%s", ways[i]);
      fixture_wait_state (fixture, GUICHET_WEB_PAGE_REFUSED, 10);
      g_assert_cmpstr (fixture->counts->str, ==, "page-failure/refused ");
      if (strstr (ways[i], "www.evil") != NULL)
        g_assert_cmpstr (guichet_web_page_get_host (fixture->page), ==, "www.evil.example");
      g_assert_true (guichet_web_page_get_can_go_back (fixture->page));
      guichet_web_page_go_back (fixture->page);
    }
    g_assert_cmpint (guichet_web_page_get_state (fixture->page), ==, GUICHET_WEB_PAGE_SHOWN);
    fixture_wait_js (fixture, "i.value", "typed", 5);
    contacted = lab_call ("GET", target);
    g_assert_null (strstr (contacted, "evil"));
    g_assert_null (strstr (contacted, "second"));
    g_assert_null (strstr (contacted, "8443"));
  }
  g_assert_cmpstr (guichet_web_page_get_host (fixture->page), ==, "leak.lab.example");
}

static void
test_history (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-faults");
  fixture_run (fixture, "location.href = '/page/select'");
  fixture_wait_js (fixture, "location.pathname", "/page/select", 10);
  g_assert_true (guichet_web_page_get_can_go_back (fixture->page));
  guichet_web_page_go_back (fixture->page);
  fixture_wait_js (fixture, "location.pathname", "/", 10);
  /* Below home there is nothing of the service. */
  g_assert_false (guichet_web_page_get_can_go_back (fixture->page));
  guichet_web_page_go_back (fixture->page);
  fixture_wait_js (fixture, "location.pathname", "/", 10);
}

/* The page must not be able to leave a person before nothing. */
static void
test_blank_is_refused (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-upload");
  fixture_run (fixture, "location.href = 'about:blank'");
  fixture_wait_state (fixture, GUICHET_WEB_PAGE_REFUSED, 10);
  guichet_web_page_go_back (fixture->page);
  fixture_wait_state (fixture, GUICHET_WEB_PAGE_SHOWN, 10);
  fixture_wait_js (fixture, "location.hostname", "upload.lab.example", 10);
}

static void
test_upgrade (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-faults");
  fixture_run (fixture, "location.href = 'http://faults.lab.example/page/date'");
  fixture_wait_js (fixture, "location.href", FAULTS "page/date", 10);
  g_assert_cmpstr (fixture->counts->str, ==, "");
}

static gboolean
has_popup (Fixture *fixture, gconstpointer data)
{
  return fixture->popup != NULL && guichet_web_page_get_host (fixture->popup) != NULL;
}

static gboolean
has_closed (Fixture *fixture, gconstpointer data)
{
  return fixture->n_closes > 0;
}

static gboolean
is_refused (Fixture *fixture, gconstpointer data)
{
  return guichet_web_page_get_state ((GuichetWebPage *)data) == GUICHET_WEB_PAGE_REFUSED;
}

static gboolean
is_view_gone (Fixture *fixture, gconstpointer data)
{
  return *(const gpointer *)data == NULL;
}

static void
test_popup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetWebPage) popup = NULL;
  g_autofree char *opener = NULL;
  gpointer view;

  fixture->takes_popups = TRUE;
  fixture_open_painted (fixture, "lab-faults");
  fixture_run (fixture, "window.name = 'opener'; window.w = window.open('/page/select')");
  g_assert_true (fixture_wait (fixture, has_popup, NULL, 10));
  popup = g_steal_pointer (&fixture->popup);
  g_assert_cmpstr (guichet_web_page_get_host (popup), ==, "faults.lab.example");
  g_assert_true (guichet_web_page_get_service (popup) ==
                 guichet_web_page_get_service (fixture->page));
  opener = fixture_eval (fixture, popup, "window.opener.name");
  g_assert_cmpstr (opener, ==, "opener");

  /* The same walls stand around it. */
  g_free (fixture_eval (fixture, popup, "location.href = 'https://www.evil.example/'; '1'"));
  g_assert_true (fixture_wait (fixture, is_refused, popup, 10));
  guichet_web_page_go_back (popup);

  fixture_run (fixture, "window.w.close()");
  g_assert_true (fixture_wait (fixture, has_closed, NULL, 10));
  view = guichet_web_page_get_widget (popup);
  g_object_add_weak_pointer (view, &view);
  guichet_web_page_close (popup);
  /* A question to the page may be on its way, and holds the view until it ends. */
  g_assert_true (fixture_wait (fixture, is_view_gone, &view, 10));
  g_assert_finalize_object (g_steal_pointer (&popup));
}

static void
test_popup_not_taken (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-faults");
  fixture_wait_js (fixture, "String(window.open('/page/select'))", "null", 10);
  g_assert_cmpint (guichet_web_page_get_state (fixture->page), ==, GUICHET_WEB_PAGE_SHOWN);
}

static void
test_popup_refused (Fixture *fixture, gconstpointer data)
{
  fixture->takes_popups = TRUE;
  fixture_open_painted (fixture, "lab-faults");
  fixture_wait_js (fixture, "String(window.open('https://www.evil.example/'))", "null", 10);
  fixture_wait_state (fixture, GUICHET_WEB_PAGE_REFUSED, 10);
  g_assert_cmpstr (guichet_web_page_get_host (fixture->page), ==, "www.evil.example");
  g_assert_null (fixture->popup);
}

/* Nobody pressed anything: the page starts it by itself. */
static void
test_popups_without_a_gesture (Fixture *fixture, gconstpointer data)
{
  fixture->takes_popups = TRUE;
  fixture_open_painted (fixture, "lab-faults");
  fixture_run (fixture, "location.href = '/page/popups?auto=1'");
  fixture_wait_js (fixture, "document.title", "popups: ok 0", 20);
  g_assert_null (fixture->popup);
}

static void
test_popup_storm (Fixture *fixture, gconstpointer data)
{
  fixture->takes_popups = TRUE;
  fixture_open_painted (fixture, "lab-faults");
  fixture_wait_js (
      fixture,
      "var n = 0; for (var i = 0; i < 50; i++) if (window.open('/page/select', 'n' + i)) "
      "n++; String(n <= 3)",
      "true", 20);
  g_assert_nonnull (strstr (fixture->notices->str, "3 "));
}

static void
test_crash (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-upload");
  g_assert_cmpint (kill (find_web_process (), SIGKILL), ==, 0);
  fixture_wait_state (fixture, GUICHET_WEB_PAGE_CRASHED, 10);
  g_assert_cmpstr (fixture->counts->str, ==, "page-failure/crashed ");
  guichet_web_page_retry (fixture->page);
  fixture_wait_state (fixture, GUICHET_WEB_PAGE_SHOWN, 10);
  fixture_wait_js (fixture, "location.hostname", "upload.lab.example", 20);
}

static void
test_stuck_page_recovers (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-upload");
  fixture_run (fixture, "var end = Date.now() + 14000; while (Date.now() < end);");
  fixture_wait_state (fixture, GUICHET_WEB_PAGE_UNRESPONSIVE, 13);
  g_assert_cmpstr (fixture->counts->str, ==, "page-failure/unresponsive ");
  fixture_wait_state (fixture, GUICHET_WEB_PAGE_SHOWN, 15);
}

static gboolean
is_gone (Fixture *fixture, gconstpointer data)
{
  return get_parent (GPOINTER_TO_INT (data)) == 0;
}

static void
test_stuck_page_is_ended_by_retry (Fixture *fixture, gconstpointer data)
{
  pid_t stuck;

  fixture_open_painted (fixture, "lab-upload");
  stuck = find_web_process ();
  fixture_run (fixture, "for (;;);");
  fixture_wait_state (fixture, GUICHET_WEB_PAGE_UNRESPONSIVE, 13);
  guichet_web_page_retry (fixture->page);
  fixture_wait_js (fixture, "location.hostname", "upload.lab.example", 20);
  g_assert_cmpint (guichet_web_page_get_state (fixture->page), ==, GUICHET_WEB_PAGE_SHOWN);
  g_assert_true (fixture_wait (fixture, is_gone, GINT_TO_POINTER (stuck), 20));
}

static void
test_tls (Fixture *fixture, gconstpointer data)
{
  static const char *const hosts[] = { "badcert-wronghost.lab.example",
                                       "badcert-expired.lab.example",
                                       "badcert-selfsigned.lab.example",
                                       "badcert-unknown.lab.example" };

  fixture_open_painted (fixture, "lab-faults");
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++) {
    g_autofree char *js = g_strdup_printf ("location.href = 'https://%s/'", hosts[i]);
    g_autofree char *target = g_strdup_printf ("/journal?host=%s", hosts[i]);
    g_autofree char *journal = NULL;

    fixture_run (fixture, js);
    fixture_wait_state (fixture, GUICHET_WEB_PAGE_FAILED, 10);
    g_assert_cmpint (guichet_web_page_get_failure (fixture->page), ==,
                     GUICHET_WEB_PAGE_FAILURE_TLS);
    guichet_web_page_retry (fixture->page);
    fixture_wait_state (fixture, GUICHET_WEB_PAGE_FAILED, 10);
    g_assert_cmpint (guichet_web_page_get_failure (fixture->page), ==,
                     GUICHET_WEB_PAGE_FAILURE_TLS);
    guichet_web_page_go_back (fixture->page);
    g_assert_cmpstr (guichet_web_page_get_host (fixture->page), ==, "faults.lab.example");
    journal = lab_call ("GET", target);
    g_assert_nonnull (strstr (journal, "connect"));
    g_assert_null (strstr (journal, "\"request\""));
  }
}

static void
check_fault (Fixture *fixture, const char *mode, GuichetWebPageFailure failure)
{
  g_autofree char *target = g_strdup_printf ("/fault?host=upload.lab.example&mode=%s", mode);

  g_free (lab_call ("POST", target));
  fixture_open (fixture, "lab-upload");
  fixture_wait_state (fixture, GUICHET_WEB_PAGE_FAILED, 10);
  g_assert_cmpint (guichet_web_page_get_failure (fixture->page), ==, failure);
  g_assert_false (guichet_web_page_get_can_go_back (fixture->page));
  g_free (lab_call ("POST", "/fault/clear"));
  guichet_web_page_retry (fixture->page);
  fixture_wait_js (fixture, "location.hostname", "upload.lab.example", 20);
  g_assert_cmpint (guichet_web_page_get_state (fixture->page), ==, GUICHET_WEB_PAGE_SHOWN);
}

static void
test_refused_connection (Fixture *fixture, gconstpointer data)
{
  check_fault (fixture, "refuse", GUICHET_WEB_PAGE_FAILURE_NOT_FOUND);
}

static void
test_reset_connection (Fixture *fixture, gconstpointer data)
{
  check_fault (fixture, "reset", GUICHET_WEB_PAGE_FAILURE_NOT_FOUND);
}

static void
test_offline (Fixture *fixture, gconstpointer data)
{
  fixture_open (fixture, "lab-upload");
  fixture_wait_state (fixture, GUICHET_WEB_PAGE_FAILED, 10);
  g_assert_cmpint (guichet_web_page_get_failure (fixture->page), ==,
                   GUICHET_WEB_PAGE_FAILURE_OFFLINE);
  g_assert_cmpstr (fixture->counts->str, ==, "page-failure/offline ");
}

static gboolean
is_stopped (Fixture *fixture, gconstpointer data)
{
  return guichet_web_page_get_state (fixture->page) == GUICHET_WEB_PAGE_FAILED;
}

static void
test_reload_loop (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-faults");
  fixture_run (fixture, "location.href = '/page/reload?auto=1'");
  g_assert_true (fixture_wait (fixture, is_stopped, NULL, 20));
  g_assert_cmpint (guichet_web_page_get_failure (fixture->page), ==,
                   GUICHET_WEB_PAGE_FAILURE_OTHER);
}

/* No rules, no page: the directory for compiled rules is a file. */
static void
test_closed_without_filter (Fixture *fixture, gconstpointer data)
{
  guint64 since = lab_get_last ();
  g_autofree char *target =
      g_strdup_printf ("/journal?event=request&since=%" G_GUINT64_FORMAT, since);
  g_autofree char *requests = NULL;
  g_autofree char *blocker = g_build_filename (fixture->dir, "blocker", NULL);
  GuichetWebSessionOptions options = { .gate_uri = g_getenv ("GUICHET_TEST_PROXY"),
                                       .software = TRUE,
                                       .cache_dir = blocker,
                                       .files_dir = fixture->dir };

  g_assert_true (g_file_set_contents (blocker, "x", 1, NULL));
  g_object_unref (fixture->session);
  fixture->session = guichet_web_session_new (&options, NULL);
  g_test_expect_message ("guichet-web", G_LOG_LEVEL_WARNING, "page closed*");
  g_test_expect_message ("guichet-web", G_LOG_LEVEL_WARNING, "page closed*");
  fixture_open (fixture, "lab-upload");
  fixture_wait_state (fixture, GUICHET_WEB_PAGE_FAILED, 20);
  g_assert_cmpint (guichet_web_page_get_failure (fixture->page), ==,
                   GUICHET_WEB_PAGE_FAILURE_CLOSED);
  webkit_web_view_load_uri (WEBKIT_WEB_VIEW (guichet_web_page_get_widget (fixture->page)),
                            "https://upload.lab.example/");
  guichet_web_page_retry (fixture->page);
  fixture_wait_state (fixture, GUICHET_WEB_PAGE_FAILED, 20);
  g_test_assert_expected_messages ();
  /* A connection may have been tried by the call above, which the product never makes. */
  requests = lab_call ("GET", target);
  g_assert_cmpstr (requests, ==, "[]");
}

static void
wait_site (Fixture *fixture, const char *host)
{
  g_autofree char *complete = g_strconcat (host, " complete", NULL);

  fixture_wait_js (fixture, "location.hostname + ' ' + document.readyState", complete, 10);
}

/* The first fixture's session did not limit the network process: only pages are looked at here. */
static void
test_memory_limit (Fixture *fixture, gconstpointer data)
{
  GuichetWebSessionOptions options = { .gate_uri = g_getenv ("GUICHET_TEST_PROXY"),
                                       .software = TRUE,
                                       .memory_bytes = 300 * 1024 * 1024,
                                       .cache_dir = fixture->dir,
                                       .files_dir = fixture->dir };

  g_object_unref (fixture->session);
  fixture->session = guichet_web_session_new (&options, NULL);
  fixture_open_painted (fixture, "lab-upload");
  fixture_run (fixture, "var kept = []; setInterval (() => kept.push (new Uint8Array (16 << 20)"
                        ".fill (kept.length + 1)), 30)");
  fixture_wait_state (fixture, GUICHET_WEB_PAGE_CRASHED, 40);
  guichet_web_page_retry (fixture->page);
  fixture_wait_js (fixture, "typeof kept + location.hostname", "undefinedupload.lab.example", 20);
}

static gboolean
on_measured (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static guint
count_wakeups (guint seconds)
{
  gboolean is_over = FALSE;
  guint n = 0;

  g_timeout_add_seconds (seconds, on_measured, &is_over);
  while (!is_over) {
    g_main_context_iteration (NULL, TRUE);
    n++;
  }
  return n;
}

/* A page that nobody touches wakes nobody: no timer of ours, no question to the page. */
static void
test_idle (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-upload");
  g_test_message ("while awake: %u", count_wakeups (13));
  g_assert_cmpuint (count_wakeups (5), <, 5);
}

/* Cookies and state must survive a login over three hosts. */
static void
test_login_chain (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-login");
  fixture_run (fixture, "document.querySelector('a.button').click()");
  wait_site (fixture, "oidc.franceconnect.gouv.fr");
  fixture_run (fixture, "[...document.links].find (a => /etape/.test (a.href))"
                        ".click()");
  wait_site (fixture, "cfspart-idp.impots.gouv.fr");
  fixture_run (fixture, "numero.value = '1'; motdepasse.value = 'x'; document.forms[0].submit()");
  wait_site (fixture, "oidc.franceconnect.gouv.fr");
  g_assert_cmpstr (guichet_web_page_get_host (fixture->page), ==, "oidc.franceconnect.gouv.fr");
  fixture_run (fixture, "document.forms[0].submit()");
  fixture_wait_js (fixture, "String(!!document.querySelector('#bonjour'))", "true", 10);
  g_assert_cmpstr (guichet_web_page_get_host (fixture->page), ==, "service.lab.example");
  g_assert_cmpstr (fixture->counts->str, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  fixture_add_test ("/web/page/opens", test_opens);
  fixture_add_test ("/web/page/warm-up", test_warm_up);
  fixture_add_test ("/web/page/preparation", test_preparation);
  fixture_add_test ("/web/page/refusal-keeps-the-form", test_refusal_keeps_the_form);
  fixture_add_test ("/web/page/history", test_history);
  fixture_add_test ("/web/page/blank-is-refused", test_blank_is_refused);
  fixture_add_test ("/web/page/upgrade", test_upgrade);
  fixture_add_test ("/web/page/popup", test_popup);
  fixture_add_test ("/web/page/popup-not-taken", test_popup_not_taken);
  fixture_add_test ("/web/page/popup-refused", test_popup_refused);
  fixture_add_test ("/web/page/popups-without-a-gesture", test_popups_without_a_gesture);
  fixture_add_test ("/web/page/popup-storm", test_popup_storm);
  fixture_add_test ("/web/page/crash", test_crash);
  fixture_add_test ("/web/page/stuck-recovers", test_stuck_page_recovers);
  fixture_add_test ("/web/page/stuck-retry", test_stuck_page_is_ended_by_retry);
  fixture_add_test ("/web/page/tls", test_tls);
  fixture_add_test ("/web/page/refused-connection", test_refused_connection);
  fixture_add_test ("/web/page/reset-connection", test_reset_connection);
  g_test_add ("/web/page/offline", Fixture, "http://127.0.0.1:9", fixture_set_up, test_offline,
              fixture_tear_down);
  fixture_add_test ("/web/page/reload-loop", test_reload_loop);
  fixture_add_test ("/web/page/closed-without-filter", test_closed_without_filter);
  fixture_add_test ("/web/page/memory-limit", test_memory_limit);
  fixture_add_test ("/web/page/idle", test_idle);
  fixture_add_test ("/web/page/login-chain", test_login_chain);
  return g_test_run ();
}
