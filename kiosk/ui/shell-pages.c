/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell-private.h"

#include "service.h"
#include "web-preparation.h"

#define SECCOMP_FILTER 2

/* One size for the whole visit: who needs larger letters needs them everywhere. */
static const double ZOOMS[] = { 0.8, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0 };
enum { ZOOM_LARGE_SCREEN = GUICHET_SHELL_ZOOM_NORMAL + 1 }; /* places in it */

static void add_page (GuichetShell *self, GuichetWebPage *page, GuichetWebPage *opener);

static void
open_waiting_pages (GuichetShell *self)
{
  for (guint i = 0; i < guichet_visit_get_n_pages (self->visit); i++)
    guichet_web_page_open (GUICHET_WEB_PAGE (guichet_visit_get_page (self->visit, i)));
}

static void
close_services (GuichetShell *self)
{
  self->engine = ENGINE_CLOSED;
  self->showing_closed = guichet_visit_get_n_pages (self->visit) > 0;
  guichet_shell_remove_all_pages (self);
  guichet_shell_sync (self);
}

static void
on_warm_up_ready (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetShell) self = user_data;
  g_autoptr (GError) error = NULL;
  guint seccomp = 0;
  gboolean warm =
      guichet_web_session_warm_up_finish (GUICHET_WEB_SESSION (object), result, &seccomp, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  guichet_shell_tell_sandbox (self, seccomp);
  if (warm && seccomp == SECCOMP_FILTER) {
    self->engine = ENGINE_READY;
    open_waiting_pages (self);
    guichet_shell_prepare (self);
    return;
  }
  g_warning ("no service is opened: the web engine's sandbox is missing (%s)",
             error != NULL ? error->message : "Seccomp");
  close_services (self);
}

void
guichet_shell_warm_up (GuichetShell *self)
{
  g_autoptr (GError) error = NULL;

  if (self->engine != ENGINE_COLD)
    return;
  self->session = guichet_web_session_new (&self->options, &error);
  if (self->session == NULL) {
    g_warning ("no service is opened: %s", error->message);
    guichet_shell_tell_sandbox (self, 0);
    close_services (self);
    return;
  }
  self->engine = ENGINE_WARMING;
  guichet_web_session_warm_up_async (self->session, self->cancellable, on_warm_up_ready,
                                     g_object_ref (self));
}

void
guichet_shell_prepare (GuichetShell *self)
{
  const GPtrArray *tiles = guichet_catalogue_view_get_first (self->catalogue_view);
  g_autoptr (GPtrArray) services = NULL;

  if (self->is_prepared || self->engine != ENGINE_READY ||
      guichet_visit_get_current (self->visit) != NULL)
    return;
  self->is_prepared = TRUE;
  services = g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_service_unref);
  for (guint i = 0; i < tiles->len; i++) {
    const GuichetFirstTile *tile = g_ptr_array_index (tiles, i);

    if (tile->service != NULL)
      g_ptr_array_add (services, guichet_service_ref (tile->service));
  }
  guichet_web_preparation_start (self->session, services, self->cancellable);
}

static void
on_page_requested (GuichetWebPage *page, GuichetWebPage *popup, gpointer user_data)
{
  GuichetShell *self = user_data;

  if (guichet_visit_can_add_page (self->visit)) {
    add_page (self, popup, page);
    return;
  }
  self->showing_limit = guichet_visit_get_state (self->visit) == GUICHET_VISIT_VISITING;
  guichet_shell_sync (self);
}

static void
on_close_requested (GuichetWebPage *page, gpointer user_data)
{
  guichet_shell_remove_page (user_data, page);
}

static void
on_count (GuichetWebPage *page, const char *metric, const char *label, gpointer user_data)
{
  guichet_shell_tell_count (user_data, metric, label);
}

static void
on_print_requested (GuichetWebPage *page, gpointer user_data)
{
  guichet_shell_print_page (user_data, page);
}

static void
on_page_changed (GuichetShell *self, GParamSpec *spec, GObject *page)
{
  if (guichet_visit_get_current (self->visit) == page)
    guichet_shell_sync (self);
}

static void
on_home_requested (GuichetShell *self)
{
  guichet_visit_set_current (self->visit, NULL);
}

static void
watch_page (GuichetShell *self, GuichetWebPage *page, GtkWidget *view)
{
  g_signal_connect_object (page, "page-requested", G_CALLBACK (on_page_requested), self, 0);
  g_signal_connect_object (page, "close-requested", G_CALLBACK (on_close_requested), self, 0);
  g_signal_connect_object (page, "count", G_CALLBACK (on_count), self, 0);
  g_signal_connect_object (page, "print-requested", G_CALLBACK (on_print_requested), self, 0);
  g_signal_connect_object (page, "notify::host", G_CALLBACK (on_page_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "notify::state", G_CALLBACK (on_page_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "home-requested", G_CALLBACK (on_home_requested), self,
                           G_CONNECT_SWAPPED);
}

/* A page is laid out in pixels: on a large screen at the front desk its words would be small. */
static guint
get_starting_zoom (GuichetShell *self)
{
  gboolean is_large = gtk_widget_has_css_class (GTK_WIDGET (self->window), "size-large");

  return is_large ? ZOOM_LARGE_SCREEN : GUICHET_SHELL_ZOOM_NORMAL;
}

static void
add_page (GuichetShell *self, GuichetWebPage *page, GuichetWebPage *opener)
{
  GtkWidget *view = guichet_page_view_new (page);

  g_hash_table_insert (self->views, page, view);
  guichet_window_add_view (self->window, view);
  watch_page (self, page, view);
  guichet_desk_watch_page (self->desk, page);
  if (!self->is_zoom_chosen)
    self->zoom = get_starting_zoom (self);
  guichet_web_page_set_zoom (page, ZOOMS[self->zoom]);
  guichet_visit_add_page (self->visit, G_OBJECT (page),
                          guichet_service_get_id (guichet_web_page_get_service (page)),
                          opener != NULL ? G_OBJECT (opener) : NULL);
}

void
guichet_shell_open (GuichetShell *self, const char *service_id)
{
  GuichetService *service = guichet_catalogue_lookup (self->catalogue, service_id);
  GObject *live = guichet_visit_find_page (self->visit, service_id);
  g_autoptr (GuichetWebPage) page = NULL;

  if (service == NULL || guichet_visit_get_state (self->visit) > GUICHET_VISIT_VISITING)
    return;
  guichet_desk_close (self->desk);
  guichet_shell_warm_up (self);
  if (self->engine == ENGINE_CLOSED) {
    self->showing_closed = TRUE;
    guichet_shell_sync (self);
    return;
  }
  if (live != NULL) {
    guichet_visit_set_current (self->visit, live);
    return;
  }
  if (!guichet_visit_can_add_page (self->visit)) {
    self->showing_limit = TRUE;
    guichet_shell_sync (self);
    return;
  }
  page = guichet_web_page_new (self->session, service);
  add_page (self, page, NULL);
  guichet_shell_tell_count (self, "service-opened", service_id);
  if (self->engine == ENGINE_READY)
    guichet_web_page_open (page);
}

void
guichet_shell_remove_page (GuichetShell *self, GuichetWebPage *page)
{
  GtkWidget *view = g_hash_table_lookup (self->views, page);
  g_autoptr (GuichetWebPage) held = g_object_ref (page);

  if (view == NULL)
    return;
  g_hash_table_remove (self->views, page);
  guichet_desk_forget_page (self->desk, page);
  /* First away from it, so that the stack has something else to show. */
  guichet_visit_remove_page (self->visit, G_OBJECT (page));
  guichet_window_remove_view (self->window, view);
  guichet_web_page_close (page);
}

void
guichet_shell_remove_all_pages (GuichetShell *self)
{
  g_autoptr (GList) pages = g_hash_table_get_keys (self->views);

  for (GList *l = pages; l != NULL; l = l->next)
    guichet_shell_remove_page (self, l->data);
}

GuichetWebPage *
guichet_shell_get_current_page (GuichetShell *self)
{
  GObject *current = guichet_visit_get_current (self->visit);

  return current != NULL ? GUICHET_WEB_PAGE (current) : NULL;
}

void
guichet_shell_go_back (GuichetShell *self)
{
  GuichetWebPage *page = guichet_shell_get_current_page (self);

  if (!self->showing_limit && !self->showing_closed &&
      (guichet_shell_stick_go_back (self) || guichet_shell_scan_go_back (self) ||
       guichet_desk_go_back (self->desk)))
    return;
  if (self->showing_limit || self->showing_closed || page == NULL) {
    self->showing_limit = FALSE;
    self->showing_closed = FALSE;
    guichet_shell_sync (self);
  } else if (guichet_web_page_get_state (page) == GUICHET_WEB_PAGE_REFUSED ||
             guichet_web_page_get_can_go_back (page)) {
    guichet_web_page_go_back (page);
  } else if (guichet_visit_get_opener (self->visit, G_OBJECT (page)) != NULL) {
    guichet_shell_remove_page (self, page);
  } else {
    guichet_visit_set_current (self->visit, NULL);
  }
}

void
guichet_shell_zoom (GuichetShell *self, int step)
{
  GHashTableIter iter;
  gpointer page;
  int zoom = (int)self->zoom + step;

  self->is_zoom_chosen |= step != 0;
  self->zoom = (guint)CLAMP (zoom, 0, (int)G_N_ELEMENTS (ZOOMS) - 1);
  g_hash_table_iter_init (&iter, self->views);
  while (g_hash_table_iter_next (&iter, &page, NULL))
    guichet_web_page_set_zoom (page, ZOOMS[self->zoom]);
  guichet_bar_set_zoom_limits (guichet_window_get_bar (self->window),
                               self->zoom + 1 < G_N_ELEMENTS (ZOOMS), self->zoom > 0);
}
