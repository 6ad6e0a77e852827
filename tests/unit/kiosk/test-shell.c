/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shell with the real catalogue, window and visit, and pages without a web engine. */
#include "gallery-files.h"
#include "gallery-web.h"
#include "shell-private.h"
#include "ui-assets.h"

#include "config-problem.h"

/* Beside the number of the sandbox in a test's data. */
#define WITH_QUESTION 0x100u

typedef struct {
  GuichetWindow *window;
  GuichetShell *shell;
  GuichetVisit *visit;
  GuichetFakeClock *clock;
  guint n_began;
  guint n_ended;
  guint n_opened;
  GString *others; /* "metric/label " of each count but of opened services */
  GString *holds;  /* "kind+ " and "kind- " */
  guint seccomp;
} Fixture;

static void
on_visit_began (Fixture *fixture)
{
  fixture->n_began++;
}

static void
on_visit_ended (Fixture *fixture)
{
  fixture->n_ended++;
}

static void
on_sandbox_checked (Fixture *fixture, guint seccomp)
{
  fixture->seccomp = seccomp;
}

static void
on_count (Fixture *fixture, const char *metric, const char *label)
{
  if (g_str_equal (metric, "service-opened"))
    fixture->n_opened++;
  else
    g_string_append_printf (fixture->others, "%s/%s ", metric, label);
}

static void
on_hold (Fixture *fixture, const char *kind, gboolean is_held)
{
  g_string_append_printf (fixture->holds, "%s%c ", kind, is_held ? '+' : '-');
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  g_autoptr (GuichetSettings) settings =
      guichet_settings_load (g_getenv ("GUICHET_DEFAULTS_DIR"),
                             GPOINTER_TO_UINT (data) & WITH_QUESTION
                                 ? g_test_get_filename (G_TEST_DIST, "with-question", NULL)
                                 : NULL,
                             problems);
  g_autoptr (GuichetCatalogue) catalogue =
      guichet_catalogue_load (g_getenv ("GUICHET_DEFAULTS_DIR"), NULL, "fr", problems);
  GuichetWebSessionOptions options = {
    .gate_uri = "", .cache_dir = "", .files_dir = "", .language = "fr"
  };

  gallery_set_seccomp (GPOINTER_TO_UINT (data) & ~WITH_QUESTION);
  fixture->others = g_string_new (NULL);
  fixture->holds = g_string_new (NULL);
  fixture->clock = guichet_fake_clock_new (0);
  fixture->window = g_object_ref (guichet_window_new (1));
  fixture->shell = guichet_shell_new (fixture->window, catalogue, settings,
                                      GUICHET_CLOCK (fixture->clock), &options);
  fixture->visit = guichet_shell_get_visit (fixture->shell);
  g_signal_connect_swapped (fixture->shell, "visit-began", G_CALLBACK (on_visit_began), fixture);
  g_signal_connect_swapped (fixture->shell, "visit-ended", G_CALLBACK (on_visit_ended), fixture);
  g_signal_connect_swapped (fixture->shell, "count", G_CALLBACK (on_count), fixture);
  g_signal_connect_swapped (fixture->shell, "hold-changed", G_CALLBACK (on_hold), fixture);
  g_signal_connect_swapped (fixture->shell, "sandbox-checked", G_CALLBACK (on_sandbox_checked),
                            fixture);
  guichet_window_show_home (fixture->window);
  settle ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->shell);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  settle ();
  g_assert_finalize_object (fixture->window);
  g_assert_finalize_object (fixture->clock);
  g_string_free (fixture->others, TRUE);
  g_string_free (fixture->holds, TRUE);
  g_assert_cmpuint (gallery_get_n_live_pages (), ==, 0);
}

static void
open_service (Fixture *fixture, const char *id)
{
  guichet_shell_open (fixture->shell, id);
  settle ();
}

static void
back (Fixture *fixture)
{
  g_signal_emit_by_name (guichet_window_get_bar (fixture->window), "back");
  settle ();
}

static void
assert_view (Fixture *fixture, gpointer view)
{
  g_assert_true (guichet_window_get_view (fixture->window) == GTK_WIDGET (view));
}

static void
test_first_page_begins_visit (Fixture *fixture, gconstpointer data)
{
  GuichetBar *bar = guichet_window_get_bar (fixture->window);

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (bar)));
  g_assert_cmpuint (fixture->n_began, ==, 0);
  open_service (fixture, "caf");
  g_assert_cmpuint (fixture->n_began, ==, 1);
  g_assert_cmpuint (fixture->seccomp, ==, 2);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (bar)));
  open_service (fixture, "ameli");
  g_assert_cmpuint (fixture->n_began, ==, 1);
  g_assert_cmpuint (fixture->n_opened, ==, 2);
}

static void
test_tile_leads_back_to_live_page (Fixture *fixture, gconstpointer data)
{
  GObject *first;

  open_service (fixture, "caf");
  first = guichet_visit_get_current (fixture->visit);
  guichet_visit_set_current (fixture->visit, NULL);
  assert_view (fixture, guichet_window_get_home (fixture->window));
  open_service (fixture, "caf");
  g_assert_true (guichet_visit_get_current (fixture->visit) == first);
  g_assert_cmpuint (guichet_visit_get_n_pages (fixture->visit), ==, 1);
  g_assert_cmpuint (fixture->n_opened, ==, 1);
}

static void
test_back_without_history_leads_to_tiles (Fixture *fixture, gconstpointer data)
{
  open_service (fixture, "caf");
  back (fixture);
  assert_view (fixture, guichet_window_get_home (fixture->window));
  g_assert_cmpuint (guichet_visit_get_n_pages (fixture->visit), ==, 1);
}

static void
test_back_from_popup_closes_it (Fixture *fixture, gconstpointer data)
{
  GObject *opener;
  g_autoptr (GuichetWebPage) popup = NULL;

  open_service (fixture, "caf");
  opener = guichet_visit_get_current (fixture->visit);
  popup = guichet_web_page_new (NULL, guichet_web_page_get_service (GUICHET_WEB_PAGE (opener)));
  g_signal_emit_by_name (opener, "page-requested", popup);
  g_assert_true (guichet_visit_get_current (fixture->visit) == G_OBJECT (popup));
  back (fixture);
  g_assert_true (guichet_visit_get_current (fixture->visit) == opener);
  g_assert_cmpuint (guichet_visit_get_n_pages (fixture->visit), ==, 1);
}

static void
test_page_may_close_itself (Fixture *fixture, gconstpointer data)
{
  open_service (fixture, "caf");
  g_signal_emit_by_name (guichet_visit_get_current (fixture->visit), "close-requested");
  settle ();
  assert_view (fixture, guichet_window_get_home (fixture->window));
  g_assert_cmpuint (gallery_get_n_live_pages (), ==, 0);
}

static void
test_limit_offers_to_close (Fixture *fixture, gconstpointer data)
{
  static const char *const IDS[] = { "caf",          "ameli",  "impots", "france-travail",
                                     "ft-rdv",       "timbre", "anef",   "service-public",
                                     "info-retraite" };
  GuichetLimitPage *limit = guichet_window_get_limit (fixture->window);
  guint n_pages = G_N_ELEMENTS (IDS) - 1;

  for (guint i = 0; i < n_pages; i++)
    open_service (fixture, IDS[i]);
  g_assert_cmpuint (guichet_visit_get_n_pages (fixture->visit), ==, n_pages);
  open_service (fixture, IDS[n_pages]);
  assert_view (fixture, limit);
  g_assert_cmpuint (gallery_get_n_live_pages (), ==, n_pages);
  back (fixture);
  g_assert_true (guichet_window_get_view (fixture->window) != GTK_WIDGET (limit));
  open_service (fixture, IDS[n_pages]);
  g_signal_emit_by_name (limit, "close", 0u);
  settle ();
  g_assert_null (guichet_visit_find_page (fixture->visit, IDS[0]));
  open_service (fixture, IDS[n_pages]);
  g_assert_cmpuint (guichet_visit_get_n_pages (fixture->visit), ==, n_pages);
}

static void
test_question_stays_in_its_page (Fixture *fixture, gconstpointer data)
{
  GuichetBar *bar = guichet_window_get_bar (fixture->window);
  GObject *first;

  open_service (fixture, "caf");
  first = guichet_visit_get_current (fixture->visit);
  gallery_page_ask (GUICHET_WEB_PAGE (first), GUICHET_WEB_DIALOG_ALERT, "Bonjour");
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (bar)));
  g_signal_emit_by_name (bar, "home");
  settle ();
  assert_view (fixture, guichet_window_get_home (fixture->window));
}

static void
test_end_is_asked_once (Fixture *fixture, gconstpointer data)
{
  GtkWidget *sheet = GTK_WIDGET (guichet_window_get_end_sheet (fixture->window));

  open_service (fixture, "caf");
  open_service (fixture, "ameli");
  g_signal_emit_by_name (guichet_window_get_bar (fixture->window), "done");
  g_assert_true (gtk_widget_get_visible (sheet));
  g_signal_emit_by_name (sheet, "continue");
  g_assert_false (gtk_widget_get_visible (sheet));
  g_signal_emit_by_name (guichet_window_get_bar (fixture->window), "done");
  g_signal_emit_by_name (sheet, "end");
  g_assert_cmpuint (fixture->n_ended, ==, 0);
  guichet_fake_clock_advance (fixture->clock, GUICHET_VISIT_CONFIRM_GUARD);
  g_signal_emit_by_name (sheet, "end");
  settle ();
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpuint (gallery_get_n_live_pages (), ==, 0);
  open_service (fixture, "caf");
  g_assert_cmpuint (gallery_get_n_live_pages (), ==, 0);
}

static void
test_counts (Fixture *fixture, gconstpointer data)
{
  GuichetBar *bar = guichet_window_get_bar (fixture->window);
  GuichetHome *home = guichet_window_get_home (fixture->window);

  guichet_home_show_group (home, "famille");
  g_assert_cmpstr (fixture->others->str, ==, "");
  g_signal_emit_by_name (home, "group-opened", "famille");
  g_signal_emit_by_name (home, "group-opened", "club-de-boules");
  g_assert_cmpstr (fixture->others->str, ==, "group-opened/famille group-opened/autres ");
  g_string_truncate (fixture->others, 0);
  open_service (fixture, "caf");
  open_service (fixture, "ameli");
  g_assert_cmpstr (fixture->others->str, ==, "language-used/fr ");
  g_string_truncate (fixture->others, 0);
  g_signal_emit_by_name (bar, "zoom-out");
  g_assert_cmpstr (fixture->others->str, ==, "");
  g_signal_emit_by_name (bar, "zoom-in");
  g_signal_emit_by_name (bar, "zoom-in");
  g_assert_cmpstr (fixture->others->str, ==, "reading-aid/larger-text ");
}

static void
finish_visit (Fixture *fixture)
{
  open_service (fixture, "caf");
  g_string_truncate (fixture->others, 0);
  g_signal_emit_by_name (guichet_window_get_bar (fixture->window), "done");
  guichet_fake_clock_advance (fixture->clock, GUICHET_VISIT_CONFIRM_GUARD);
  g_signal_emit_by_name (guichet_window_get_end_sheet (fixture->window), "end");
  settle ();
  g_assert_cmpuint (gallery_get_n_live_pages (), ==, 0);
}

static gboolean
is_asking (Fixture *fixture)
{
  return gtk_widget_get_mapped (GTK_WIDGET (guichet_window_get_question (fixture->window)));
}

/* Off: nothing is asked. */
static void
test_no_question (Fixture *fixture, gconstpointer data)
{
  finish_visit (fixture);
  g_assert_false (is_asking (fixture));
  g_assert_cmpuint (fixture->n_ended, ==, 1);
}

/* Two taps; the tap that ended the visit, when it was a double one, answers nothing. */
static void
test_question (Fixture *fixture, gconstpointer data)
{
  GuichetQuestionPage *question = guichet_window_get_question (fixture->window);

  finish_visit (fixture);
  g_assert_true (is_asking (fixture));
  g_assert_cmpuint (fixture->n_ended, ==, 0);
  guichet_question_page_answer (question, "yes");
  g_assert_cmpstr (fixture->others->str, ==, "");
  guichet_fake_clock_advance (fixture->clock, GUICHET_VISIT_CONFIRM_GUARD);
  guichet_question_page_answer (question, "partly");
  g_assert_cmpstr (fixture->others->str, ==, "answer-helped/partly ");
  guichet_question_page_answer (question, NULL);
  g_assert_cmpuint (fixture->n_ended, ==, 0);
  guichet_fake_clock_advance (fixture->clock, GUICHET_VISIT_CONFIRM_GUARD);
  guichet_question_page_answer (question, NULL);
  settle ();
  g_assert_true (g_str_has_prefix (fixture->others->str, "answer-helped/partly answer-"));
  g_assert_true (g_str_has_suffix (fixture->others->str, "/passed "));
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_false (is_asking (fixture));
  guichet_question_page_answer (question, "no");
  g_assert_cmpuint (fixture->n_ended, ==, 1);
}

static void
test_question_passed (Fixture *fixture, gconstpointer data)
{
  GuichetQuestionPage *question = guichet_window_get_question (fixture->window);

  finish_visit (fixture);
  guichet_fake_clock_advance (fixture->clock, GUICHET_VISIT_CONFIRM_GUARD);
  guichet_question_page_answer (question, NULL);
  settle ();
  g_assert_cmpstr (fixture->others->str, ==, "answer-helped/passed ");
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_false (is_asking (fixture));
}

/* A download is work in progress for the supervisor, and over with the visit at the latest. */
static void
test_download_holds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetWebDownload) one = NULL;
  g_autoptr (GuichetWebDownload) two = NULL;

  open_service (fixture, "caf");
  one = gallery_download_start (guichet_shell_get_current_page (fixture->shell), 8);
  g_assert_cmpstr (fixture->holds->str, ==, "download+ ");
  gallery_download_end (one, GUICHET_WEB_DOWNLOAD_FAILED, NULL);
  g_assert_cmpstr (fixture->holds->str, ==, "download+ download- ");
  two = gallery_download_start (guichet_shell_get_current_page (fixture->shell), 8);
  g_assert_cmpint (guichet_web_download_get_state (two), ==, GUICHET_WEB_DOWNLOAD_RUNNING);
  g_assert_cmpstr (fixture->holds->str, ==, "download+ download- download+ ");
}

static void
test_without_sandbox_nothing_opens (Fixture *fixture, gconstpointer data)
{
  g_test_expect_message ("guichet-ui", G_LOG_LEVEL_WARNING, "*sandbox is missing*");
  open_service (fixture, "caf");
  g_test_assert_expected_messages ();
  g_assert_cmpuint (fixture->seccomp, ==, GPOINTER_TO_UINT (data));
  assert_view (fixture, guichet_window_get_closed (fixture->window));
  g_assert_cmpuint (gallery_get_n_live_pages (), ==, 0);
  g_signal_emit_by_name (guichet_window_get_closed (fixture->window), "action",
                         (int)GUICHET_CALM_ACTION_HOME);
  assert_view (fixture, guichet_window_get_home (fixture->window));
  open_service (fixture, "ameli");
  assert_view (fixture, guichet_window_get_closed (fixture->window));
  g_assert_cmpuint (gallery_get_n_live_pages (), ==, 0);
}

static void
test_unknown_service (Fixture *fixture, gconstpointer data)
{
  open_service (fixture, "caf2");
  g_assert_cmpuint (fixture->n_began, ==, 0);
  assert_view (fixture, guichet_window_get_home (fixture->window));
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    guint seccomp;
    void (*test) (Fixture *fixture, gconstpointer data);
  } TESTS[] = {
    { "/kiosk/shell/first-page-begins-visit", 2, test_first_page_begins_visit },
    { "/kiosk/shell/tile-leads-back-to-live-page", 2, test_tile_leads_back_to_live_page },
    { "/kiosk/shell/back-without-history", 2, test_back_without_history_leads_to_tiles },
    { "/kiosk/shell/back-from-popup", 2, test_back_from_popup_closes_it },
    { "/kiosk/shell/page-may-close-itself", 2, test_page_may_close_itself },
    { "/kiosk/shell/limit", 2, test_limit_offers_to_close },
    { "/kiosk/shell/question-stays-in-its-page", 2, test_question_stays_in_its_page },
    { "/kiosk/shell/end-is-asked-once", 2, test_end_is_asked_once },
    { "/kiosk/shell/counts", 2, test_counts },
    { "/kiosk/shell/question/off", 2, test_no_question },
    { "/kiosk/shell/question/two-taps", 2 | WITH_QUESTION, test_question },
    { "/kiosk/shell/question/passed", 2 | WITH_QUESTION, test_question_passed },
    { "/kiosk/shell/download-holds", 2, test_download_holds },
    { "/kiosk/shell/sandbox-off", 0, test_without_sandbox_nothing_opens },
    { "/kiosk/shell/sandbox-strict-mode-only", 1, test_without_sandbox_nothing_opens },
    { "/kiosk/shell/unknown-service", 2, test_unknown_service },
  };

  g_test_init (&argc, &argv, NULL);
  guichet_ui_assets_prepare ();
  if (!gtk_init_check ()) {
    g_printerr ("no display\n");
    return 1;
  }
  guichet_ui_assets_load (gdk_display_get_default ());
  for (guint i = 0; i < G_N_ELEMENTS (TESTS); i++)
    g_test_add (TESTS[i].path, Fixture, GUINT_TO_POINTER (TESTS[i].seccomp), set_up, TESTS[i].test,
                tear_down);
  return g_test_run ();
}
