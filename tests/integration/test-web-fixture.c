/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-web-fixture.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      remove_tree (child);
    else
      g_assert_cmpint (g_unlink (child), ==, 0);
  }
  g_rmdir (path);
}

static void
on_warm (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Fixture *fixture = user_data;

  g_assert_true (guichet_web_session_warm_up_finish (GUICHET_WEB_SESSION (object), result,
                                                     &fixture->seccomp, &error));
  g_assert_no_error (error);
}

static gboolean
is_warm (Fixture *fixture, gconstpointer data)
{
  return fixture->seccomp != 0;
}

void
fixture_set_up (Fixture *fixture, gconstpointer gate_uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  g_autofree char *empty = NULL;
  GuichetWebSessionOptions options = {
    .gate_uri = gate_uri != NULL ? gate_uri : g_getenv ("GUICHET_TEST_PROXY"),
    .software = TRUE,
    .language = "fr",
  };

  fixture->dir = g_dir_make_tmp ("guichet-web-XXXXXX", &error);
  g_assert_no_error (error);
  options.cache_dir = fixture->dir;
  options.files_dir = fixture->dir;
  fixture->session = guichet_web_session_new (&options, &error);
  g_assert_no_error (error);
  empty = g_build_filename (fixture->dir, "no-defaults", NULL);
  fixture->catalogue =
      guichet_catalogue_load (empty, g_getenv ("GUICHET_TEST_CENTRE"), NULL, problems);
  fixture->counts = g_string_new (NULL);
  fixture->notices = g_string_new (NULL);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  /* At the corner of a screen without a window manager: the page's coordinates are the screen's. */
  gtk_window_set_decorated (fixture->window, FALSE);
  gtk_window_set_default_size (fixture->window, 1000, 700);
  gtk_window_present (fixture->window);
  guichet_web_session_warm_up_async (fixture->session, NULL, on_warm, fixture);
  g_assert_true (fixture_wait (fixture, is_warm, NULL, 30));
}

static gboolean
has_no_page (Fixture *fixture, gconstpointer data)
{
  return fixture->page == NULL;
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  g_clear_object (&fixture->popup);
  g_clear_object (&fixture->download);
  g_clear_object (&fixture->request);
  if (fixture->page != NULL) {
    guichet_web_page_close (fixture->page);
    g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *)&fixture->page);
    g_object_unref (fixture->page);
    /* Calls that were under way hold it until they come back, cancelled. */
    g_assert_true (fixture_wait (fixture, has_no_page, NULL, 10));
  }
  g_assert_finalize_object (fixture->session);
  guichet_catalogue_unref (fixture->catalogue);
  g_string_free (fixture->counts, TRUE);
  g_string_free (fixture->notices, TRUE);
  remove_tree (fixture->dir);
  g_free (fixture->dir);
}

void
fixture_add_test (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

static void
on_count (GuichetWebPage *page, const char *metric, const char *label, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->counts, "%s/%s ", metric, label);
}

static void
on_notice (GuichetWebPage *page, int notice, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->notices, "%d ", notice);
}

static void
on_painted (GuichetWebPage *page, gpointer user_data)
{
  ((Fixture *)user_data)->n_painted++;
}

static void
on_print_requested (GuichetWebPage *page, gpointer user_data)
{
  ((Fixture *)user_data)->n_prints++;
}

static void
on_close_requested (GuichetWebPage *page, gpointer user_data)
{
  ((Fixture *)user_data)->n_closes++;
}

static gboolean
on_download_started (GuichetWebPage *page, GuichetWebDownload *download, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (fixture->takes_downloads)
    g_set_object (&fixture->download, download);
  return fixture->takes_downloads;
}

static gboolean
on_files_requested (GuichetWebPage *page, GuichetWebFileRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (fixture->takes_files)
    g_set_object (&fixture->request, request);
  return fixture->takes_files;
}

static void
on_page_requested (GuichetWebPage *page, GuichetWebPage *popup, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (!fixture->takes_popups)
    return;
  g_set_object (&fixture->popup, popup);
  g_signal_connect (popup, "count", G_CALLBACK (on_count), fixture);
  g_signal_connect (popup, "close-requested", G_CALLBACK (on_close_requested), fixture);
  g_signal_connect (popup, "download-started", G_CALLBACK (on_download_started), fixture);
}

void
fixture_open (Fixture *fixture, const char *service_id)
{
  GuichetService *service = guichet_catalogue_lookup (fixture->catalogue, service_id);

  g_assert_nonnull (service);
  g_assert_null (fixture->page);
  fixture->page = guichet_web_page_new (fixture->session, service);
  g_signal_connect (fixture->page, "count", G_CALLBACK (on_count), fixture);
  g_signal_connect (fixture->page, "notice", G_CALLBACK (on_notice), fixture);
  g_signal_connect (fixture->page, "painted", G_CALLBACK (on_painted), fixture);
  g_signal_connect (fixture->page, "print-requested", G_CALLBACK (on_print_requested), fixture);
  g_signal_connect (fixture->page, "close-requested", G_CALLBACK (on_close_requested), fixture);
  g_signal_connect (fixture->page, "page-requested", G_CALLBACK (on_page_requested), fixture);
  g_signal_connect (fixture->page, "download-started", G_CALLBACK (on_download_started), fixture);
  g_signal_connect (fixture->page, "files-requested", G_CALLBACK (on_files_requested), fixture);
  gtk_window_set_child (fixture->window, guichet_web_page_get_widget (fixture->page));
  guichet_web_page_open (fixture->page);
}

static gboolean
is_painted (Fixture *fixture, gconstpointer data)
{
  return fixture->n_painted > 0;
}

void
fixture_open_painted (Fixture *fixture, const char *service_id)
{
  fixture_open (fixture, service_id);
  g_assert_true (fixture_wait (fixture, is_painted, NULL, 20));
  g_assert_cmpint (guichet_web_page_get_state (fixture->page), ==, GUICHET_WEB_PAGE_SHOWN);
}

static gboolean
on_deadline (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* The tick wakes the loop for conditions that no source announces. */
static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
fixture_wait (Fixture *fixture, Condition condition, gconstpointer data, guint seconds)
{
  const char *patience = g_getenv ("GUICHET_PATIENCE"); /* patience.py */
  guint factor = patience != NULL ? CLAMP (atoi (patience), 1, 10) : 1;
  gboolean is_late = FALSE;
  guint deadline_id = g_timeout_add_seconds (factor * seconds, on_deadline, &is_late);
  guint tick_id = g_timeout_add (20, on_tick, NULL);
  gboolean holds;

  while (!(holds = condition (fixture, data)) && !is_late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick_id);
  if (!is_late)
    g_source_remove (deadline_id);
  return holds;
}

static gboolean
is_in_state (Fixture *fixture, gconstpointer data)
{
  return guichet_web_page_get_state (fixture->page) == (GuichetWebPageState)GPOINTER_TO_INT (data);
}

void
fixture_wait_state (Fixture *fixture, GuichetWebPageState state, guint seconds)
{
  fixture_wait (fixture, is_in_state, GINT_TO_POINTER (state), seconds);
  g_assert_cmpint (guichet_web_page_get_state (fixture->page), ==, state);
}

typedef struct {
  gboolean is_done;
  char *result;
} Evaluation;

static void
on_evaluated (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Evaluation *evaluation = user_data;
  g_autoptr (JSCValue) value =
      webkit_web_view_evaluate_javascript_finish (WEBKIT_WEB_VIEW (object), result, NULL);

  evaluation->result = value != NULL ? jsc_value_to_string (value) : g_strdup ("");
  evaluation->is_done = TRUE;
}

static gboolean
is_evaluated (Fixture *fixture, gconstpointer data)
{
  return ((const Evaluation *)data)->is_done;
}

char *
fixture_eval (Fixture *fixture, GuichetWebPage *page, const char *js)
{
  Evaluation evaluation = { 0 };

  webkit_web_view_evaluate_javascript (WEBKIT_WEB_VIEW (guichet_web_page_get_widget (page)), js, -1,
                                       NULL, NULL, NULL, on_evaluated, &evaluation);
  g_assert_true (fixture_wait (fixture, is_evaluated, &evaluation, 30));
  return evaluation.result;
}

void
fixture_run (Fixture *fixture, const char *js)
{
  webkit_web_view_evaluate_javascript (
      WEBKIT_WEB_VIEW (guichet_web_page_get_widget (fixture->page)), js, -1, NULL, NULL, NULL, NULL,
      NULL);
}

typedef struct {
  const char *js;
  const char *expected;
} Expression;

static gboolean
gives_expected (Fixture *fixture, gconstpointer data)
{
  const Expression *expression = data;
  g_autofree char *result = fixture_eval (fixture, fixture->page, expression->js);

  return g_str_equal (result, expression->expected);
}

void
fixture_wait_js (Fixture *fixture, const char *js, const char *expected, guint seconds)
{
  Expression expression = { js, expected };
  g_autofree char *result = NULL;

  fixture_wait (fixture, gives_expected, &expression, seconds);
  result = fixture_eval (fixture, fixture->page, js);
  g_assert_cmpstr (result, ==, expected);
}

void
fixture_xdotool (const char *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *command = g_strconcat ("xdotool ", arguments, NULL);
  int status;

  g_spawn_command_line_sync (command, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

typedef struct {
  WebKitWebView *view;
  const char *title;
} TitledView;

static gboolean
has_title (Fixture *fixture, gconstpointer data)
{
  const TitledView *titled = data;

  return g_strcmp0 (webkit_web_view_get_title (titled->view), titled->title) == 0;
}

void
fixture_wait_view_title (Fixture *fixture, WebKitWebView *view, const char *title, guint seconds)
{
  TitledView titled = { view, title };

  fixture_wait (fixture, has_title, &titled, seconds);
  g_assert_cmpstr (webkit_web_view_get_title (view), ==, title);
}

char *
lab_call (const char *method, const char *target)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autofree char *request = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: lab\r\nContent-Length: 0\r\n"
                                              "Connection: close\r\n\r\n",
                                              method, target);
  g_autofree char *text = NULL;
  const char *body;

  g_socket_client_set_enable_proxy (client, FALSE);
  connection =
      g_socket_client_connect_to_uri (client, g_getenv ("GUICHET_TEST_CONTROL"), 80, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_splice (memory, g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                          G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  text = g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
  body = strstr (text, "\r\n\r\n");
  g_assert_nonnull (body);
  return g_strdup (body + 4);
}

guint64
lab_get_last (void)
{
  g_autofree char *state = lab_call ("GET", "/state");
  const char *last = strstr (state, "\"last\":");

  g_assert_nonnull (last);
  return g_ascii_strtoull (last + strlen ("\"last\":"), NULL, 10);
}
