/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The screens of the scan with the real guichet-scan and SANE's own test backend. Each is kept as a
 * picture in GUICHET_SHOTS, when it is set. */
#include "scan-page-private.h"

#include <string.h>

#include "direct-workers.h"
#include "drawn-page.h"
#include "paint-watch.h"
#include "remove-tree.h"
#include "scan-picture.h"
#include "ui-assets.h"

typedef struct {
  /* Owned */
  DirectWorkers *workers;
  GuichetScanner *scanner;
  GtkWindow *window;
  GuichetScanPage *page; /* borrowed from the window */
  GuichetDocument *document;
  char *dir;
  /* State */
  guint n_closed;
} Fixture;

static void
on_finished (Fixture *fixture, GuichetDocument *document)
{
  g_set_object (&fixture->document, document);
}

static void
on_closed (Fixture *fixture)
{
  fixture->n_closed++;
}

static void
set_up (Fixture *fixture, gconstpointer options)
{
  g_autofree char *conf = NULL;
  g_autofree char *text = g_strconcat ("geometry_max 300\n", options, NULL);
  g_autofree char *sane_line = NULL;
  g_autofree char *temporary_line = NULL;

  fixture->dir = g_dir_make_tmp ("guichet-XXXXXX", NULL);
  conf = g_build_filename (fixture->dir, "test.conf", NULL);
  sane_line = g_strconcat ("GUICHET_SANE_DIR=", fixture->dir, NULL);
  temporary_line = g_strconcat ("TMPDIR=", fixture->dir, NULL);
  g_assert_true (g_file_set_contents (conf, text, -1, NULL));
  fixture->workers = direct_workers_new (
      g_getenv ("GUICHET_SCAN"),
      (const char *[]){ "GUICHET_SCANNER_DEVICE=test:0", sane_line, temporary_line, NULL });
  fixture->scanner = guichet_scanner_new (GUICHET_WORKERS (fixture->workers));
  fixture->page = guichet_scan_page_new (fixture->scanner);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_widget_add_css_class (GTK_WIDGET (fixture->window), "kiosk");
  gtk_widget_add_css_class (GTK_WIDGET (fixture->window), "size-medium");
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->page));
  gtk_window_set_default_size (fixture->window, 1280, 720);
  gtk_window_present (fixture->window);
  g_signal_connect_swapped (fixture->page, "finished", G_CALLBACK (on_finished), fixture);
  g_signal_connect_swapped (fixture->page, "closed", G_CALLBACK (on_closed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  g_clear_object (&fixture->document);
  g_assert_true (direct_workers_wait_gone (fixture->workers));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->scanner);
  g_assert_finalize_object (fixture->workers);
  remove_tree (fixture->dir);
  g_free (fixture->dir);
}

static void
on_painted (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

static void
shoot (Fixture *fixture, const char *name)
{
  const char *dir = g_getenv ("GUICHET_SHOTS");
  g_autofree char *path = g_strdup_printf ("%s/%s.png", dir, name);
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gboolean is_painted = FALSE;

  guichet_paint_watch_once (GTK_WIDGET (fixture->window), on_painted, &is_painted);
  gtk_widget_queue_draw (GTK_WIDGET (fixture->window));
  while (!is_painted)
    g_main_context_iteration (NULL, TRUE);
  paintable = gtk_widget_paintable_new (GTK_WIDGET (fixture->window));
  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_free_to_node (snapshot);
  if (dir == NULL || node == NULL)
    return;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (fixture->window)),
                                         node, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

static void
wait_screen (Fixture *fixture, GuichetScanScreen screen)
{
  while (fixture->page->screen != screen)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_document (Fixture *fixture)
{
  while (fixture->document == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* As a finger does, but only on what can be seen and touched. */
static void
press (gpointer button)
{
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (button)));
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (button)));
  g_signal_emit_by_name (button, "clicked");
}

static void
begin (Fixture *fixture, GuichetScanPurpose purpose, guint64 limit)
{
  guichet_scan_page_begin (fixture->page, purpose, limit);
  wait_screen (fixture, GUICHET_SCAN_SCREEN_WHAT);
}

static void
scan_sheet (Fixture *fixture)
{
  press (fixture->page->first_button);
  g_assert_cmpint (fixture->page->screen, ==, GUICHET_SCAN_SCREEN_SCANNING);
  wait_screen (fixture, GUICHET_SCAN_SCREEN_SEE);
}

static void
test_sheets (Fixture *fixture, gconstpointer data)
{
  GuichetScanPage *page = fixture->page;

  guichet_scan_page_begin (page, GUICHET_SCAN_TO_KEEP, 0);
  g_assert_cmpint (page->screen, ==, GUICHET_SCAN_SCREEN_WAIT);
  shoot (fixture, "scan-1-wait");
  wait_screen (fixture, GUICHET_SCAN_SCREEN_WHAT);
  shoot (fixture, "scan-2-what");
  press (page->first_button);
  shoot (fixture, "scan-3-place");
  press (page->first_button);
  g_assert_true (guichet_scan_page_is_scanning (page));
  while (page->n_rows < 900)
    g_main_context_iteration (NULL, TRUE);
  shoot (fixture, "scan-4-scanning");
  wait_screen (fixture, GUICHET_SCAN_SCREEN_SEE);
  shoot (fixture, "scan-5-see");
  press (page->add_button);
  scan_sheet (fixture);
  shoot (fixture, "scan-6-two");
  /* Turned, put first, the other one scanned again. */
  press (page->turn_button);
  press (page->earlier_button);
  g_assert_cmpuint (page->current, ==, 0);
  press (page->later_button);
  g_assert_cmpuint (page->current, ==, 1);
  press (page->earlier_button);
  g_assert_cmpuint (guichet_scan_sheet_get_turns (guichet_scan_job_get_sheet (page->job, 0)), ==,
                    1);
  shoot (fixture, "scan-7-turned");
  /* Touched in the strip. */
  press (gtk_widget_get_last_child (GTK_WIDGET (page->strip)));
  g_assert_cmpuint (page->current, ==, 1);
  g_assert_false (gtk_widget_is_sensitive (page->later_button));
  press (page->again_button);
  scan_sheet (fixture);
  g_assert_cmpuint (guichet_scan_job_get_n_sheets (page->job), ==, 2);
  g_assert_cmpuint (page->current, ==, 1);
  press (page->add_button);
  scan_sheet (fixture);
  press (page->remove_button);
  g_assert_cmpuint (guichet_scan_job_get_n_sheets (page->job), ==, 2);
  press (page->finish_button);
  wait_document (fixture);
  g_assert_cmpuint (guichet_document_get_n_pages (fixture->document), ==, 2);
  g_assert_cmpuint (fixture->n_closed, ==, 0);
  g_assert_false (guichet_scan_page_has_pages (page));
}

/* Of the strip, beside its last page. */
#define STRIP_EDGE 12

static void
test_feeder (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment;

  begin (fixture, GUICHET_SCAN_TO_ATTACH, 4000000);
  press (fixture->page->third_button);
  shoot (fixture, "scan-feeder");
  scan_sheet (fixture);
  g_assert_cmpuint (guichet_scan_job_get_n_sheets (fixture->page->job), ==, 10);
  /* The last page is looked at, and in sight among all. */
  adjustment =
      gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (fixture->page->strip_scroller));
  while (gtk_adjustment_get_value (adjustment) <= 0 ||
         gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) <
             gtk_adjustment_get_upper (adjustment) - STRIP_EDGE)
    g_main_context_iteration (NULL, TRUE);
  shoot (fixture, "scan-feeder-see");
  press (fixture->page->finish_button);
  wait_document (fixture);
  g_assert_cmpuint (guichet_document_get_n_pages (fixture->document), ==, 10);
  g_assert_cmpuint (guichet_document_get_size (fixture->document), <=, 4000000);
}

static gboolean
is_inside (GtkWidget *widget, GtkWindow *window)
{
  graphene_rect_t place;

  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *bar = gtk_scrolled_window_get_vscrollbar (GTK_SCROLLED_WINDOW (scroller));
  graphene_rect_t edge;

  /* Not under the scroll bar either. */
  if (!gtk_widget_get_child_visible (bar) ||
      !gtk_widget_compute_bounds (bar, GTK_WIDGET (window), &edge))
    edge.origin.x = (float)gtk_widget_get_width (GTK_WIDGET (window));
  return gtk_widget_compute_bounds (widget, GTK_WIDGET (window), &place) && place.origin.x >= 0 &&
         place.origin.x + place.size.width <= edge.origin.x;
}

/* The screen below the bar, for each size of screen, with plain and with doubled text: the page is
 * still seen, every button is whole in width, and the first of them is there without scrolling. */
static void
test_sizes (Fixture *fixture, gconstpointer data)
{
  static const struct {
    int width, height;
    const char *size;
    const char *text;
  } screens[] = {
    { 1024, 690, "size-small", "" },
    { 1280, 718, "size-medium", "" },
    { 1920, 980, "size-large", "" },
    { 1024, 660, "size-small", "text-double" },
    { 1280, 690, "size-medium", "text-double" },
  };
  GuichetScanPage *page = fixture->page;
  GtkWidget *buttons[] = { GTK_WIDGET (page->finish_button),
                           page->turn_button,
                           page->again_button,
                           page->remove_button,
                           page->earlier_button,
                           page->later_button };

  begin (fixture, GUICHET_SCAN_TO_KEEP, 0);
  press (page->first_button);
  scan_sheet (fixture);
  press (page->add_button);
  scan_sheet (fixture);
  gtk_widget_remove_css_class (GTK_WIDGET (fixture->window), "size-medium");
  for (gsize i = 0; i < G_N_ELEMENTS (screens); i++) {
    g_autofree char *name = g_strdup_printf ("scan-size-%u", (guint)i);
    const char *const classes[] = { "kiosk", screens[i].size, screens[i].text, NULL };
    graphene_rect_t place;

    gtk_widget_set_css_classes (GTK_WIDGET (fixture->window), (const char **)classes);
    gtk_window_set_default_size (fixture->window, screens[i].width, screens[i].height);
    while (gtk_widget_get_width (GTK_WIDGET (page)) != screens[i].width)
      g_main_context_iteration (NULL, TRUE);
    shoot (fixture, name);
    for (gsize k = 0; k < G_N_ELEMENTS (buttons); k++)
      g_assert_true (is_inside (buttons[k], fixture->window));
    g_assert_true (gtk_widget_compute_bounds (buttons[0], GTK_WIDGET (fixture->window), &place));
    g_assert_cmpfloat (place.origin.y + place.size.height, <=, screens[i].height);
    g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (page->picture)), >=, screens[i].width / 3);
    g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (page->picture)), >=, 300);
  }
}

static void
test_card (Fixture *fixture, gconstpointer data)
{
  GuichetScanPage *page = fixture->page;

  begin (fixture, GUICHET_SCAN_TO_KEEP, 0);
  press (page->second_button);
  shoot (fixture, "scan-card");
  press (page->first_button);
  wait_screen (fixture, GUICHET_SCAN_SCREEN_PLACE);
  shoot (fixture, "scan-card-over");
  scan_sheet (fixture);
  shoot (fixture, "scan-card-see");
  g_assert_cmpuint (guichet_scan_job_get_n_sheets (page->job), ==, 1);
  g_assert_cmpuint (guichet_scan_sheet_get_n_sides (guichet_scan_job_get_sheet (page->job, 0)), ==,
                    2);
  press (page->finish_button);
  wait_document (fixture);
}

/* Blank pages are flagged, and kept. */
static void
test_blank (Fixture *fixture, gconstpointer data)
{
  GuichetScanPage *page = fixture->page;

  begin (fixture, GUICHET_SCAN_TO_KEEP, 0);
  press (page->first_button);
  scan_sheet (fixture);
  g_assert_nonnull (strstr (gtk_label_get_label (page->page_text), "blanche"));
  press (page->add_button);
  scan_sheet (fixture);
  shoot (fixture, "scan-blank");
  press (page->finish_button);
  wait_document (fixture);
  g_assert_cmpuint (guichet_document_get_n_pages (fixture->document), ==, 2);
}

/* Both sides of a card, as they come on one page: one in each half, on white. */
static void
test_picture_of_card (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetScanSheet) sheet = guichet_scan_sheet_new (TRUE);
  g_autoptr (GdkPaintable) picture = NULL;
  g_autofree guint8 *pixels = NULL;
  guint n_dark[2] = { 0, 0 };
  int width, height;

  for (guint i = 0; i < 2; i++) {
    DrawnPage *page = drawn_page_new (300);
    g_autofree guint8 *rows = NULL;

    drawn_page_lay_card (page, 40, 60, 85.6, 54);
    rows = drawn_page_scan (page, 3);
    guichet_scan_sheet_begin (sheet, page->width, page->height, 3, page->resolution);
    guichet_scan_sheet_add_rows (sheet, rows, page->height);
    g_assert_true (guichet_scan_sheet_end (sheet));
    drawn_page_free (page);
  }
  picture = guichet_scan_picture_new (sheet, 1000);
  width = gdk_texture_get_width (GDK_TEXTURE (picture));
  height = gdk_texture_get_height (GDK_TEXTURE (picture));
  g_assert_cmpint (height, >=, 999);
  pixels = g_malloc ((gsize)width * (gsize)height * 4);
  gdk_texture_download (GDK_TEXTURE (picture), pixels, (gsize)width * 4);
  for (gsize i = 0; i < (gsize)width * (gsize)height; i++)
    n_dark[i / (gsize)width >= (gsize)height / 2] += pixels[4 * i] < 200;
  g_assert_cmpuint (n_dark[0], >, 500);
  g_assert_cmpuint (n_dark[1], >, 500);
  /* Lying down when it is turned. */
  guichet_scan_sheet_turn (sheet);
  g_set_object (&picture, NULL);
  picture = guichet_scan_picture_new (sheet, 160);
  g_assert_cmpint (gdk_texture_get_width (GDK_TEXTURE (picture)), >=, 159);
  g_assert_cmpint (gdk_texture_get_height (GDK_TEXTURE (picture)), <, 120);
}

static void
test_problem (Fixture *fixture, gconstpointer data)
{
  GuichetScanPage *page = fixture->page;

  begin (fixture, GUICHET_SCAN_TO_KEEP, 0);
  press (page->first_button);
  press (page->first_button);
  wait_screen (fixture, GUICHET_SCAN_SCREEN_PROBLEM);
  g_assert_cmpint (page->failure, ==, GUICHET_SCAN_JAMMED);
  shoot (fixture, "scan-problem");
  press (page->third_button);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  GuichetScanPage *page = fixture->page;

  begin (fixture, GUICHET_SCAN_TO_KEEP, 0);
  press (page->first_button);
  press (page->first_button);
  while (page->n_rows == 0)
    g_main_context_iteration (NULL, TRUE);
  press (page->cancel_button);
  wait_screen (fixture, GUICHET_SCAN_SCREEN_PLACE);
  g_assert_true (guichet_scan_page_go_back (page));
  g_assert_cmpint (page->screen, ==, GUICHET_SCAN_SCREEN_WHAT);
  g_assert_false (guichet_scan_page_go_back (page));
  /* The end of the visit in the middle of a page. */
  press (page->first_button);
  press (page->first_button);
  while (page->n_rows == 0)
    g_main_context_iteration (NULL, TRUE);
  guichet_scan_page_stop (page);
  g_assert_true (direct_workers_wait_gone (fixture->workers));
  g_assert_null (fixture->document);
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  GuichetScanPage *page = fixture->page;

  begin (fixture, GUICHET_SCAN_TO_ATTACH, 20000);
  press (page->first_button);
  scan_sheet (fixture);
  press (page->finish_button);
  wait_screen (fixture, GUICHET_SCAN_SCREEN_TOO_LARGE);
  /* Rounded up, in the words of every other size. */
  g_assert_nonnull (strstr (gtk_label_get_label (page->calm_text), "accepte 0,1 Mo."));
  shoot (fixture, "scan-too-large");
  press (page->first_button);
  g_assert_cmpint (page->screen, ==, GUICHET_SCAN_SCREEN_SEE);
  press (page->finish_button);
  wait_screen (fixture, GUICHET_SCAN_SCREEN_TOO_LARGE);
  press (page->second_button);
  wait_document (fixture);
  g_assert_cmpuint (guichet_document_get_size (fixture->document), >, 20000);
}

#define ADD(name, options, func)                                                                   \
  g_test_add ("/ui/scan-page/" name, Fixture, options, set_up, func, tear_down)
#define PATTERN "test-picture \"Color pattern\"\n"

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  guichet_ui_assets_prepare ();
  guichet_ui_assets_set_language ("fr", g_getenv ("GUICHET_LOCALE_DIR"));
  gtk_init ();
  guichet_ui_assets_load (gdk_display_get_default ());
  ADD ("sheets", PATTERN, test_sheets);
  ADD ("feeder", PATTERN, test_feeder);
  ADD ("sizes", PATTERN, test_sizes);
  ADD ("card", PATTERN, test_card);
  ADD ("blank", "test-picture \"Solid white\"\n", test_blank);
  ADD ("picture-of-card", "", test_picture_of_card);
  ADD ("problem", "read-status-code \"SANE_STATUS_JAMMED\"\n", test_problem);
  ADD ("cancel", PATTERN "read-delay true\nread-delay-duration 20000\n", test_cancel);
  ADD ("too-large", PATTERN, test_too_large);
  return g_test_run ();
}
