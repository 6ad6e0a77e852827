/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell-private.h"

#include "count-label.h"
#include "service.h"

enum {
  SANDBOX_CHECKED,
  VISIT_BEGAN,
  VISIT_ENDED,
  COUNT,
  EXTENSION_ASKED,
  HOLD_CHANGED,
  HELP_ASKED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetShell, guichet_shell, G_TYPE_OBJECT)

void
guichet_shell_tell_count (GuichetShell *self, const char *metric, const char *label)
{
  g_signal_emit (self, signals[COUNT], 0, metric, label);
}

void
guichet_shell_tell_extension (GuichetShell *self)
{
  g_signal_emit (self, signals[EXTENSION_ASKED], 0);
}

void
guichet_shell_tell_hold (GuichetShell *self, const char *kind, gboolean is_held)
{
  g_signal_emit (self, signals[HOLD_CHANGED], 0, kind, is_held);
}

void
guichet_shell_tell_help (GuichetShell *self, gboolean is_asked)
{
  g_signal_emit (self, signals[HELP_ASKED], 0, is_asked);
}

void
guichet_shell_tell_sandbox (GuichetShell *self, guint seccomp)
{
  g_signal_emit (self, signals[SANDBOX_CHECKED], 0, seccomp);
}

void
guichet_shell_tell_end (GuichetShell *self)
{
  g_signal_emit (self, signals[VISIT_ENDED], 0);
}

static GuichetService *
get_service_of (GuichetShell *self, guint index)
{
  return guichet_web_page_get_service (
      GUICHET_WEB_PAGE (guichet_visit_get_page (self->visit, index)));
}

/* Two pages of one service are told apart by their hosts. */
static const char *
get_tab_name (GuichetShell *self, guint index)
{
  GuichetService *service = get_service_of (self, index);
  GuichetWebPage *page = GUICHET_WEB_PAGE (guichet_visit_get_page (self->visit, index));
  const char *host = guichet_web_page_get_host (page);

  for (guint i = 0; i < guichet_visit_get_n_pages (self->visit); i++) {
    if (i != index && get_service_of (self, i) == service && host != NULL)
      return host;
  }
  return guichet_service_get_name (service);
}

static void
sync_tabs (GuichetShell *self)
{
  GuichetBar *bar = guichet_window_get_bar (self->window);
  guint n_pages = guichet_visit_get_n_pages (self->visit);
  GObject *current = guichet_visit_get_current (self->visit);

  guichet_bar_clear_tabs (bar);
  for (guint i = 0; i < n_pages; i++)
    guichet_bar_add_tab (bar, guichet_service_get_icon (get_service_of (self, i)),
                         get_tab_name (self, i),
                         guichet_visit_get_page (self->visit, i) == current);
  guichet_bar_set_tabs_visible (bar, n_pages > 1 || (n_pages == 1 && current == NULL));
}

static void
sync_bar (GuichetShell *self)
{
  GuichetBar *bar = guichet_window_get_bar (self->window);
  GuichetWebPage *page = guichet_shell_get_current_page (self);
  GuichetService *service = page != NULL ? guichet_web_page_get_service (page) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (bar),
                          guichet_visit_get_state (self->visit) != GUICHET_VISIT_HOME);
  guichet_bar_set_n_documents (bar,
                               guichet_tray_get_n_documents (guichet_desk_get_tray (self->desk)));
  if (self->showing_stick || self->showing_scan || guichet_desk_get_view (self->desk) != NULL)
    guichet_bar_show_documents (bar);
  else if (service != NULL)
    guichet_bar_show_page (bar, guichet_service_get_icon (service),
                           guichet_service_get_name (service), guichet_web_page_get_host (page));
  else
    guichet_bar_show_tiles (bar, guichet_visit_get_n_pages (self->visit) > 0);
  sync_tabs (self);
}

static void
show_limit (GuichetShell *self)
{
  GuichetLimitPage *limit = guichet_window_get_limit (self->window);

  guichet_limit_page_clear (limit);
  for (guint i = 0; i < guichet_visit_get_n_pages (self->visit); i++)
    guichet_limit_page_add (limit, guichet_service_get_icon (get_service_of (self, i)),
                            get_tab_name (self, i));
  guichet_window_set_view (self->window, GTK_WIDGET (limit));
  guichet_limit_page_focus (limit);
}

static void
show_page (GuichetShell *self, GuichetWebPage *page)
{
  GtkWidget *view = g_hash_table_lookup (self->views, page);

  if (guichet_window_get_view (self->window) == view)
    return;
  guichet_window_set_view (self->window, view);
  guichet_page_view_focus (GUICHET_PAGE_VIEW (view));
}

static void
show_home (GuichetShell *self)
{
  GuichetHome *home = guichet_window_get_home (self->window);

  guichet_home_set_compact (home, guichet_visit_get_state (self->visit) != GUICHET_VISIT_HOME);
  if (guichet_window_get_view (self->window) == GTK_WIDGET (home))
    return;
  guichet_window_set_view (self->window, GTK_WIDGET (home));
  guichet_home_reset (home);
  guichet_shell_prepare (self);
}

static void
sync_view (GuichetShell *self)
{
  GuichetWebPage *page = guichet_shell_get_current_page (self);

  if (self->showing_closed) {
    guichet_window_set_view (self->window, GTK_WIDGET (guichet_window_get_closed (self->window)));
    guichet_calm_page_focus (guichet_window_get_closed (self->window));
  } else if (self->showing_limit) {
    show_limit (self);
  } else if (self->showing_stick) {
    guichet_window_set_view (self->window, GTK_WIDGET (self->stick_page));
  } else if (self->showing_scan) {
    guichet_window_set_view (self->window, GTK_WIDGET (self->scan_page));
  } else if (guichet_desk_get_view (self->desk) != NULL) {
    guichet_window_set_view (self->window, guichet_desk_get_view (self->desk));
  } else if (page != NULL) {
    show_page (self, page);
  } else {
    show_home (self);
  }
}

static void
tell_state (GuichetShell *self)
{
  GuichetVisitState state = guichet_visit_get_state (self->visit);
  GuichetVisitState told = self->told;

  self->told = state;
  if (told == GUICHET_VISIT_HOME && state == GUICHET_VISIT_VISITING) {
    g_signal_emit (self, signals[VISIT_BEGAN], 0);
    guichet_shell_tell_count (self, "language-used",
                              guichet_count_label_of_language (self->options.language));
  }
  if (told != GUICHET_VISIT_ENDED && state == GUICHET_VISIT_ENDED && !guichet_shell_ask (self))
    guichet_shell_tell_end (self);
}

void
guichet_shell_focus_view (GuichetShell *self)
{
  GuichetWebPage *page = guichet_shell_get_current_page (self);

  if (page != NULL)
    guichet_page_view_focus (g_hash_table_lookup (self->views, page));
}

void
guichet_shell_sync (GuichetShell *self)
{
  gboolean confirming = guichet_visit_get_state (self->visit) == GUICHET_VISIT_CONFIRMING_END;
  gboolean was_confirming =
      gtk_widget_get_visible (GTK_WIDGET (guichet_window_get_end_sheet (self->window)));

  if (guichet_visit_get_state (self->visit) == GUICHET_VISIT_ENDED) {
    guichet_window_set_confirming (self->window, FALSE);
    if (!guichet_shell_ask (self))
      guichet_window_show_curtain (self->window);
    return;
  }
  sync_bar (self);
  sync_view (self);
  guichet_window_set_confirming (self->window, confirming);
  if (was_confirming && !confirming)
    guichet_shell_focus_view (self);
}

static void
on_visit_changed (GuichetShell *self)
{
  self->showing_limit = FALSE;
  guichet_shell_sync (self);
  guichet_shell_sync_code (self);
  tell_state (self);
  if (guichet_visit_get_state (self->visit) == GUICHET_VISIT_ENDED) {
    guichet_shell_forget_print (self);
    guichet_shell_forget_scan (self);
    guichet_shell_forget_stick (self);
    guichet_shell_remove_all_pages (self);
    guichet_desk_clear (self->desk);
  }
}

static void
on_home (GuichetShell *self)
{
  self->showing_closed = FALSE;
  self->showing_limit = FALSE;
  guichet_shell_forget_stick (self);
  guichet_shell_leave_scan (self);
  guichet_desk_close (self->desk);
  if (!guichet_visit_set_current (self->visit, NULL) ||
      guichet_window_get_view (self->window) != GTK_WIDGET (guichet_window_get_home (self->window)))
    guichet_shell_sync (self);
}

static void
on_page_chosen (GuichetShell *self, guint index)
{
  GObject *page = guichet_visit_get_page (self->visit, index);

  self->showing_closed = FALSE;
  self->showing_limit = FALSE;
  guichet_shell_forget_stick (self);
  guichet_shell_leave_scan (self);
  guichet_desk_close (self->desk);
  if (page != NULL && guichet_visit_get_current (self->visit) != page)
    guichet_visit_set_current (self->visit, page);
  else
    guichet_shell_sync (self);
}

static void
on_limit_close (GuichetShell *self, guint index)
{
  GObject *page = guichet_visit_get_page (self->visit, index);

  if (page != NULL)
    guichet_shell_remove_page (self, GUICHET_WEB_PAGE (page));
  guichet_visit_set_current (self->visit, NULL);
}

static void
on_group_opened (GuichetShell *self, const char *group)
{
  guichet_shell_tell_count (self, "group-opened", guichet_count_label_of_group (group));
}

static void
on_zoom_in (GuichetShell *self)
{
  /* Once a visit: how many people need it, not how often they touch it. */
  if (!self->is_larger_text_told)
    guichet_shell_tell_count (self, "reading-aid", "larger-text");
  self->is_larger_text_told = TRUE;
  guichet_shell_zoom (self, 1);
}

static void
on_zoom_out (GuichetShell *self)
{
  guichet_shell_zoom (self, -1);
}

static void
guichet_shell_dispose (GObject *object)
{
  GuichetShell *self = GUICHET_SHELL (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->views != NULL)
    guichet_shell_remove_all_pages (self);
  g_clear_pointer (&self->views, g_hash_table_unref);
  guichet_shell_clear_documents (self);
  if (self->print_cancellable != NULL)
    g_cancellable_cancel (self->print_cancellable);
  g_clear_object (&self->print_cancellable);
  g_clear_object (&self->printing);
  g_clear_object (&self->visit);
  g_clear_object (&self->clock);
  g_clear_object (&self->session);
  g_clear_object (&self->window);
  g_clear_pointer (&self->catalogue_view, guichet_catalogue_view_free);
  g_clear_pointer (&self->catalogue, guichet_catalogue_unref);
  G_OBJECT_CLASS (guichet_shell_parent_class)->dispose (object);
}

static void
guichet_shell_finalize (GObject *object)
{
  GuichetShell *self = GUICHET_SHELL (object);

  g_free ((char *)self->options.gate_uri);
  g_free ((char *)self->options.cache_dir);
  g_free ((char *)self->options.files_dir);
  g_free ((char *)self->options.language);
  G_OBJECT_CLASS (guichet_shell_parent_class)->finalize (object);
}

static void
guichet_shell_class_init (GuichetShellClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_shell_dispose;
  G_OBJECT_CLASS (klass)->finalize = guichet_shell_finalize;
  signals[SANDBOX_CHECKED] = g_signal_new ("sandbox-checked", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[VISIT_BEGAN] =
      g_signal_new ("visit-began", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[VISIT_ENDED] =
      g_signal_new ("visit-ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EXTENSION_ASKED] = g_signal_new ("extension-asked", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
  signals[HOLD_CHANGED] = g_signal_new ("hold-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
  signals[HELP_ASKED] = g_signal_new ("help-asked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[COUNT] = g_signal_new ("count", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
guichet_shell_init (GuichetShell *self)
{
  self->views = g_hash_table_new (NULL, NULL);
  self->cancellable = g_cancellable_new ();
}

static void
connect_parts (GuichetShell *self)
{
  const struct {
    gpointer object;
    const char *signal;
    GCallback handler;
    gpointer receiver;
  } CONNECTIONS[] = {
    { self->visit, "changed", G_CALLBACK (on_visit_changed), self },
    { self->window, "first-input", G_CALLBACK (guichet_shell_warm_up), self },
    { guichet_window_get_home (self->window), "chosen", G_CALLBACK (guichet_shell_open), self },
    { guichet_window_get_home (self->window), "group-opened", G_CALLBACK (on_group_opened), self },
    { guichet_window_get_closed (self->window), "action", G_CALLBACK (on_home), self },
    { guichet_window_get_limit (self->window), "back", G_CALLBACK (guichet_shell_go_back), self },
    { guichet_window_get_limit (self->window), "close", G_CALLBACK (on_limit_close), self },
    { guichet_window_get_bar (self->window), "back", G_CALLBACK (guichet_shell_go_back), self },
    { guichet_window_get_bar (self->window), "home", G_CALLBACK (on_home), self },
    { guichet_window_get_bar (self->window), "zoom-in", G_CALLBACK (on_zoom_in), self },
    { guichet_window_get_bar (self->window), "zoom-out", G_CALLBACK (on_zoom_out), self },
    { guichet_window_get_bar (self->window), "page-chosen", G_CALLBACK (on_page_chosen), self },
    { guichet_window_get_bar (self->window), "done", G_CALLBACK (guichet_visit_ask_end),
      self->visit },
    { guichet_window_get_end_sheet (self->window), "continue",
      G_CALLBACK (guichet_visit_cancel_end), self->visit },
    { guichet_window_get_end_sheet (self->window), "end", G_CALLBACK (guichet_visit_confirm_end),
      self->visit },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CONNECTIONS); i++)
    g_signal_connect_object (CONNECTIONS[i].object, CONNECTIONS[i].signal, CONNECTIONS[i].handler,
                             CONNECTIONS[i].receiver, G_CONNECT_SWAPPED);
}

GuichetShell *
guichet_shell_new (GuichetWindow *window, GuichetCatalogue *catalogue, GuichetSettings *settings,
                   GuichetClock *clock, const GuichetWebSessionOptions *session_options)
{
  GuichetShell *self = g_object_new (GUICHET_TYPE_SHELL, NULL);

  self->window = g_object_ref (window);
  self->catalogue = guichet_catalogue_ref (catalogue);
  self->catalogue_view = guichet_catalogue_view_new (catalogue);
  self->clock = g_object_ref (clock);
  self->visit = guichet_visit_new (clock, guichet_settings_get_max_pages (settings));
  self->options = *session_options;
  self->options.gate_uri = g_strdup (session_options->gate_uri);
  self->options.cache_dir = g_strdup (session_options->cache_dir);
  self->options.files_dir = g_strdup (session_options->files_dir);
  self->options.language = g_strdup (session_options->language);
  guichet_shell_set_up_documents (self, settings);
  guichet_shell_set_up_tools (self);
  connect_parts (self);
  guichet_shell_set_up_time (self);
  guichet_shell_set_up_question (self, guichet_settings_get_counts (settings)->has_question);
  guichet_home_set_up (guichet_window_get_home (window), self->catalogue_view,
                       guichet_settings_get_centre_name (settings),
                       guichet_settings_get_greeting (settings));
  self->zoom = GUICHET_SHELL_ZOOM_NORMAL;
  guichet_shell_zoom (self, 0);
  guichet_shell_sync (self);
  return self;
}

GuichetVisit *
guichet_shell_get_visit (GuichetShell *self)
{
  return self->visit;
}
