/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guichet-gallery OUT WIDTH HEIGHT [TEXT-SCALE]: paints every screen of the shell at one size, with
 * pages that are not real, and saves each as OUT/NN-name.png. Reads GUICHET_DEFAULTS_DIR.
 */
#include "gallery-files.h"
#include "gallery-web.h"
#include "paint-watch.h"
#include "shell.h"
#include "ui-assets.h"

#include "config-problem.h"
#include "service.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  /* Owned */
  GuichetWindow *window;
  GuichetShell *shell;
  GuichetFakeClock *clock;
  GMainLoop *loop;
  char *out;
  /* State */
  guint scene;
} Gallery;

static GuichetWebPage *
get_page (Gallery *self)
{
  return GUICHET_WEB_PAGE (guichet_visit_get_current (guichet_shell_get_visit (self->shell)));
}

static void
open_page (Gallery *self, const char *id)
{
  guichet_shell_open (self->shell, id);
}

static void
show_curtain (Gallery *self)
{
  guichet_window_show_curtain (self->window);
}

static void
show_home (Gallery *self)
{
  guichet_window_show_home (self->window);
}

static void
show_home_with_tools (Gallery *self)
{
  guichet_home_set_tools (guichet_window_get_home (self->window), TRUE, TRUE);
}

static void
show_groups (Gallery *self)
{
  guichet_home_show_groups (guichet_window_get_home (self->window));
}

static void
show_group (Gallery *self)
{
  guichet_home_show_group (guichet_window_get_home (self->window), "famille");
}

static void
show_search (Gallery *self)
{
  guichet_home_search (guichet_window_get_home (self->window), "identite");
}

static void
show_nothing (Gallery *self)
{
  guichet_home_search (guichet_window_get_home (self->window), "zzz");
}

static void
show_opening (Gallery *self)
{
  guichet_home_search (guichet_window_get_home (self->window), "");
  open_page (self, "caf");
}

static void
show_page (Gallery *self)
{
  gallery_page_set_painted (get_page (self));
  gallery_page_set_loading (get_page (self), FALSE, 1);
}

static void
show_tiles_again (Gallery *self)
{
  guichet_visit_set_current (guichet_shell_get_visit (self->shell), NULL);
}

static void
show_two_pages (Gallery *self)
{
  open_page (self, "webmail-laposte");
  show_page (self);
}

static void
show_notice (Gallery *self)
{
  gallery_page_notice (get_page (self), GUICHET_WEB_NOTICE_DOWNLOAD);
}

static void
show_alert (Gallery *self)
{
  gallery_page_ask (get_page (self), GUICHET_WEB_DIALOG_ALERT, "Votre session a expiré.");
}

static void
show_prompt (Gallery *self)
{
  gallery_page_ask (get_page (self), GUICHET_WEB_DIALOG_PROMPT,
                    "Indiquez votre nom de naissance, tel qu’il est écrit sur votre carte "
                    "d’identité ou votre titre de séjour.");
}

static void
show_leave (Gallery *self)
{
  gallery_page_ask (get_page (self), GUICHET_WEB_DIALOG_LEAVE, "");
}

static void
show_state (Gallery *self, GuichetWebPageState state, GuichetWebPageFailure failure)
{
  gallery_page_set_state (get_page (self), GUICHET_WEB_PAGE_SHOWN, failure, "www.laposte.net");
  gallery_page_set_state (get_page (self), state, failure, "administration.exemple.fr");
}

static void
show_refused (Gallery *self)
{
  open_page (self, "impots");
  show_page (self);
  show_state (self, GUICHET_WEB_PAGE_REFUSED, GUICHET_WEB_PAGE_FAILURE_NONE);
}

static void
show_offline (Gallery *self)
{
  show_state (self, GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_OFFLINE);
}

static void
show_not_found (Gallery *self)
{
  show_state (self, GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_NOT_FOUND);
}

static void
show_tls (Gallery *self)
{
  show_state (self, GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_TLS);
}

static void
show_failed (Gallery *self)
{
  show_state (self, GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_OTHER);
}

static void
show_closed (Gallery *self)
{
  show_state (self, GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_CLOSED);
}

static void
show_crashed (Gallery *self)
{
  show_state (self, GUICHET_WEB_PAGE_CRASHED, GUICHET_WEB_PAGE_FAILURE_NONE);
}

static void
show_unresponsive (Gallery *self)
{
  show_state (self, GUICHET_WEB_PAGE_UNRESPONSIVE, GUICHET_WEB_PAGE_FAILURE_NONE);
}

static void
show_limit (Gallery *self)
{
  static const char *const IDS[] = { "ameli",          "france-travail", "ft-rdv",
                                     "ft-identite",    "info-retraite",  "timbre",
                                     "logement-social" };

  for (guint i = 0; i < G_N_ELEMENTS (IDS); i++) {
    open_page (self, IDS[i]);
    if (get_page (self) != NULL)
      gallery_page_set_painted (get_page (self));
  }
}

static void
show_many_tabs (Gallery *self)
{
  guichet_visit_set_current (guichet_shell_get_visit (self->shell), NULL);
  guichet_visit_set_current (guichet_shell_get_visit (self->shell),
                             guichet_visit_get_page (guichet_shell_get_visit (self->shell), 3));
  show_page (self);
}

static void
show_end (Gallery *self)
{
  guichet_visit_ask_end (guichet_shell_get_visit (self->shell));
}

static void
show_ended (Gallery *self)
{
  guichet_fake_clock_advance (self->clock, GUICHET_VISIT_CONFIRM_GUARD);
  guichet_visit_confirm_end (guichet_shell_get_visit (self->shell));
}

static void
ask (Gallery *self, GuichetQuestionSecond second)
{
  guichet_window_show_question (self->window);
  guichet_question_page_start (guichet_window_get_question (self->window),
                               GUICHET_CLOCK (self->clock), second);
  guichet_fake_clock_advance (self->clock, GUICHET_VISIT_CONFIRM_GUARD);
}

static void
show_question (Gallery *self)
{
  ask (self, GUICHET_QUESTION_AGE);
}

static void
show_question_age (Gallery *self)
{
  guichet_question_page_answer (guichet_window_get_question (self->window), "partly");
}

static void
show_question_situation (Gallery *self)
{
  ask (self, GUICHET_QUESTION_SITUATION);
  guichet_question_page_answer (guichet_window_get_question (self->window), "yes");
}

/* A page of grey lines under a heading. */
static GuichetDocument *
make_document (const char *name, guint n_pages, gsize size, gboolean is_wide)
{
  const guint width = is_wide ? 480 : 340;
  const guint height = is_wide ? 340 : 480;
  g_autofree guint32 *pixels = g_new (guint32, width * height);
  g_autofree char *data = g_malloc0 (size);
  g_autoptr (GBytes) bytes = NULL;
  GuichetDocument *document;

  for (guint i = 0; i < width * height; i++) {
    guint x = i % width;
    guint y = i / width;
    gboolean is_ink = x > 40 && x < width - 40 - y % 100 && (y % 24 < 6 || y < 60) && y > 30;

    pixels[i] = is_ink ? (y < 60 ? 0xff0a352fu : 0xff9a9a9au) : 0xffffffffu;
  }
  memcpy (data, "%PDF-", 5);
  document =
      guichet_document_new_from_data (GUICHET_DOCUMENT_ORIGIN_DOWNLOAD, name, data, size, NULL);
  bytes = g_bytes_new (pixels, (gsize)width * height * 4);
  guichet_document_set_examined (document, 0, n_pages);
  guichet_document_set_thumbnail (document, bytes, width, height, width * 4);
  return document;
}

static void
show_tray_empty (Gallery *self)
{
  const GuichetDeskDevices devices = { .printer = TRUE, .scanner = TRUE, .stick = TRUE };

  open_page (self, "ameli");
  show_page (self);
  guichet_bar_set_can_print (guichet_window_get_bar (self->window), TRUE);
  guichet_desk_set_devices (guichet_shell_get_desk (self->shell), &devices);
  guichet_desk_open_tray (guichet_shell_get_desk (self->shell));
}

static void
show_download (Gallery *self)
{
  g_autoptr (GuichetDocument) document = make_document ("attestation-de-paiement", 1, 38000, FALSE);
  g_autoptr (GuichetWebDownload) download = NULL;

  guichet_desk_close (guichet_shell_get_desk (self->shell));
  download = gallery_download_start (get_page (self), 38000);
  gallery_download_set_received (download, 19000);
  gallery_download_end (download, GUICHET_WEB_DOWNLOAD_RECEIVED, document);
}

static void
show_download_refused (Gallery *self)
{
  g_autoptr (GuichetWebDownload) download = gallery_download_start (get_page (self), 0);

  gallery_download_end (download, GUICHET_WEB_DOWNLOAD_REFUSED, NULL);
}

static void
show_tray (Gallery *self)
{
  g_autoptr (GuichetDocument) first = make_document ("Relevé d’impôt 2025", 4, 1240000, FALSE);
  g_autoptr (GuichetDocument) second =
      make_document ("justificatif de domicile de moins de trois mois fourni par le fournisseur", 2,
                     380000, FALSE);
  g_autoptr (GuichetDocument) third = make_document ("Carte d’identité", 1, 612000, TRUE);

  guichet_desk_add (guichet_shell_get_desk (self->shell), first);
  guichet_desk_add (guichet_shell_get_desk (self->shell), second);
  guichet_desk_add (guichet_shell_get_desk (self->shell), third);
  guichet_desk_open_tray (guichet_shell_get_desk (self->shell));
}

static void
show_document (Gallery *self)
{
  g_signal_emit_by_name (
      guichet_window_get_tray_page (self->window), "opened",
      guichet_tray_get (guichet_desk_get_tray (guichet_shell_get_desk (self->shell)), 1));
}

static void
show_pick (Gallery *self)
{
  guichet_desk_close (guichet_shell_get_desk (self->shell));
  g_object_unref (gallery_file_request_start (get_page (self), "image/*", FALSE));
}

static void
show_pick_several (Gallery *self)
{
  guichet_desk_close (guichet_shell_get_desk (self->shell));
  g_object_unref (gallery_file_request_start (get_page (self), ".pdf", TRUE));
}

static void
end_documents (Gallery *self)
{
  guichet_desk_close (guichet_shell_get_desk (self->shell));
  show_tiles_again (self);
}

static void
show_help (Gallery *self)
{
  g_signal_emit_by_name (guichet_window_get_bar (self->window), "help");
}

static void
show_idle (Gallery *self)
{
  g_signal_emit_by_name (guichet_window_get_help_sheet (self->window), "closed");
  gtk_widget_set_visible (GTK_WIDGET (guichet_window_get_help_sheet (self->window)), FALSE);
  guichet_shell_show_warning (self->shell, "idle", 42);
}

static void
show_time_note (Gallery *self)
{
  gtk_widget_set_visible (GTK_WIDGET (guichet_window_get_time_sheet (self->window)), FALSE);
  guichet_shell_set_time (self->shell, 5, "granted", 15);
  guichet_shell_show_warning (self->shell, "limit-soon", 0);
}

static void
show_others_wait (Gallery *self)
{
  guichet_shell_set_time (self->shell, 1, "others-wait", 15);
}

static void
show_over (Gallery *self)
{
  guichet_shell_set_time (self->shell, 0, "others-wait", 15);
  guichet_shell_show_warning (self->shell, "limit-over", 0);
}

static void
end_time (Gallery *self)
{
  gtk_widget_set_visible (GTK_WIDGET (guichet_window_get_time_sheet (self->window)), FALSE);
  guichet_shell_set_time (self->shell, -1, "no-limit", 15);
}

static const struct {
  const char *name;
  void (*show) (Gallery *self);
} SCENES[] = {
  { "curtain", show_curtain },
  { "home", show_home },
  { "home-with-tools", show_home_with_tools },
  { "groups", show_groups },
  { "group", show_group },
  { "search", show_search },
  { "search-nothing", show_nothing },
  { "opening", show_opening },
  { "page", show_page },
  { "help", show_help },
  { "idle", show_idle },
  { "time-note", show_time_note },
  { "time-others-wait", show_others_wait },
  { "time-over", show_over },
  { "after-time", end_time },
  { "tiles-during-visit", show_tiles_again },
  { "two-pages", show_two_pages },
  { "notice", show_notice },
  { "dialog-alert", show_alert },
  { "dialog-prompt", show_prompt },
  { "dialog-leave", show_leave },
  { "tray-empty", show_tray_empty },
  { "download", show_download },
  { "download-refused", show_download_refused },
  { "tray", show_tray },
  { "document", show_document },
  { "pick", show_pick },
  { "pick-several", show_pick_several },
  { "after-documents", end_documents },
  { "refused", show_refused },
  { "offline", show_offline },
  { "not-found", show_not_found },
  { "tls", show_tls },
  { "failed", show_failed },
  { "closed", show_closed },
  { "crashed", show_crashed },
  { "unresponsive", show_unresponsive },
  { "limit", show_limit },
  { "many-tabs", show_many_tabs },
  { "end", show_end },
  { "ended", show_ended },
  { "question", show_question },
  { "question-age", show_question_age },
  { "question-situation", show_question_situation },
};

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
  gtk_window_set_default_size (GTK_WINDOW (self.window), atoi (argv[2]), atoi (argv[3]));
  self.shell =
      guichet_shell_new (self.window, catalogue, settings, GUICHET_CLOCK (self.clock), &options);
  guichet_window_prepare (self.window);
  show_next (&self);
  g_main_loop_run (self.loop);

  g_object_unref (self.shell);
  gtk_window_destroy (GTK_WINDOW (self.window));
  g_object_unref (self.clock);
  g_main_loop_unref (self.loop);
  return EXIT_SUCCESS;
}
