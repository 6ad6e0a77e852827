/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a page comes by its view, and what it hears from it besides the signals of web-signals.c. */
#include "web-page-private.h"

#include "filter-rules.h"
#include "web-session-private.h"
#include "web-signals.h"

#include "service.h"

static void
set_loading (GuichetWebPage *self, gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify (G_OBJECT (self), "loading");
}

static void
on_is_loading (WebKitWebView *view, GParamSpec *spec, gpointer user_data)
{
  set_loading (user_data, webkit_web_view_is_loading (view));
}

static void
on_progress (WebKitWebView *view, GParamSpec *spec, gpointer user_data)
{
  GuichetWebPage *self = user_data;

  self->progress = webkit_web_view_get_estimated_load_progress (view);
  g_object_notify (G_OBJECT (self), "progress");
}

static void
on_history_changed (WebKitBackForwardList *list, WebKitBackForwardListItem *added, gpointer removed,
                    gpointer user_data)
{
  g_object_notify (G_OBJECT (user_data), "can-go-back");
}

static void
on_stuck (GuichetPageWatch *watch, gpointer user_data)
{
  GuichetWebPage *self = user_data;

  if (self->state == GUICHET_WEB_PAGE_SHOWN)
    guichet_web_page_set_state (self, GUICHET_WEB_PAGE_UNRESPONSIVE, GUICHET_WEB_PAGE_FAILURE_NONE);
}

static void
on_recovered (GuichetPageWatch *watch, gpointer user_data)
{
  GuichetWebPage *self = user_data;

  if (self->state == GUICHET_WEB_PAGE_UNRESPONSIVE)
    guichet_web_page_set_state (self, GUICHET_WEB_PAGE_SHOWN, GUICHET_WEB_PAGE_FAILURE_NONE);
}

void
guichet_web_page_give_chance (GuichetWebPage *self)
{
  guichet_rate_limit_reset (&self->load_limit);
  guichet_rate_limit_reset (&self->download_limit);
  self->is_stopped = FALSE;
}

static gboolean
on_event (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer user_data)
{
  GuichetWebPage *self = user_data;

  switch ((int)gdk_event_get_event_type (event)) {
  case GDK_BUTTON_PRESS:
  case GDK_KEY_PRESS:
  case GDK_TOUCH_BEGIN:
    guichet_web_page_give_chance (self);
    self->pressed = g_get_monotonic_time ();
    guichet_page_watch_poke (self->watch);
    break;
  default:
    break;
  }
  return GDK_EVENT_PROPAGATE;
}

static void
watch_view (GuichetWebPage *self)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  self->watch = guichet_page_watch_new (self->view);
  g_signal_connect_object (self->watch, "stuck", G_CALLBACK (on_stuck), self, 0);
  g_signal_connect_object (self->watch, "recovered", G_CALLBACK (on_recovered), self, 0);

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (on_event), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->view), controller);
}

/* A view beside another takes over its context and its session. */
static WebKitWebView *
new_view (GuichetWebPage *self, WebKitWebView *related)
{
  g_autoptr (WebKitUserContentManager) content = webkit_user_content_manager_new ();
  g_autofree char *frame_policy =
      guichet_filter_rules_build_frame_policy (guichet_service_get_load (self->service));
  WebKitSettings *settings = guichet_web_session_get_settings (self->session);

  guichet_web_page_script_install (content, &self->file_field);
  if (related != NULL)
    return g_object_new (WEBKIT_TYPE_WEB_VIEW, "related-view", related, "settings", settings,
                         "user-content-manager", content, "default-content-security-policy",
                         frame_policy, NULL);
  return g_object_new (WEBKIT_TYPE_WEB_VIEW, "web-context",
                       guichet_web_session_get_context (self->session), "network-session",
                       guichet_web_session_get_network_session (self->session), "settings",
                       settings, "user-content-manager", content, "default-content-security-policy",
                       frame_policy, NULL);
}

/* Nothing is ever dropped on a page: documents come by the file button, from the tray. */
static void
refuse_drops (GtkWidget *view)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (view);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_DROP_TARGET_ASYNC (controller) || GTK_IS_DROP_TARGET (controller))
      gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
  }
}

static void
make_view (GuichetWebPage *self, WebKitWebView *related)
{
  self->view = g_object_ref_sink (new_view (self, related));
  guichet_web_signals_connect_view (self->view, self);
  g_signal_connect_object (self->view, "notify::is-loading", G_CALLBACK (on_is_loading), self, 0);
  g_signal_connect_object (self->view, "notify::estimated-load-progress", G_CALLBACK (on_progress),
                           self, 0);
  g_signal_connect_object (webkit_web_view_get_back_forward_list (self->view), "changed",
                           G_CALLBACK (on_history_changed), self, 0);
  self->uploads = guichet_web_uploads_new (guichet_web_session_get_uploads_dir (self->session));
  refuse_drops (GTK_WIDGET (self->view));
  watch_view (self);
}

GuichetWebPage *
guichet_web_page_new (GuichetWebSession *session, GuichetService *service)
{
  GuichetWebPage *self;
  g_autoptr (WebKitWebView) warm = NULL;

  g_return_val_if_fail (GUICHET_IS_WEB_SESSION (session) && service != NULL, NULL);

  self = g_object_new (GUICHET_TYPE_WEB_PAGE, NULL);
  self->session = g_object_ref (session);
  self->service = guichet_service_ref (service);
  warm = guichet_web_session_take_warm_view (session);
  make_view (self, warm);
  return self;
}

GuichetWebPage *
guichet_web_page_new_popup (GuichetWebPage *opener)
{
  GuichetWebPage *self = g_object_new (GUICHET_TYPE_WEB_PAGE, NULL);

  self->session = g_object_ref (opener->session);
  self->service = guichet_service_ref (opener->service);
  self->is_popup = TRUE;
  self->awaits_paint = TRUE;
  make_view (self, opener->view);
  return self;
}

void
guichet_web_page_set_guard (GuichetWebPage *self, WebKitUserContentFilter *filter)
{
  webkit_user_content_manager_add_filter (webkit_web_view_get_user_content_manager (self->view),
                                          filter);
  g_clear_pointer (&self->filter, webkit_user_content_filter_unref);
  self->filter = webkit_user_content_filter_ref (filter);
}
