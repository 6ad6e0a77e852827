/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-page-private.h"

#include "filter-rules.h"
#include "navigation-policy.h"
#include "web-failure.h"
#include "web-session-private.h"
#include "web-signals.h"

#include "allow-list.h"
#include "service.h"

G_DEFINE_FINAL_TYPE (GuichetWebPage, guichet_web_page, G_TYPE_OBJECT)

enum { PROP_0, PROP_STATE, PROP_HOST, PROP_LOADING, PROP_PROGRESS, PROP_CAN_GO_BACK, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum {
  PAGE_REQUESTED,
  PAINTED,
  COUNT,
  PRINT_REQUESTED,
  CLOSE_REQUESTED,
  DIALOG_REQUESTED,
  NOTICE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* How often a page may ask before it is told no: a person never comes near these. */
static const GuichetRateLimit dialog_limit = { 3, 10 * G_USEC_PER_SEC, 60 * G_USEC_PER_SEC };
static const GuichetRateLimit popup_limit = { 3, 10 * G_USEC_PER_SEC, 10 * G_USEC_PER_SEC };
static const GuichetRateLimit print_limit = { 1, 3 * G_USEC_PER_SEC, 3 * G_USEC_PER_SEC };
static const GuichetRateLimit load_limit = { 20, 10 * G_USEC_PER_SEC, 10 * G_USEC_PER_SEC };

static void
guichet_web_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  GuichetWebPage *self = GUICHET_WEB_PAGE (object);

  switch (id) {
  case PROP_STATE:
    g_value_set_int (value, (int)self->state);
    break;
  case PROP_HOST:
    g_value_set_string (value, guichet_web_page_get_host (self));
    break;
  case PROP_LOADING:
    g_value_set_boolean (value, self->loading);
    break;
  case PROP_PROGRESS:
    g_value_set_double (value, self->progress);
    break;
  case PROP_CAN_GO_BACK:
    g_value_set_boolean (value, guichet_web_page_get_can_go_back (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
  }
}

static void
guichet_web_page_dispose (GObject *object)
{
  GuichetWebPage *self = GUICHET_WEB_PAGE (object);

  guichet_web_page_close (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->service, guichet_service_unref);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->refused_host, g_free);
  g_clear_pointer (&self->failed_uri, g_free);

  G_OBJECT_CLASS (guichet_web_page_parent_class)->dispose (object);
}

static void
install_signals (GType type)
{
  signals[PAGE_REQUESTED] = g_signal_new ("page-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, GUICHET_TYPE_WEB_PAGE);
  signals[PAINTED] =
      g_signal_new ("painted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[COUNT] = g_signal_new ("count", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[PRINT_REQUESTED] = g_signal_new ("print-requested", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
  signals[CLOSE_REQUESTED] = g_signal_new ("close-requested", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
  signals[DIALOG_REQUESTED] = g_signal_new ("dialog-requested", type, G_SIGNAL_RUN_LAST, 0,
                                            g_signal_accumulator_true_handled, NULL, NULL,
                                            G_TYPE_BOOLEAN, 1, GUICHET_TYPE_WEB_DIALOG);
  signals[NOTICE] = g_signal_new ("notice", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
guichet_web_page_class_init (GuichetWebPageClass *klass)
{
  const GParamFlags flags =
      (GParamFlags)(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  G_OBJECT_CLASS (klass)->get_property = guichet_web_page_get_property;
  G_OBJECT_CLASS (klass)->dispose = guichet_web_page_dispose;

  properties[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, GUICHET_WEB_PAGE_SHOWN, GUICHET_WEB_PAGE_UNRESPONSIVE,
                        GUICHET_WEB_PAGE_SHOWN, flags);
  properties[PROP_HOST] = g_param_spec_string ("host", NULL, NULL, NULL, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_CAN_GO_BACK] = g_param_spec_boolean ("can-go-back", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);

  install_signals (G_TYPE_FROM_CLASS (klass));
}

static void
guichet_web_page_init (GuichetWebPage *self)
{
  self->dialog_limit = dialog_limit;
  self->popup_limit = popup_limit;
  self->print_limit = print_limit;
  self->load_limit = load_limit;
  self->cancellable = g_cancellable_new ();
}

static void
set_loading (GuichetWebPage *self, gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
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
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

static void
on_history_changed (WebKitBackForwardList *list, WebKitBackForwardListItem *added, gpointer removed,
                    gpointer user_data)
{
  g_object_notify_by_pspec (G_OBJECT (user_data), properties[PROP_CAN_GO_BACK]);
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

GtkWidget *
guichet_web_page_get_widget (GuichetWebPage *self)
{
  g_return_val_if_fail (GUICHET_IS_WEB_PAGE (self), NULL);

  return GTK_WIDGET (self->view);
}

GuichetService *
guichet_web_page_get_service (GuichetWebPage *self)
{
  g_return_val_if_fail (GUICHET_IS_WEB_PAGE (self), NULL);

  return self->service;
}

GuichetWebPageState
guichet_web_page_get_state (GuichetWebPage *self)
{
  g_return_val_if_fail (GUICHET_IS_WEB_PAGE (self), GUICHET_WEB_PAGE_FAILED);

  return self->state;
}

GuichetWebPageFailure
guichet_web_page_get_failure (GuichetWebPage *self)
{
  g_return_val_if_fail (GUICHET_IS_WEB_PAGE (self), GUICHET_WEB_PAGE_FAILURE_CLOSED);

  return self->failure;
}

const char *
guichet_web_page_get_host (GuichetWebPage *self)
{
  g_return_val_if_fail (GUICHET_IS_WEB_PAGE (self), NULL);

  return self->state == GUICHET_WEB_PAGE_REFUSED ? self->refused_host : self->host;
}

gboolean
guichet_web_page_get_loading (GuichetWebPage *self)
{
  g_return_val_if_fail (GUICHET_IS_WEB_PAGE (self), FALSE);

  return self->loading;
}

static gboolean
covers_a_document (GuichetWebPage *self)
{
  return self->has_document &&
         (self->state == GUICHET_WEB_PAGE_REFUSED || self->state == GUICHET_WEB_PAGE_FAILED);
}

gboolean
guichet_web_page_get_can_go_back (GuichetWebPage *self)
{
  WebKitBackForwardListItem *item;

  g_return_val_if_fail (GUICHET_IS_WEB_PAGE (self), FALSE);

  if (self->view == NULL)
    return FALSE;
  if (covers_a_document (self))
    return TRUE;
  item =
      webkit_back_forward_list_get_back_item (webkit_web_view_get_back_forward_list (self->view));
  return item != NULL &&
         guichet_allow_list_allows_uri (guichet_service_get_navigate (self->service),
                                        webkit_back_forward_list_item_get_uri (item));
}

void
guichet_web_page_set_state (GuichetWebPage *self, GuichetWebPageState state,
                            GuichetWebPageFailure failure)
{
  const char *label = guichet_web_failure_get_label (state, failure);

  self->state = state;
  self->failure = failure;
  if (label != NULL)
    g_signal_emit (self, signals[COUNT], 0, "page-failure", label);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOST]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_GO_BACK]);
}

void
guichet_web_page_refuse (GuichetWebPage *self, const char *uri)
{
  g_free (self->refused_host);
  self->refused_host = guichet_navigation_get_host (uri);
  guichet_web_page_set_state (self, GUICHET_WEB_PAGE_REFUSED, GUICHET_WEB_PAGE_FAILURE_NONE);
}

void
guichet_web_page_update_host (GuichetWebPage *self)
{
  g_free (self->host);
  self->host = guichet_navigation_get_host (webkit_web_view_get_uri (self->view));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOST]);
}

void
guichet_web_page_notice (GuichetWebPage *self, GuichetWebNotice notice)
{
  g_signal_emit (self, signals[NOTICE], 0, (int)notice);
}

gboolean
guichet_web_page_offer_dialog (GuichetWebPage *self, GuichetWebDialog *dialog)
{
  gboolean is_shown = FALSE;

  g_signal_emit (self, signals[DIALOG_REQUESTED], 0, dialog, &is_shown);
  return is_shown;
}

void
guichet_web_page_offer_popup (GuichetWebPage *self, GuichetWebPage *popup)
{
  g_signal_emit (self, signals[PAGE_REQUESTED], 0, popup);
}

void
guichet_web_page_tell_painted (GuichetWebPage *self)
{
  g_signal_emit (self, signals[PAINTED], 0);
}

void
guichet_web_page_ask_print (GuichetWebPage *self)
{
  g_signal_emit (self, signals[PRINT_REQUESTED], 0);
}

void
guichet_web_page_ask_close (GuichetWebPage *self)
{
  g_signal_emit (self, signals[CLOSE_REQUESTED], 0);
}

void
guichet_web_page_go_back (GuichetWebPage *self)
{
  g_return_if_fail (GUICHET_IS_WEB_PAGE (self));

  if (!guichet_web_page_get_can_go_back (self))
    return;
  guichet_web_page_give_chance (self);
  if (covers_a_document (self)) {
    guichet_web_page_set_state (self, GUICHET_WEB_PAGE_SHOWN, GUICHET_WEB_PAGE_FAILURE_NONE);
    return;
  }
  webkit_web_view_go_back (self->view);
}

void
guichet_web_page_set_zoom (GuichetWebPage *self, double zoom)
{
  g_return_if_fail (GUICHET_IS_WEB_PAGE (self));

  if (self->view != NULL)
    webkit_web_view_set_zoom_level (self->view, CLAMP (zoom, 0.25, 5.0));
}

void
guichet_web_page_close (GuichetWebPage *self)
{
  g_return_if_fail (GUICHET_IS_WEB_PAGE (self));

  g_cancellable_cancel (self->cancellable);
  guichet_web_page_end_dialog (self);
  g_clear_object (&self->watch);
  g_clear_pointer (&self->filter, webkit_user_content_filter_unref);
  if (self->view == NULL)
    return;
  guichet_web_signals_disconnect_view (self->view, self);
  webkit_web_view_stop_loading (self->view);
  g_clear_object (&self->view);
}
