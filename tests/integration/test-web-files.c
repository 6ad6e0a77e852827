/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that pages give, and files that are given to their forms. */
#include "test-web-fixture.h"

#include "sealed-memory.h"

#include <string.h>
#include <unistd.h>

#define MAKE_PDF                                                                                   \
  "fetch('/document.json').then(r => r.json()).then(d => Uint8Array.from(atob(d.contenu), "        \
  "c => c.charCodeAt(0))).then(b => new Blob([b], {type: 'application/pdf'}))"
#define CLICK(href)                                                                                \
  "{const a = document.createElement('a'); a.download = 'x.pdf'; a.href = " href "; a.click()}"

typedef struct {
  const char *name;
  const char *js;
  GuichetWebDownloadState state;
  const char *words; /* name of the document; NULL: any */
} Way;

static const Way WAYS[] = {
  { "attachment", "location.href = '/piece.pdf'", GUICHET_WEB_DOWNLOAD_RECEIVED, "attestation" },
  { "inline", "location.href = '/dans-la-page.pdf'", GUICHET_WEB_DOWNLOAD_RECEIVED, "attestation" },
  { "no-type", "location.href = '/sans-type?nom=releve.pdf'", GUICHET_WEB_DOWNLOAD_RECEIVED,
    "releve" },
  { "hostile-name", "location.href = '/nom-etranger.pdf'", GUICHET_WEB_DOWNLOAD_RECEIVED, NULL },
  { "redirected", "location.href = '/vers-piece'", GUICHET_WEB_DOWNLOAD_RECEIVED, "attestation" },
  { "large", "location.href = '/gros.pdf'", GUICHET_WEB_DOWNLOAD_RECEIVED, "gros" },
  { "posted", "document.querySelector('form').submit()", GUICHET_WEB_DOWNLOAD_RECEIVED,
    "attestation" },
  { "link", CLICK ("'/piece.pdf'"), GUICHET_WEB_DOWNLOAD_RECEIVED, NULL },
  { "authorized",
    "fetch('/protege.pdf', {headers: {Authorization: 'Bearer jeton-de-demonstration'}})"
    ".then(r => r.blob()).then(b => " CLICK ("URL.createObjectURL(b)") ")",
    GUICHET_WEB_DOWNLOAD_RECEIVED, "x" },
  { "blob-link", MAKE_PDF ".then(b => " CLICK ("URL.createObjectURL(b)") ")",
    GUICHET_WEB_DOWNLOAD_RECEIVED, "x" },
  { "blob-page", MAKE_PDF ".then(b => location.href = URL.createObjectURL(b))",
    GUICHET_WEB_DOWNLOAD_RECEIVED, "" },
  { "data-link",
    "fetch('/document.json').then(r => r.json()).then(d => " CLICK (
        "'data:application/pdf;base64,' + d.contenu") ")",
    GUICHET_WEB_DOWNLOAD_RECEIVED, "x" },
  { "frame",
    "document.body.insertAdjacentHTML('beforeend', '<iframe src=/dans-la-page.pdf></iframe>')",
    GUICHET_WEB_DOWNLOAD_RECEIVED, "attestation" },
  { "embed",
    "document.body.insertAdjacentHTML('beforeend', '<embed type=application/pdf "
    "src=/dans-la-page.pdf>')",
    GUICHET_WEB_DOWNLOAD_RECEIVED, "attestation" },
  { "object",
    "document.body.insertAdjacentHTML('beforeend', '<object data=/dans-la-page.pdf></object>')",
    GUICHET_WEB_DOWNLOAD_RECEIVED, "attestation" },
  { "cut", "location.href = '/coupe.pdf'", GUICHET_WEB_DOWNLOAD_FAILED, NULL },
  { "page-as-pdf", "location.href = '/faux.pdf'", GUICHET_WEB_DOWNLOAD_REFUSED, NULL },
  { "text-as-pdf",
    "location.href = URL.createObjectURL(new Blob(['x'], {type: 'application/pdf'}))",
    GUICHET_WEB_DOWNLOAD_REFUSED, NULL },
  { "blob-html", "location.href = URL.createObjectURL(new Blob(['<p>x'], {type: 'text/html'}))",
    GUICHET_WEB_DOWNLOAD_REFUSED, NULL },
  { "program",
    CLICK ("URL.createObjectURL(new Blob([new Uint8Array([127, 69, 76, 70, 2, 1, 1])]))"),
    GUICHET_WEB_DOWNLOAD_REFUSED, NULL },
  { "data-text", CLICK ("'data:text/plain,x'"), GUICHET_WEB_DOWNLOAD_REFUSED, NULL },
};

/* Files of the visit, in a line. */
static char *
list_files (const char *dir_path)
{
  g_autoptr (GDir) dir = g_dir_open (dir_path, 0, NULL);
  GString *list = g_string_new (NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (dir_path, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      g_autofree char *below = list_files (path);

      g_string_append (list, below);
    } else {
      g_string_append_printf (list, "%s ", path);
    }
  }
  return g_string_free (list, FALSE);
}

static char *
list_under (Fixture *fixture, const char *name)
{
  g_autofree char *dir = g_build_filename (fixture->dir, name, NULL);

  return list_files (dir);
}

static gboolean
has_ended (Fixture *fixture, gconstpointer data)
{
  return fixture->download != NULL &&
         guichet_web_download_get_state (fixture->download) != GUICHET_WEB_DOWNLOAD_RUNNING;
}

static gboolean
has_no_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *files = list_under (fixture, data);

  return *files == '\0';
}

static void
wait_ended (Fixture *fixture, GuichetWebDownloadState state)
{
  g_assert_true (fixture_wait (fixture, has_ended, NULL, 20));
  g_assert_cmpint (guichet_web_download_get_state (fixture->download), ==, state);
}

static void
test_downloads (Fixture *fixture, gconstpointer data)
{
  g_autofree char *home = NULL;
  g_autofree char *home_after = NULL;

  fixture->takes_downloads = TRUE;
  fixture_open_painted (fixture, "lab-pdf");
  home = list_files (g_get_home_dir ());
  for (guint i = 0; i < G_N_ELEMENTS (WAYS); i++) {
    GuichetDocument *document;

    g_test_message ("%s", WAYS[i].name);
    g_clear_object (&fixture->download);
    /* What a resident does gives a page new chances. */
    fixture_xdotool ("mousemove 900 600 click 1");
    fixture_run (fixture, WAYS[i].js);
    wait_ended (fixture, WAYS[i].state);
    document = guichet_web_download_get_document (fixture->download);
    g_assert_cmpint (document != NULL, ==, WAYS[i].state == GUICHET_WEB_DOWNLOAD_RECEIVED);
    if (document != NULL) {
      g_assert_cmpint (guichet_document_get_kind (document), ==, GUICHET_DOCUMENT_KIND_PDF);
      if (WAYS[i].words != NULL)
        g_assert_cmpstr (guichet_document_get_name (document), ==, WAYS[i].words);
      g_test_message ("“%s”, %zu bytes", guichet_document_get_name (document),
                      guichet_document_get_size (document));
    }
    g_assert_true (fixture_wait (fixture, has_no_file, "downloads", 5));
    fixture_wait_js (fixture, "location.hostname", "pdf.lab.example", 5);
    g_assert_cmpint (guichet_web_page_get_state (fixture->page), ==, GUICHET_WEB_PAGE_SHOWN);
  }
  home_after = list_files (g_get_home_dir ());
  g_assert_cmpstr (home, ==, home_after);
}

static gboolean
has_closed (Fixture *fixture, gconstpointer data)
{
  return fixture->n_closes > 0;
}

/* By a real press on the site's own buttons: only those may open windows. */
static void
press (Fixture *fixture, const char *id)
{
  g_autofree char *js = g_strdup_printf (
      "{const e = document.getElementById('%s'); e.scrollIntoView({block: 'center'}); "
      "const r = e.getBoundingClientRect(); "
      "Math.round(r.x + r.width / 2) + ' ' + Math.round(r.y + r.height / 2)}",
      id);
  g_autofree char *place = fixture_eval (fixture, fixture->page, js);
  g_autofree char *click = g_strdup_printf ("mousemove %s click 1", place);

  fixture_xdotool (click);
}

static void
test_download_in_window (Fixture *fixture, gconstpointer data)
{
  static const char *const buttons[] = { "open", "open-blob" };

  fixture->takes_downloads = TRUE;
  fixture->takes_popups = TRUE;
  fixture_open_painted (fixture, "lab-pdf");
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++) {
    g_test_message ("%s", buttons[i]);
    g_clear_object (&fixture->download);
    fixture->n_closes = 0;
    press (fixture, buttons[i]);
    wait_ended (fixture, GUICHET_WEB_DOWNLOAD_RECEIVED);
    g_assert_true (fixture_wait (fixture, has_closed, NULL, 30));
    g_clear_object (&fixture->popup);
  }
}

/* Nobody takes it: nothing is fetched, nothing is written. */
static gboolean
has_notice (Fixture *fixture, gconstpointer data)
{
  return strstr (fixture->notices->str, data) != NULL;
}

static void
test_download_not_taken (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-pdf");
  fixture_run (fixture, "location.href = '/lent.pdf'");
  g_assert_true (fixture_wait (fixture, has_notice, "0 ", 10));
  g_assert_true (fixture_wait (fixture, has_no_file, "downloads", 5));
}

static void
test_download_storm (Fixture *fixture, gconstpointer data)
{
  fixture->takes_downloads = TRUE;
  fixture_open_painted (fixture, "lab-pdf");
  fixture_run (fixture, "setInterval(() => " CLICK ("'/piece.pdf'") ", 100)");
  g_assert_true (fixture_wait (fixture, has_notice, "0 ", 20));
}

static gboolean
has_received (Fixture *fixture, gconstpointer data)
{
  return fixture->download != NULL && guichet_web_download_get_received (fixture->download) > 0;
}

static void
test_download_cancelled (Fixture *fixture, gconstpointer data)
{
  fixture->takes_downloads = TRUE;
  fixture_open_painted (fixture, "lab-pdf");
  fixture_run (fixture, "location.href = '/lent.pdf'");
  g_assert_true (fixture_wait (fixture, has_received, NULL, 30));
  guichet_web_download_cancel (fixture->download);
  wait_ended (fixture, GUICHET_WEB_DOWNLOAD_CANCELLED);
  g_assert_true (fixture_wait (fixture, has_no_file, "downloads", 5));
}

static gboolean
has_request (Fixture *fixture, gconstpointer data)
{
  return fixture->request != NULL;
}

typedef struct {
  const char *path;
  const char *accept;
  gboolean multiple;
  gboolean capture;
} Field;

static void
test_file_button (Fixture *fixture, gconstpointer data)
{
  static const Field fields[] = {
    { "/", "", FALSE, FALSE },
    { "/pdf", ".pdf,application/pdf", FALSE, FALSE },
    { "/images", "image/*", FALSE, FALSE },
    { "/plusieurs", "", TRUE, FALSE },
    { "/appareil", "image/*", FALSE, TRUE },
  };

  fixture->takes_files = TRUE;
  fixture_open_painted (fixture, "lab-upload");
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autofree char *go = g_strdup_printf ("location.href = '%s'", fields[i].path);
    g_autofree char *there = g_strdup_printf ("%scomp", fields[i].path);

    /* The first is there: a load of the same path could not be told from it, and would undo the
     * next. */
    if (i > 0)
      fixture_run (fixture, go);
    fixture_wait_js (fixture, "location.pathname + document.readyState.slice(0, 4)", there, 10);
    fixture_run (fixture, "document.querySelector('input[type=file]').click()");
    g_assert_true (fixture_wait (fixture, has_request, NULL, 30));
    g_assert_cmpstr (guichet_web_file_request_get_accept (fixture->request), ==, fields[i].accept);
    g_assert_cmpint (guichet_web_file_request_get_multiple (fixture->request), ==,
                     fields[i].multiple);
    g_assert_cmpint (guichet_web_file_request_get_capture (fixture->request), ==,
                     fields[i].capture);
    guichet_web_file_request_cancel (fixture->request);
    g_clear_object (&fixture->request);
  }
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 1);
}

/* From sealed memory to the site: the engine's own processes read what lies in the world. */
static void
test_attach (Fixture *fixture, gconstpointer data)
{
  static const char pdf[] = "%PDF-1.4 one page";
  char *names[] = { (char *)"Releve-d-impot.pdf" };
  int fd = guichet_sealed_memory_new (pdf, strlen (pdf), NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *told = NULL;

  fixture->takes_files = TRUE;
  fixture_open_painted (fixture, "lab-upload");
  fixture_run (fixture, "document.querySelector('input[type=file]').click()");
  g_assert_true (fixture_wait (fixture, has_request, NULL, 30));
  g_assert_true (guichet_web_file_request_answer (fixture->request, &fd, names, 1, &error));
  g_assert_no_error (error);
  g_assert_false (guichet_web_file_request_is_pending (fixture->request));
  g_assert_false (guichet_web_file_request_answer (fixture->request, &fd, names, 1, NULL));
  close (fd);
  fixture_wait_js (fixture, "fichier.files.length + fichier.files[0].name", "1Releve-d-impot.pdf",
                   10);
  fixture_run (fixture, "fichier.files[0].text().then(t => window.seen = t)");
  fixture_wait_js (fixture, "window.seen", pdf, 10);
  fixture_run (fixture, "document.forms[0].submit()");
  fixture_wait_js (fixture, "String(document.getElementById('recu') !== null)", "true", 10);
  told = lab_call ("GET", "/upload.json");
  g_test_message ("%s", told);
  g_assert_nonnull (strstr (told, "Releve-d-impot.pdf"));
  g_assert_nonnull (strstr (told, "\"size\": 17"));
  /* Still there for who goes back to send it again, gone with the document after. */
  g_assert_false (has_no_file (fixture, "uploads"));
  fixture_run (fixture, "location.href = '/pdf'");
  g_assert_true (fixture_wait (fixture, has_no_file, "uploads", 10));
}

static void
test_attach_closed (Fixture *fixture, gconstpointer data)
{
  char *names[] = { (char *)"a.pdf" };
  int fd = guichet_sealed_memory_new ("%PDF-", 5, NULL);

  fixture->takes_files = TRUE;
  fixture_open_painted (fixture, "lab-upload");
  fixture_run (fixture, "document.querySelector('input[type=file]').click()");
  g_assert_true (fixture_wait (fixture, has_request, NULL, 30));
  g_assert_true (guichet_web_file_request_answer (fixture->request, &fd, names, 1, NULL));
  close (fd);
  g_assert_false (has_no_file (fixture, "uploads"));
  guichet_web_page_close (fixture->page);
  g_assert_true (has_no_file (fixture, "uploads"));
}

static WebKitWebView *
find_view (GtkWidget *widget)
{
  if (WEBKIT_IS_WEB_VIEW (widget))
    return WEBKIT_WEB_VIEW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    WebKitWebView *view = find_view (child);

    if (view != NULL)
      return view;
  }
  return NULL;
}

/* The engine's own places to drop things on are shut: documents come by the file button alone. */
static void
test_no_drops (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) controllers = NULL;
  guint n_targets = 0;

  fixture_open_painted (fixture, "lab-upload");
  controllers = gtk_widget_observe_controllers (
      GTK_WIDGET (find_view (guichet_web_page_get_widget (fixture->page))));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (!GTK_IS_DROP_TARGET (controller) && !GTK_IS_DROP_TARGET_ASYNC (controller))
      continue;
    n_targets++;
    g_assert_cmpint (gtk_event_controller_get_propagation_phase (controller), ==, GTK_PHASE_NONE);
  }
  g_assert_cmpuint (n_targets, >, 0);
}

static void
test_file_button_unanswered (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-upload");
  fixture_run (fixture, "document.querySelector('input[type=file]').click()");
  g_assert_true (fixture_wait (fixture, has_notice, "1 ", 10));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  fixture_add_test ("/web/files/downloads", test_downloads);
  fixture_add_test ("/web/files/download-in-window", test_download_in_window);
  fixture_add_test ("/web/files/download-not-taken", test_download_not_taken);
  fixture_add_test ("/web/files/download-storm", test_download_storm);
  fixture_add_test ("/web/files/download-cancelled", test_download_cancelled);
  fixture_add_test ("/web/files/file-button", test_file_button);
  fixture_add_test ("/web/files/attach", test_attach);
  fixture_add_test ("/web/files/attach-closed", test_attach_closed);
  fixture_add_test ("/web/files/no-drops", test_no_drops);
  fixture_add_test ("/web/files/file-button-unanswered", test_file_button_unanswered);
  return g_test_run ();
}
