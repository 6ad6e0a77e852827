/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guichet-gallery OUT WIDTH HEIGHT [TEXT-SCALE]: paints every screen of the shell at one size, with
 * pages that are not real, and saves each as OUT/NN-name.png (OUT "-": does not); falls over what
 * is wider than the screen, which has that size. Reads GUICHET_DEFAULTS_DIR.
 */
#include "gallery-scenes.h"
#include "paint-watch.h"
#include "ui-assets.h"

#include "config-problem.h"
#include "service.h"

#include <stdlib.h>

static const struct {
  const char *name;
  void (*show) (Gallery *self);
} SCENES[] = {
  { "curtain", gallery_show_curtain },
  { "home", gallery_show_home },
  { "home-told", gallery_show_home_told },
  { "home-with-tools", gallery_show_home_with_tools },
  { "groups", gallery_show_groups },
  { "group", gallery_show_group },
  { "search", gallery_show_search },
  { "search-nothing", gallery_show_nothing },
  { "opening", gallery_show_opening },
  { "page", gallery_show_page },
  { "help", gallery_show_help },
  { "idle", gallery_show_idle },
  { "time-note", gallery_show_time_note },
  { "time-others-wait", gallery_show_others_wait },
  { "time-over", gallery_show_over },
  { "after-time", gallery_end_time },
  { "tiles-during-visit", gallery_show_tiles_again },
  { "mail-during-visit", gallery_show_mail_again },
  { "two-pages", gallery_show_two_pages },
  { "notice", gallery_show_notice },
  { "dialog-alert", gallery_show_alert },
  { "dialog-prompt", gallery_show_prompt },
  { "dialog-leave", gallery_show_leave },
  { "tray-empty", gallery_show_tray_empty },
  { "download", gallery_show_download },
  { "download-refused", gallery_show_download_refused },
  { "tray", gallery_show_tray },
  { "document", gallery_show_document },
  { "pick", gallery_show_pick },
  { "pick-several", gallery_show_pick_several },
  { "scan-what", gallery_show_scan },
  { "scan-place", gallery_press_next },
  { "scanning", gallery_show_scanning },
  { "scan-problem", gallery_show_scan_problem },
  { "scanned", gallery_show_scanned },
  { "print-wait", gallery_show_print_wait },
  { "print-page", gallery_show_print_page },
  { "print-pages", gallery_show_print_pages },
  { "printing", gallery_show_printing },
  { "print-no-paper", gallery_show_print_no_paper },
  { "print-jam", gallery_show_print_jam },
  { "print-off", gallery_show_print_off },
  { "print-locked", gallery_show_print_locked },
  { "print-too-many", gallery_show_print_too_many },
  { "after-documents", gallery_end_documents },
  { "refused", gallery_show_refused },
  { "offline", gallery_show_offline },
  { "not-found", gallery_show_not_found },
  { "tls", gallery_show_tls },
  { "failed", gallery_show_failed },
  { "closed", gallery_show_closed },
  { "crashed", gallery_show_crashed },
  { "unresponsive", gallery_show_unresponsive },
  { "limit", gallery_show_limit },
  { "many-tabs", gallery_show_many_tabs },
  { "end", gallery_show_end },
  { "ended", gallery_show_ended },
  { "question", gallery_show_question },
  { "question-age", gallery_show_question_age },
  { "question-situation", gallery_show_question_situation },
};

/* What needs more width than there is would be cut off at the edge, unseen. */
static void
check_width (GtkWidget *widget, int width, const char *name)
{
  int least;

  if (!gtk_widget_get_mapped (widget))
    return;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  if (least > width)
    g_error ("%s: a %s needs %d dots, there are %d", name, G_OBJECT_TYPE_NAME (widget), least,
             width);
  /* What scrolls sideways may be as wide as it likes. */
  if (GTK_IS_VIEWPORT (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_width (child, width, name);
}

static void
save (Gallery *self, const char *name)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self->window));
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (self->window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *path = g_strdup_printf ("%s/%02u-%s.png", self->out, self->scene + 1, name);

  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (
      renderer, node,
      &GRAPHENE_RECT_INIT (0, 0, (float)gdk_paintable_get_intrinsic_width (paintable),
                           (float)gdk_paintable_get_intrinsic_height (paintable)));
  if (!gdk_texture_save_to_png (texture, path))
    g_error ("cannot write %s", path);
}

static void show_next (gpointer user_data);

static gboolean
on_settled (gpointer user_data)
{
  Gallery *self = user_data;

  check_width (GTK_WIDGET (self->window), self->width, SCENES[self->scene].name);
  if (!g_str_equal (self->out, "-"))
    save (self, SCENES[self->scene].name);
  self->scene++;
  if (self->scene == G_N_ELEMENTS (SCENES))
    g_main_loop_quit (self->loop);
  else
    show_next (self);
  return G_SOURCE_REMOVE;
}

static void
on_painted (gpointer user_data)
{
  g_idle_add (on_settled, user_data);
}

static void
show_next (gpointer user_data)
{
  Gallery *self = user_data;

  SCENES[self->scene].show (self);
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  guichet_paint_watch_once (GTK_WIDGET (self->window), on_painted, self);
}

int
main (int argc, char **argv)
{
  const char *defaults = g_getenv ("GUICHET_DEFAULTS_DIR");
  const char *centre = g_getenv ("GUICHET_CENTRE_DIR");
  const char *locale_dir = g_getenv ("GUICHET_LOCALE_DIR");
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GuichetSettings) settings = NULL;
  g_autoptr (GuichetCatalogue) catalogue = NULL;
  g_autoptr (GuichetWorkers) workers = NULL;
  /* With everything that can be chosen. */
  GuichetPrinterSettings printer = { .queue = (char *)"gallery",
                                     .price_text = (char *)"Au-delà, 0,10 € la page à l’accueil.",
                                     .max_copies = 10,
                                     .max_pages = 50,
                                     .max_pages_per_visit = 100,
                                     .free_pages = 3,
                                     .has_colour = TRUE,
                                     .has_two_sides = TRUE };
  GuichetWebSessionOptions options = {
    .gate_uri = "", .cache_dir = "", .files_dir = "", .language = "fr"
  };
  Gallery self = { 0 };

  if (argc < 4 || defaults == NULL) {
    g_printerr ("usage: GUICHET_DEFAULTS_DIR=... guichet-gallery OUT WIDTH HEIGHT [SCALE]\n");
    return 2;
  }
  guichet_ui_assets_prepare ();
  guichet_ui_assets_set_language ("fr", locale_dir != NULL ? locale_dir : GUICHET_LOCALEDIR);
  gtk_init ();
  guichet_ui_assets_load (gdk_display_get_default ());
  problems = g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  settings = guichet_settings_load (defaults, centre, problems);
  catalogue = guichet_catalogue_load (defaults, centre, "fr", problems);
  self.out = argv[1];
  self.loop = g_main_loop_new (NULL, FALSE);
  self.clock = guichet_fake_clock_new (0);
  self.window = guichet_window_new (argc > 4 ? (guint)atoi (argv[4]) : 1);
  self.width = atoi (argv[2]);
  gtk_window_set_default_size (GTK_WINDOW (self.window), self.width, atoi (argv[3]));
  self.shell =
      guichet_shell_new (self.window, catalogue, settings, GUICHET_CLOCK (self.clock), &options);
  workers = gallery_workers_new ();
  self.printing = guichet_printing_new (workers, &printer, NULL);
  guichet_shell_set_printing (self.shell, self.printing);
  self.scanner = guichet_scanner_new (workers);
  guichet_shell_set_scanner (self.shell, self.scanner);
  guichet_window_prepare (self.window);
  show_next (&self);
  g_main_loop_run (self.loop);

  g_object_unref (self.shell);
  g_object_unref (self.scanner);
  g_object_unref (self.printing);
  gtk_window_destroy (GTK_WINDOW (self.window));
  g_object_unref (self.clock);
  g_main_loop_unref (self.loop);
  return EXIT_SUCCESS;
}
