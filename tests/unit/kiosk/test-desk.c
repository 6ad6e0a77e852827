/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents on the screen: the desk with the real window and tray, and pages without an engine. */
#include "desk.h"
#include "gallery-files.h"
#include "gallery-web.h"
#include "ui-assets.h"

#include "catalogue.h"
#include "config-problem.h"
#include "service.h"

#include <string.h>

typedef struct {
  GuichetWindow *window;
  GuichetDocumentOpener *opener;
  GuichetDesk *desk;
  GuichetCatalogue *catalogue;
  GuichetWebSession *session;
  GuichetWebPage *page;
  GString *counts; /* "metric/label " */
  guint n_prints;
  guint n_scans;
  GString *holds; /* "+" and "-" */
} Fixture;

static void
on_count (Fixture *fixture, const char *metric, const char *label)
{
  g_string_append_printf (fixture->counts, "%s/%s ", metric, label);
}

static void
on_print (Fixture *fixture)
{
  fixture->n_prints++;
}

static void
on_scan (Fixture *fixture)
{
  fixture->n_scans++;
}

static void
on_hold (Fixture *fixture, gboolean is_held)
{
  g_string_append_c (fixture->holds, is_held ? '+' : '-');
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* What the shell does with it. */
static void
on_changed (Fixture *fixture)
{
  GtkWidget *view = guichet_desk_get_view (fixture->desk);

  guichet_window_set_view (fixture->window,
                           view != NULL ? view : guichet_web_page_get_widget (fixture->page));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  const GuichetDeskDevices devices = { .printer = TRUE, .scanner = TRUE };
  const GuichetWebSessionOptions options = { 0 };

  fixture->counts = g_string_new (NULL);
  fixture->holds = g_string_new (NULL);
  fixture->window = g_object_ref (guichet_window_new (1));
  fixture->opener = guichet_document_opener_new ("/nonexistent");
  fixture->desk = guichet_desk_new (fixture->window, fixture->opener);
  guichet_desk_set_devices (fixture->desk, &devices);
  fixture->catalogue =
      guichet_catalogue_load (g_getenv ("GUICHET_DEFAULTS_DIR"), NULL, "fr", problems);
  fixture->session = guichet_web_session_new (&options, NULL);
  fixture->page =
      guichet_web_page_new (fixture->session, guichet_catalogue_lookup (fixture->catalogue, "caf"));
  guichet_window_add_view (fixture->window, guichet_web_page_get_widget (fixture->page));
  guichet_desk_watch_page (fixture->desk, fixture->page);
  g_signal_connect_swapped (fixture->desk, "changed", G_CALLBACK (on_changed), fixture);
  g_signal_connect_swapped (fixture->desk, "count", G_CALLBACK (on_count), fixture);
  g_signal_connect_swapped (fixture->desk, "hold", G_CALLBACK (on_hold), fixture);
  g_signal_connect_swapped (fixture->desk, "print", G_CALLBACK (on_print), fixture);
  g_signal_connect_swapped (fixture->desk, "scan", G_CALLBACK (on_scan), fixture);
  guichet_window_show_home (fixture->window);
  on_changed (fixture);
  settle ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  guichet_desk_forget_page (fixture->desk, fixture->page);
  guichet_desk_clear (fixture->desk);
  settle ();
  g_assert_finalize_object (fixture->desk);
  guichet_window_remove_view (fixture->window, guichet_web_page_get_widget (fixture->page));
  g_assert_finalize_object (fixture->page);
  g_assert_finalize_object (fixture->session);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  settle ();
  g_assert_finalize_object (fixture->window);
  guichet_catalogue_unref (fixture->catalogue);
  guichet_document_opener_free (fixture->opener);
  g_string_free (fixture->counts, TRUE);
  g_string_free (fixture->holds, TRUE);
}

static GuichetDocument *
make (GuichetDocumentOrigin origin, const char *name)
{
  GuichetDocument *document =
      guichet_document_new_from_data (origin, name, "%PDF-1.4", strlen ("%PDF-1.4"), NULL);

  guichet_document_set_examined (document, 0, 2);
  return document;
}

static GuichetTray *
get_tray (Fixture *fixture)
{
  return guichet_desk_get_tray (fixture->desk);
}

static void
receive (Fixture *fixture, const char *name)
{
  g_autoptr (GuichetDocument) document = make (GUICHET_DOCUMENT_ORIGIN_DOWNLOAD, name);
  g_autoptr (GuichetWebDownload) download = gallery_download_start (fixture->page, 8);

  gallery_download_set_received (download, 4);
  gallery_download_end (download, GUICHET_WEB_DOWNLOAD_RECEIVED, document);
  settle ();
}

static gboolean
is_banner_shown (Fixture *fixture)
{
  return gtk_widget_get_visible (GTK_WIDGET (guichet_window_get_banner (fixture->window)));
}

static void
pick_first (Fixture *fixture)
{
  g_autoptr (GPtrArray) documents = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (documents, g_object_ref (guichet_tray_get (get_tray (fixture), 0)));
  g_signal_emit_by_name (guichet_window_get_tray_page (fixture->window), "picked", documents);
  settle ();
}

static void
test_download (Fixture *fixture, gconstpointer data)
{
  receive (fixture, "attestation");
  receive (fixture, "attestation");
  receive (fixture, "");
  g_assert_cmpuint (guichet_tray_get_n_documents (get_tray (fixture)), ==, 3);
  g_assert_cmpstr (guichet_document_get_name (guichet_tray_get (get_tray (fixture), 1)), ==,
                   "attestation (2)");
  g_assert_cmpstr (guichet_document_get_name (guichet_tray_get (get_tray (fixture), 0)), !=, "");
  g_assert_true (is_banner_shown (fixture));
  g_assert_cmpstr (fixture->counts->str, ==,
                   "download/received download/received download/received ");
  g_signal_emit_by_name (guichet_window_get_banner (fixture->window), "print");
  g_assert_cmpuint (fixture->n_prints, ==, 1);
  g_assert_false (is_banner_shown (fixture));
}

static void
test_download_refused (Fixture *fixture, gconstpointer data)
{
  static const GuichetWebDownloadState states[] = {
    GUICHET_WEB_DOWNLOAD_REFUSED,
    GUICHET_WEB_DOWNLOAD_TOO_LARGE,
    GUICHET_WEB_DOWNLOAD_NO_MEMORY,
    GUICHET_WEB_DOWNLOAD_FAILED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autoptr (GuichetWebDownload) download = gallery_download_start (fixture->page, 0);

    gallery_download_end (download, states[i], NULL);
    g_assert_true (is_banner_shown (fixture));
  }
  g_assert_cmpuint (guichet_tray_get_n_documents (get_tray (fixture)), ==, 0);
  g_assert_cmpstr (fixture->counts->str, ==,
                   "download/refused download/too-large download/full download/failed ");
}

/* More than the tray may hold: said as soon as the server says it, and not fetched. */
static void
test_download_too_much (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetWebDownload) download =
      gallery_download_start (fixture->page, G_GUINT64_CONSTANT (1) << 40);

  gallery_download_set_received (download, 1);
  g_assert_cmpint (guichet_web_download_get_state (download), ==, GUICHET_WEB_DOWNLOAD_CANCELLED);
  g_assert_cmpstr (fixture->counts->str, ==, "download/full ");
}

static void
test_file_button (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetWebFileRequest) request = NULL;

  receive (fixture, "attestation");
  request = gallery_file_request_start (fixture->page, ".pdf", FALSE);
  g_assert_true (guichet_web_file_request_is_pending (request));
  g_assert_true (guichet_desk_get_view (fixture->desk) ==
                 GTK_WIDGET (guichet_window_get_tray_page (fixture->window)));
  pick_first (fixture);
  g_assert_cmpuint (gallery_file_request_get_n_files (request), ==, 1);
  g_assert_null (guichet_desk_get_view (fixture->desk));
  g_assert_nonnull (strstr (fixture->counts->str, "document-attached/download "));
}

/* Every way away from the question answers it, with nothing. */
static void
test_file_button_left (Fixture *fixture, gconstpointer data)
{
  for (int way = 0; way < 4; way++) {
    g_autoptr (GuichetWebFileRequest) request =
        gallery_file_request_start (fixture->page, "", FALSE);

    g_assert_true (guichet_web_file_request_is_pending (request));
    if (way == 0)
      g_assert_true (guichet_desk_go_back (fixture->desk));
    else if (way == 1)
      guichet_desk_close (fixture->desk);
    else if (way == 2)
      guichet_desk_open_tray (fixture->desk);
    else
      guichet_desk_forget_page (fixture->desk, fixture->page);
    g_assert_false (guichet_web_file_request_is_pending (request));
    g_assert_cmpuint (gallery_file_request_get_n_files (request), ==, 0);
    guichet_desk_close (fixture->desk);
  }
  g_assert_cmpstr (fixture->counts->str, ==, "");
}

static void
test_scan_now (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetDocument) scan = make (GUICHET_DOCUMENT_ORIGIN_SCAN, "");
  g_autoptr (GuichetWebFileRequest) request =
      gallery_file_request_start (fixture->page, "application/pdf", FALSE);

  g_signal_emit_by_name (guichet_window_get_tray_page (fixture->window), "scan");
  g_assert_cmpuint (fixture->n_scans, ==, 1);
  g_assert_true (guichet_desk_add (fixture->desk, scan));
  settle ();
  g_assert_cmpuint (gallery_file_request_get_n_files (request), ==, 1);
  g_assert_cmpstr (fixture->counts->str, ==, "document-attached/scan ");
}

/* “Send it to the site”: the next button that takes it gets it. */
static void
test_armed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetWebFileRequest) wrong = NULL;
  g_autoptr (GuichetWebFileRequest) right = NULL;

  receive (fixture, "attestation");
  guichet_desk_open_tray (fixture->desk);
  g_signal_emit_by_name (guichet_window_get_tray_page (fixture->window), "opened",
                         guichet_tray_get (get_tray (fixture), 0));
  g_signal_emit_by_name (guichet_window_get_document_page (fixture->window), "action",
                         (int)GUICHET_DOCUMENT_ACTION_ATTACH);
  g_assert_null (guichet_desk_get_view (fixture->desk));
  settle ();
  wrong = gallery_file_request_start (fixture->page, "image/*", FALSE);
  g_assert_cmpuint (gallery_file_request_get_n_files (wrong), ==, 0);
  guichet_desk_close (fixture->desk);
  right = gallery_file_request_start (fixture->page, ".pdf", FALSE);
  g_assert_cmpuint (gallery_file_request_get_n_files (right), ==, 1);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  receive (fixture, "attestation");
  guichet_desk_open_tray (fixture->desk);
  g_signal_emit_by_name (guichet_window_get_tray_page (fixture->window), "opened",
                         guichet_tray_get (get_tray (fixture), 0));
  g_signal_emit_by_name (guichet_window_get_document_page (fixture->window), "action",
                         (int)GUICHET_DOCUMENT_ACTION_REMOVE);
  g_assert_cmpuint (guichet_tray_get_n_documents (get_tray (fixture)), ==, 0);
  g_assert_true (guichet_desk_get_view (fixture->desk) ==
                 GTK_WIDGET (guichet_window_get_tray_page (fixture->window)));
}

static void
test_number (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < guichet_tray_get_max_documents (get_tray (fixture)); i++)
    receive (fixture, "a");
  g_string_truncate (fixture->counts, 0);
  receive (fixture, "one more");
  g_assert_cmpstr (fixture->counts->str, ==, "download/full ");
  g_assert_true (is_banner_shown (fixture));
}

/* A field with "capture" wants a picture taken now: the scanner, and the tray behind it. */
static void
test_capture (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetDocument) scan = make (GUICHET_DOCUMENT_ORIGIN_SCAN, "");
  g_autoptr (GuichetWebFileRequest) request =
      gallery_file_request_start_capture (fixture->page, ".pdf");
  g_autoptr (GuichetWebFileRequest) without = NULL;
  const GuichetDeskDevices devices = { .printer = TRUE };

  g_assert_cmpuint (fixture->n_scans, ==, 1);
  g_assert_true (guichet_desk_get_view (fixture->desk) ==
                 GTK_WIDGET (guichet_window_get_tray_page (fixture->window)));
  g_assert_true (guichet_desk_add (fixture->desk, scan));
  settle ();
  g_assert_cmpuint (gallery_file_request_get_n_files (request), ==, 1);
  /* Where there is no scanner, only the tray. */
  guichet_desk_set_devices (fixture->desk, &devices);
  without = gallery_file_request_start_capture (fixture->page, ".pdf");
  g_assert_cmpuint (fixture->n_scans, ==, 1);
  g_assert_true (guichet_web_file_request_is_pending (without));
}

/* Who waits for a document touches nothing: the visit is told to wait as long as one comes or goes,
 * and no longer. */
static void
test_hold (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetWebDownload) one = gallery_download_start (fixture->page, 8);
  g_autoptr (GuichetWebDownload) two = gallery_download_start (fixture->page, 8);
  g_autoptr (GuichetWebDownload) three = NULL;
  g_autoptr (GuichetWebFileRequest) request = NULL;

  g_assert_cmpstr (fixture->holds->str, ==, "+");
  gallery_download_end (one, GUICHET_WEB_DOWNLOAD_FAILED, NULL);
  g_assert_cmpstr (fixture->holds->str, ==, "+");
  gallery_download_end (two, GUICHET_WEB_DOWNLOAD_CANCELLED, NULL);
  g_assert_cmpstr (fixture->holds->str, ==, "+-");
  receive (fixture, "attestation");
  g_assert_cmpstr (fixture->holds->str, ==, "+-+-");
  request = gallery_file_request_start (fixture->page, ".pdf", FALSE);
  g_assert_cmpstr (fixture->holds->str, ==, "+-+-");
  pick_first (fixture);
  g_assert_cmpstr (fixture->holds->str, ==, "+-+-+-");
  three = gallery_download_start (fixture->page, 8);
  guichet_desk_clear (fixture->desk);
  g_assert_cmpstr (fixture->holds->str, ==, "+-+-+-+-");
}

static void
test_clear (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetWebDownload) download = NULL;

  receive (fixture, "attestation");
  download = gallery_download_start (fixture->page, 0);
  guichet_desk_open_tray (fixture->desk);
  guichet_desk_clear (fixture->desk);
  g_assert_cmpint (guichet_web_download_get_state (download), ==, GUICHET_WEB_DOWNLOAD_CANCELLED);
  g_assert_cmpuint (guichet_tray_get_n_documents (get_tray (fixture)), ==, 0);
  g_assert_null (guichet_desk_get_view (fixture->desk));
  g_assert_false (is_banner_shown (fixture));
}

#define ADD(name, test) g_test_add ("/kiosk/desk/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  guichet_ui_assets_prepare ();
  guichet_ui_assets_set_language ("en", "/nonexistent");
  gtk_init ();
  guichet_ui_assets_load (gdk_display_get_default ());

  ADD ("download", test_download);
  ADD ("download-refused", test_download_refused);
  ADD ("download-too-much", test_download_too_much);
  ADD ("file-button", test_file_button);
  ADD ("file-button-left", test_file_button_left);
  ADD ("scan-now", test_scan_now);
  ADD ("armed", test_armed);
  ADD ("remove", test_remove);
  ADD ("number", test_number);
  ADD ("capture", test_capture);
  ADD ("hold", test_hold);
  ADD ("clear", test_clear);
  return g_test_run ();
}
