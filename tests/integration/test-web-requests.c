/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pages ask for, and the calm answers that they get. */
#include "test-web-fixture.h"

#include "web-dialog.h"

#include <string.h>

static gboolean
keep_dialog (GuichetWebPage *page, GuichetWebDialog *dialog, gpointer user_data)
{
  GuichetWebDialog **kept = user_data;

  g_set_object (kept, dialog);
  return TRUE;
}

static gboolean
has_dialog (Fixture *fixture, gconstpointer data)
{
  return *(GuichetWebDialog *const *)data != NULL;
}

static void
test_dialogs (Fixture *fixture, gconstpointer data)
{
  GuichetWebDialog *dialog = NULL;

  fixture_open_painted (fixture, "lab-faults");
  g_signal_connect (fixture->page, "dialog-requested", G_CALLBACK (keep_dialog), &dialog);
  fixture_run (fixture, "window.answer = prompt('Votre\\nnom \\u202e?', 'Zoé')");
  g_assert_true (fixture_wait (fixture, has_dialog, &dialog, 10));
  g_assert_cmpint (guichet_web_dialog_get_kind (dialog), ==, GUICHET_WEB_DIALOG_PROMPT);
  g_assert_cmpstr (guichet_web_dialog_get_text (dialog), ==, "Votre nom ?");
  g_assert_cmpstr (guichet_web_dialog_get_default_text (dialog), ==, "Zoé");
  guichet_web_dialog_answer (dialog, TRUE, "Inès");
  g_clear_object (&dialog);
  fixture_wait_js (fixture, "window.answer", "Inès", 10);

  fixture_run (fixture, "window.answer = confirm('Vraiment ?')");
  g_assert_true (fixture_wait (fixture, has_dialog, &dialog, 10));
  g_assert_cmpint (guichet_web_dialog_get_kind (dialog), ==, GUICHET_WEB_DIALOG_CONFIRM);
  /* Put away without an answer: no. */
  g_clear_object (&dialog);
  fixture_wait_js (fixture, "String(window.answer)", "false", 10);
}

static gboolean
count_dialog (GuichetWebPage *page, GuichetWebDialog *dialog, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_dialogs++;
  return FALSE;
}

static void
test_dialog_storm (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-faults");
  g_signal_connect (fixture->page, "dialog-requested", G_CALLBACK (count_dialog), fixture);
  fixture_wait_js (
      fixture,
      "var yes = 0; for (var i = 0; i < 500; i++) { alert(i); if (confirm(i)) yes++; } "
      "String(yes)",
      "0", 20);
  g_assert_cmpuint (fixture->n_dialogs, ==, 3);
}

static void
test_leaving_is_never_held_back (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-faults");
  fixture_run (fixture, "location.href = '/page/beforeunload?auto=1'");
  fixture_wait_js (fixture, "location.pathname", "/page/beforeunload", 10);
  g_free (fixture_eval (fixture, fixture->page,
                        "onbeforeunload = e => { e.preventDefault(); "
                        "return e.returnValue = 'x' }; '1'"));
  fixture_run (fixture, "location.href = '/page/select'");
  fixture_wait_js (fixture, "location.pathname", "/page/select", 20);
}

static void
test_prints (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-faults");
  fixture_wait_js (fixture, "for (var i = 0; i < 200; i++) print(); '1'", "1", 20);
  g_assert_cmpuint (fixture->n_prints, ==, 1);
}

static gboolean
has_notice (Fixture *fixture, gconstpointer data)
{
  return strstr (fixture->notices->str, data) != NULL;
}

static void
test_outside_link (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-upload");
  fixture_run (fixture, "location.href = 'mailto:someone@example.org'");
  g_assert_true (fixture_wait (fixture, has_notice, "2 ", 10));
  g_assert_cmpint (guichet_web_page_get_state (fixture->page), ==, GUICHET_WEB_PAGE_SHOWN);
  g_assert_cmpstr (fixture->counts->str, ==, "");
}

static gboolean
has_popover (Fixture *fixture, gconstpointer data)
{
  for (GtkWidget *child = gtk_widget_get_first_child (guichet_web_page_get_widget (fixture->page));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child) && gtk_widget_get_visible (child))
      return TRUE;
  return FALSE;
}

/* The list of a <select> is the engine's own popover: it must work, by mouse and by keys. */
static void
test_select (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-faults");
  g_free (fixture_eval (fixture, fixture->page,
                        "document.body.innerHTML = '<select id=s style=\"position:fixed;left:100px;"
                        "top:100px;width:200px;height:40px\"><option>un<option>deux<option>trois"
                        "</select>'; document.body.offsetHeight"));
  fixture_xdotool ("mousemove 180 120 click 1");
  g_assert_true (fixture_wait (fixture, has_popover, NULL, 10));
  fixture_xdotool ("key Down Return");
  fixture_wait_js (fixture, "s.value", "deux", 10);
  g_assert_false (has_popover (fixture, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 1);
}

/* Neither button nor key brings up a menu of the engine. */
static void
test_context_menu (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-upload");
  g_free (fixture_eval (fixture, fixture->page,
                        "window.menus = 0; addEventListener('contextmenu', () => menus++); '1'"));
  fixture_xdotool ("mousemove 300 200 click 3");
  fixture_wait_js (fixture, "String(menus)", "1", 10);
  g_assert_false (has_popover (fixture, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 1);
}

/* What a page may ask for in vain: the outcome in its own words. */
static void
test_permissions (Fixture *fixture, gconstpointer data)
{
  static const char *const pages[] = {
    "geolocation",    "camera",          "microphone", "screen", "notification", "pointer-lock",
    "fullscreen",     "wake-lock",       "midi",       "usb",    "web-share",    "payment",
    "clipboard-read", "encrypted-media", "directory",  "color"
  };

  fixture_open_painted (fixture, "lab-faults");
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autofree char *js = g_strdup_printf ("location.href = '/page/%s?auto=1'", pages[i]);
    g_autofree char *path = g_strdup_printf ("/page/%s", pages[i]);
    g_autofree char *title = NULL;

    fixture_run (fixture, js);
    fixture_wait_js (fixture, "location.pathname", path, 10);
    fixture_wait_js (fixture, "String(document.title.includes(':'))", "true", 10);
    title = fixture_eval (fixture, fixture->page, "document.title");
    g_test_message ("%s", title);
    g_assert_null (strstr (title, "granted"));
    g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 1);
  }
}

static void
test_http_password (Fixture *fixture, gconstpointer data)
{
  fixture_open_painted (fixture, "lab-faults");
  fixture_run (fixture, "location.href = '/identification'");
  fixture_wait_js (fixture, "location.pathname", "/identification", 10);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  fixture_add_test ("/web/request/dialogs", test_dialogs);
  fixture_add_test ("/web/request/dialog-storm", test_dialog_storm);
  fixture_add_test ("/web/request/leaving-is-never-held-back", test_leaving_is_never_held_back);
  fixture_add_test ("/web/request/prints", test_prints);
  fixture_add_test ("/web/request/outside-link", test_outside_link);
  fixture_add_test ("/web/request/select", test_select);
  fixture_add_test ("/web/request/context-menu", test_context_menu);
  fixture_add_test ("/web/request/permissions", test_permissions);
  fixture_add_test ("/web/request/http-password", test_http_password);
  return g_test_run ();
}
