/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-page-private.h"

#include "navigation-policy.h"
#include "web-failure.h"
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
  FILES_REQUESTED,
  DOWNLOAD_STARTED,
  NOTICE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* How often a page may ask before it is told no: a person never comes near these. */
static const GuichetRateLimit dialog_limit = { 3, 10 * G_USEC_PER_SEC, 60 * G_USEC_PER_SEC };
static const GuichetRateLimit popup_limit = { 3, 10 * G_USEC_PER_SEC, 10 * G_USEC_PER_SEC };
static const GuichetRateLimit print_limit = { 1, 3 * G_USEC_PER_SEC, 3 * G_USEC_PER_SEC };
static const GuichetRateLimit download_limit = { 6, 10 * G_USEC_PER_SEC, 10 * G_USEC_PER_SEC };
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
  g_clear_object (&self->uploads);
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
  signals[FILES_REQUESTED] = g_signal_new ("files-requested", type, G_SIGNAL_RUN_LAST, 0,
                                           g_signal_accumulator_true_handled, NULL, NULL,
                                           G_TYPE_BOOLEAN, 1, GUICHET_TYPE_WEB_FILE_REQUEST);
  signals[DOWNLOAD_STARTED] = g_signal_new ("download-started", type, G_SIGNAL_RUN_LAST, 0,
                                            g_signal_accumulator_true_handled, NULL, NULL,
                                            G_TYPE_BOOLEAN, 1, GUICHET_TYPE_WEB_DOWNLOAD);
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
  self->download_limit = download_limit;
  self->load_limit = load_limit;
  self->cancellable = g_cancellable_new ();
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

gboolean
guichet_web_page_offer_files (GuichetWebPage *self, GuichetWebFileRequest *request)
{
  gboolean is_kept = FALSE;

  g_signal_emit (self, signals[FILES_REQUESTED], 0, request, &is_kept);
  return is_kept;
}

gboolean
guichet_web_page_offer_download (GuichetWebPage *self, GuichetWebDownload *download)
{
  gboolean is_taken = FALSE;

  g_signal_emit (self, signals[DOWNLOAD_STARTED], 0, download, &is_taken);
  return is_taken;
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
  guichet_web_page_script_uninstall (webkit_web_view_get_user_content_manager (self->view),
                                     &self->file_field);
  guichet_web_uploads_remove_all (self->uploads);
  webkit_web_view_stop_loading (self->view);
  g_clear_object (&self->view);
}
