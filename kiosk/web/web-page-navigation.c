/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-page-private.h"

#include "navigation-policy.h"
#include "web-failure.h"

#include "service.h"

#include <libsoup/soup.h>

#define PRESS_LASTS (5 * G_USEC_PER_SEC)

static GuichetNavigationVerdict
decide (GuichetWebPage *self, const char *uri, GuichetNavigationTarget target)
{
  return guichet_navigation_decide (guichet_service_get_navigate (self->service),
                                    guichet_service_get_load (self->service), uri, target);
}

static const char *
get_uri (WebKitNavigationAction *action)
{
  return webkit_uri_request_get_uri (webkit_navigation_action_get_request (action));
}

/* The engine does not say here whether it asks for the main frame or for a frame in it. It does not
 * have to: addresses that no frame may show were stopped by the frame policy before, so whatever is
 * refused here was to become the page. */
static void
decide_navigation (GuichetWebPage *self, WebKitPolicyDecision *decision,
                   GuichetNavigationTarget target)
{
  WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action (
      WEBKIT_NAVIGATION_POLICY_DECISION (decision));
  g_autofree char *uri = g_strdup (get_uri (action));
  GuichetNavigationVerdict verdict = decide (self, uri, target);
  g_autofree char *https = NULL;

  if (self->filter != NULL && !self->is_stopped &&
      (verdict == GUICHET_NAVIGATION_USE ||
       (verdict == GUICHET_NAVIGATION_UPGRADE && target == GUICHET_NAVIGATION_TARGET_POPUP))) {
    webkit_policy_decision_use (decision);
    return;
  }
  webkit_policy_decision_ignore (decision);
  if (self->filter == NULL || self->is_stopped)
    return;

  switch (verdict) {
  case GUICHET_NAVIGATION_UPGRADE:
    https = guichet_navigation_upgrade (uri);
    guichet_web_page_load (self, https);
    break;
  case GUICHET_NAVIGATION_OUTSIDE:
    if (webkit_navigation_action_is_user_gesture (action))
      guichet_web_page_notice (self, GUICHET_WEB_NOTICE_OUTSIDE);
    break;
  case GUICHET_NAVIGATION_IGNORE:
    break;
  case GUICHET_NAVIGATION_DOCUMENT:
  case GUICHET_NAVIGATION_USE:
  case GUICHET_NAVIGATION_REFUSE:
  default:
    guichet_web_page_refuse (self, uri);
  }
}

static gboolean
is_attachment (WebKitURIResponse *response)
{
  SoupMessageHeaders *headers = webkit_uri_response_get_http_headers (response);
  g_autofree char *disposition = NULL;

  return headers != NULL &&
         soup_message_headers_get_content_disposition (headers, &disposition, NULL) &&
         g_ascii_strcasecmp (disposition, "attachment") == 0;
}

/* The gate answers CONNECT without a document; the engine takes that for the site's answer. */
static gboolean
fail_by_gate (GuichetWebPage *self, WebKitURIResponse *response)
{
  guint status = webkit_uri_response_get_status_code (response);
  GuichetWebOutcome outcome;

  if (status < 400 || webkit_uri_response_get_content_length (response) != 0)
    return FALSE;
  outcome = guichet_web_failure_from_gate_status (status);
  g_free (self->failed_uri);
  self->failed_uri = g_strdup (webkit_uri_response_get_uri (response));
  guichet_web_page_set_state (self, outcome.state, outcome.failure);
  return TRUE;
}

static void
decide_response (GuichetWebPage *self, WebKitPolicyDecision *decision)
{
  WebKitResponsePolicyDecision *response_decision = WEBKIT_RESPONSE_POLICY_DECISION (decision);
  WebKitURIResponse *response = webkit_response_policy_decision_get_response (response_decision);
  gboolean is_main =
      webkit_response_policy_decision_is_main_frame_main_resource (response_decision);
  g_autofree char *uri = g_strdup (webkit_uri_response_get_uri (response));
  GuichetNavigationVerdict verdict = decide (
      self, uri, is_main ? GUICHET_NAVIGATION_TARGET_MAIN : GUICHET_NAVIGATION_TARGET_FRAME);
  gboolean is_file = is_attachment (response) ||
                     !webkit_response_policy_decision_is_mime_type_supported (response_decision);

  if (self->filter != NULL && verdict == GUICHET_NAVIGATION_USE && !is_file &&
      !(is_main && fail_by_gate (self, response))) {
    webkit_policy_decision_use (decision);
    return;
  }

  if (verdict == GUICHET_NAVIGATION_USE && is_main && is_file && fail_by_gate (self, response)) {
    webkit_policy_decision_ignore (decision);
    return;
  }
  /* What it is, is looked at as it comes: the answer of a form must not be asked for twice. */
  if (self->filter != NULL && !self->is_stopped &&
      ((verdict == GUICHET_NAVIGATION_USE && is_file) || verdict == GUICHET_NAVIGATION_DOCUMENT)) {
    webkit_policy_decision_download (decision);
    return;
  }
  webkit_policy_decision_ignore (decision);
  if (is_main && verdict != GUICHET_NAVIGATION_USE)
    guichet_web_page_refuse (self, uri);
}

gboolean
guichet_web_page_on_decide_policy (WebKitWebView *view, WebKitPolicyDecision *decision,
                                   WebKitPolicyDecisionType type, gpointer page)
{
  switch (type) {
  case WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION:
    decide_navigation (page, decision, GUICHET_NAVIGATION_TARGET_UNKNOWN);
    break;
  case WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION:
    decide_navigation (page, decision, GUICHET_NAVIGATION_TARGET_POPUP);
    break;
  case WEBKIT_POLICY_DECISION_TYPE_RESPONSE:
    decide_response (page, decision);
    break;
  default:
    /* Unanswered means yes. */
    webkit_policy_decision_ignore (decision);
  }
  return TRUE;
}

/* The engine forgets the press while a page fetches the document that it opens then. One window for
 * one press, as browsers have it (HTML standard, transient activation). */
static gboolean
has_person_asked (GuichetWebPage *self, WebKitNavigationAction *action)
{
  gint64 pressed = self->pressed;

  self->pressed = 0;
  return webkit_navigation_action_is_user_gesture (action) ||
         (pressed != 0 && g_get_monotonic_time () - pressed < PRESS_LASTS);
}

static gboolean
may_open (GuichetWebPage *self, WebKitNavigationAction *action)
{
  const char *uri = get_uri (action);

  if (self->filter == NULL || self->is_stopped || !has_person_asked (self, action))
    return FALSE;
  if (!guichet_rate_limit_take (&self->popup_limit, g_get_monotonic_time ())) {
    guichet_web_page_notice (self, GUICHET_WEB_NOTICE_POPUP);
    return FALSE;
  }
  /* window.open() without an address: the opener fills the window, or sends it somewhere. */
  if (uri == NULL || *uri == '\0')
    return TRUE;

  switch (decide (self, uri, GUICHET_NAVIGATION_TARGET_POPUP)) {
  case GUICHET_NAVIGATION_USE:
  case GUICHET_NAVIGATION_UPGRADE:
    return TRUE;
  case GUICHET_NAVIGATION_OUTSIDE:
    guichet_web_page_notice (self, GUICHET_WEB_NOTICE_OUTSIDE);
    return FALSE;
  case GUICHET_NAVIGATION_IGNORE:
    return FALSE;
  case GUICHET_NAVIGATION_DOCUMENT:
  case GUICHET_NAVIGATION_REFUSE:
  default:
    guichet_web_page_refuse (self, uri);
    return FALSE;
  }
}

GtkWidget *
guichet_web_page_on_create (WebKitWebView *view, WebKitNavigationAction *action, gpointer page)
{
  GuichetWebPage *self = page;
  GuichetWebPage *popup;
  GtkWidget *widget = NULL;

  if (!may_open (self, action))
    return NULL;

  popup = guichet_web_page_new_popup (self);
  guichet_web_page_set_guard (popup, self->filter);
  g_object_add_weak_pointer (G_OBJECT (popup), (gpointer *)&popup);
  guichet_web_page_offer_popup (self, popup);
  /* Ours was the only reference when the screen did not take it. */
  widget = guichet_web_page_get_widget (popup);
  g_object_unref (popup);
  if (popup == NULL)
    return NULL;
  g_object_remove_weak_pointer (G_OBJECT (popup), (gpointer *)&popup);
  return widget;
}

void
guichet_web_page_on_close (WebKitWebView *view, gpointer page)
{
  GuichetWebPage *self = page;

  if (self->is_popup)
    guichet_web_page_ask_close (self);
}
