/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-page-private.h"

#include "filter-rules.h"
#include "navigation-policy.h"
#include "web-failure.h"
#include "web-session-private.h"
#include "web-weak.h"

#include "allow-list.h"
#include "service.h"

/* Resolves once the page has drawn a frame: a frame's callbacks come before drawing, what they put
 * off comes after. A page that is out of sight never draws: the call must end all the same, since
 * it holds the view. */
#define WAIT_FOR_FRAME                                                                             \
  "await Promise.race ([new Promise(done => setTimeout(done, 3000)),"                              \
  " new Promise(done => requestAnimationFrame(() => setTimeout(done)))]);"
#define SCRIPT_WORLD "guichet"

static void
fail_closed (GuichetWebPage *self, GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_warning ("page closed: %s", error->message);
  guichet_web_page_set_state (self, GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_CLOSED);
}

static void
on_filter_ready (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetWebPage) self = user_data;
  g_autoptr (GError) error = NULL;
  WebKitUserContentFilter *filter =
      guichet_content_filters_get_finish (GUICHET_CONTENT_FILTERS (object), result, &error);

  if (filter == NULL) {
    fail_closed (self, error);
    return;
  }
  if (self->view != NULL) {
    guichet_web_page_set_guard (self, filter);
    guichet_web_page_load (self, guichet_service_get_home_uri (self->service));
  }
  webkit_user_content_filter_unref (filter);
}

static void
on_warm_up_ready (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetWebPage) self = user_data;
  GuichetWebSession *session = GUICHET_WEB_SESSION (object);
  g_autoptr (GError) error = NULL;
  g_autofree char *source = NULL;
  guint seccomp;

  if (!guichet_web_session_warm_up_finish (session, result, &seccomp, &error)) {
    fail_closed (self, error);
    return;
  }
  source = guichet_filter_rules_build (guichet_service_get_navigate (self->service),
                                       guichet_service_get_load (self->service));
  guichet_content_filters_get_async (guichet_web_session_get_filters (session),
                                     guichet_service_get_id (self->service), source,
                                     self->cancellable, on_filter_ready, g_object_ref (self));
}

void
guichet_web_page_open (GuichetWebPage *self)
{
  g_return_if_fail (GUICHET_IS_WEB_PAGE (self));

  if (self->view == NULL)
    return;
  self->awaits_paint = TRUE;
  if (self->state != GUICHET_WEB_PAGE_SHOWN)
    guichet_web_page_set_state (self, GUICHET_WEB_PAGE_SHOWN, GUICHET_WEB_PAGE_FAILURE_NONE);
  guichet_web_page_give_chance (self);
  if (self->filter != NULL) {
    guichet_web_page_load (self, guichet_service_get_home_uri (self->service));
    return;
  }
  guichet_web_session_warm_up_async (self->session, self->cancellable, on_warm_up_ready,
                                     g_object_ref (self));
}

void
guichet_web_page_load (GuichetWebPage *self, const char *uri)
{
  g_return_if_fail (self->filter != NULL);

  webkit_web_view_load_uri (self->view, uri);
}

/* Only addresses, never bodies: trying again must not send a form twice. */
static void
load_again (GuichetWebPage *self)
{
  g_autofree char *uri = g_steal_pointer (&self->failed_uri);

  if (uri == NULL)
    uri = g_strdup (webkit_web_view_get_uri (self->view));
  if (!guichet_allow_list_allows_uri (guichet_service_get_navigate (self->service), uri)) {
    g_free (uri);
    uri = g_strdup (guichet_service_get_home_uri (self->service));
  }
  guichet_web_page_give_chance (self);
  guichet_web_page_load (self, uri);
}

void
guichet_web_page_retry (GuichetWebPage *self)
{
  GuichetWebPageState state;

  g_return_if_fail (GUICHET_IS_WEB_PAGE (self));

  state = self->state;
  if (self->view == NULL || state == GUICHET_WEB_PAGE_SHOWN || state == GUICHET_WEB_PAGE_REFUSED)
    return;
  if (self->filter == NULL) {
    guichet_web_page_open (self);
    return;
  }
  guichet_web_page_set_state (self, GUICHET_WEB_PAGE_SHOWN, GUICHET_WEB_PAGE_FAILURE_NONE);
  if (state == GUICHET_WEB_PAGE_UNRESPONSIVE) {
    self->is_retrying = TRUE;
    webkit_web_view_terminate_web_process (self->view);
    return;
  }
  load_again (self);
}

static void
on_frame_ready (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetWebPage) self = guichet_web_weak_take (user_data);
  g_autoptr (JSCValue) value = webkit_web_view_call_async_javascript_function_finish (
      WEBKIT_WEB_VIEW (object), result, NULL);

  /* No value: the page gave way to another, which is waited for in its turn. */
  if (self == NULL || value == NULL || !self->awaits_paint)
    return;
  self->awaits_paint = FALSE;
  guichet_web_page_tell_painted (self);
}

static void
on_committed (GuichetWebPage *self, const char *uri)
{
  /* An empty page in place of the service: nothing to read, nothing to press. */
  if (g_strcmp0 (uri, "about:blank") == 0) {
    if (self->has_document) {
      self->has_document = FALSE;
      guichet_web_page_refuse (self, uri);
    }
    return;
  }
  self->has_document = TRUE;
  guichet_web_uploads_page_changed (self->uploads);
  guichet_web_page_update_host (self);
  if (self->state != GUICHET_WEB_PAGE_SHOWN)
    guichet_web_page_set_state (self, GUICHET_WEB_PAGE_SHOWN, GUICHET_WEB_PAGE_FAILURE_NONE);
  guichet_page_watch_poke (self->watch);
  if (self->awaits_paint)
    webkit_web_view_call_async_javascript_function (self->view, WAIT_FOR_FRAME, -1, NULL,
                                                    SCRIPT_WORLD, NULL, self->cancellable,
                                                    on_frame_ready, guichet_web_weak_new (self));
}

static void
on_started (GuichetWebPage *self)
{
  if (guichet_rate_limit_take (&self->load_limit, g_get_monotonic_time ()))
    return;
  /* A page that loads itself over and over; the next input, or retry, gives it another chance. */
  self->is_stopped = TRUE;
  webkit_web_view_stop_loading (self->view);
  guichet_web_page_set_state (self, GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_OTHER);
}

void
guichet_web_page_on_load_changed (WebKitWebView *view, WebKitLoadEvent event, gpointer page)
{
  GuichetWebPage *self = page;

  switch (event) {
  case WEBKIT_LOAD_STARTED:
    on_started (self);
    break;
  case WEBKIT_LOAD_COMMITTED:
    on_committed (self, webkit_web_view_get_uri (view));
    break;
  case WEBKIT_LOAD_FINISHED:
    if (self->has_document)
      guichet_page_watch_poke (self->watch);
    break;
  case WEBKIT_LOAD_REDIRECTED:
  default:
    break;
  }
}

gboolean
guichet_web_page_on_load_failed (WebKitWebView *view, WebKitLoadEvent event, const char *uri,
                                 GError *error, gpointer page)
{
  GuichetWebPage *self = page;
  GuichetWebOutcome outcome = guichet_web_failure_from_error (error);

  /* Once a document is there, what fails is the rest of it: the page stays as far as it came. */
  if (outcome.state == GUICHET_WEB_PAGE_REFUSED) {
    guichet_web_page_refuse (self, uri);
  } else if (outcome.state == GUICHET_WEB_PAGE_FAILED && event != WEBKIT_LOAD_COMMITTED) {
    g_free (self->failed_uri);
    self->failed_uri = g_strdup (uri);
    guichet_web_page_set_state (self, outcome.state, outcome.failure);
  }
  return TRUE;
}

gboolean
guichet_web_page_on_tls_failed (WebKitWebView *view, const char *uri, GTlsCertificate *certificate,
                                GTlsCertificateFlags errors, gpointer page)
{
  GuichetWebPage *self = page;

  g_free (self->failed_uri);
  self->failed_uri = g_strdup (uri);
  guichet_web_page_set_state (self, GUICHET_WEB_PAGE_FAILED, GUICHET_WEB_PAGE_FAILURE_TLS);
  return TRUE;
}

void
guichet_web_page_on_process_terminated (WebKitWebView *view,
                                        WebKitWebProcessTerminationReason reason, gpointer page)
{
  GuichetWebPage *self = page;

  guichet_page_watch_reset (self->watch);
  guichet_web_page_end_dialog (self);
  self->has_document = FALSE;
  if (self->is_retrying) {
    self->is_retrying = FALSE;
    load_again (self);
    return;
  }
  guichet_web_page_set_state (self, GUICHET_WEB_PAGE_CRASHED, GUICHET_WEB_PAGE_FAILURE_NONE);
}
