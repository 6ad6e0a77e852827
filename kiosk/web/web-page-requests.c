/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-page-private.h"

#include "web-dialog-private.h"
#include "web-file-request-private.h"

/* Each of these has a GTK dialog, or a yes, as its default: all are answered here, all return TRUE.
 */

static void
on_dialog_ended (GuichetWebDialog *dialog, gpointer user_data)
{
  GuichetWebPage *self = user_data;

  if (self->dialog != dialog)
    return;
  g_clear_weak_pointer (&self->dialog);
  if (self->watch != NULL)
    guichet_page_watch_release (self->watch);
}

void
guichet_web_page_end_dialog (GuichetWebPage *self)
{
  if (self->dialog != NULL)
    guichet_web_dialog_answer (self->dialog, TRUE, NULL);
}

gboolean
guichet_web_page_on_script_dialog (WebKitWebView *view, WebKitScriptDialog *script_dialog,
                                   gpointer page)
{
  GuichetWebPage *self = page;
  g_autoptr (GuichetWebDialog) dialog = NULL;

  if (self->dialog != NULL ||
      !guichet_rate_limit_take (&self->dialog_limit, g_get_monotonic_time ())) {
    guichet_web_dialog_answer_now (script_dialog,
                                   guichet_web_dialog_get_default_answer (script_dialog), NULL);
    return TRUE;
  }

  /* The page stands still until the answer: it cannot answer the watch, and is not stuck. */
  dialog = guichet_web_dialog_new (script_dialog);
  g_signal_connect_object (dialog, "ended", G_CALLBACK (on_dialog_ended), self, 0);
  g_set_weak_pointer (&self->dialog, dialog);
  guichet_page_watch_hold (self->watch);
  if (guichet_web_page_offer_dialog (self, dialog)) {
    guichet_web_dialog_defer (dialog);
    /* Should nobody have kept it, its default answer must wait until the signal is over. */
    g_idle_add_once (g_object_unref, g_steal_pointer (&dialog));
  }
  return TRUE;
}

/* window.print() holds the page's process until its signal is answered: nobody may ask it for
 * sheets of paper before. */
static gboolean
on_print_idle (gpointer user_data)
{
  guichet_web_page_ask_print (user_data);
  return G_SOURCE_REMOVE;
}

gboolean
guichet_web_page_on_print (WebKitWebView *view, WebKitPrintOperation *operation, gpointer page)
{
  GuichetWebPage *self = page;

  if (guichet_rate_limit_take (&self->print_limit, g_get_monotonic_time ()))
    g_idle_add_full (G_PRIORITY_DEFAULT, on_print_idle, g_object_ref (self), g_object_unref);
  return TRUE;
}

gboolean
guichet_web_page_on_file_chooser (WebKitWebView *view, WebKitFileChooserRequest *request,
                                  gpointer page)
{
  GuichetWebPage *self = page;
  g_autofree char *accept = NULL;
  g_autoptr (GuichetWebFileRequest) files = NULL;
  gboolean capture;

  guichet_web_page_script_take (&self->file_field, &accept, &capture);
  files = guichet_web_file_request_new (request, self->uploads, accept, capture);
  if (!guichet_web_page_offer_files (self, files)) {
    guichet_web_file_request_cancel (files);
    guichet_web_page_notice (self, GUICHET_WEB_NOTICE_FILE);
  }
  return TRUE;
}

gboolean
guichet_web_page_on_color_chooser (WebKitWebView *view, WebKitColorChooserRequest *request,
                                   gpointer page)
{
  webkit_color_chooser_request_cancel (request);
  return TRUE;
}

gboolean
guichet_web_page_on_permission_request (WebKitWebView *view, WebKitPermissionRequest *request,
                                        gpointer page)
{
  webkit_permission_request_deny (request);
  return TRUE;
}

gboolean
guichet_web_page_on_query_permission (WebKitWebView *view, WebKitPermissionStateQuery *query,
                                      gpointer page)
{
  webkit_permission_state_query_finish (query, WEBKIT_PERMISSION_STATE_DENIED);
  return TRUE;
}

gboolean
guichet_web_page_on_authenticate (WebKitWebView *view, WebKitAuthenticationRequest *request,
                                  gpointer page)
{
  /* Without a name and a password the site shows its own refusal; the gate asks for none. */
  if (webkit_authentication_request_is_for_proxy (request))
    webkit_authentication_request_cancel (request);
  else
    webkit_authentication_request_authenticate (request, NULL);
  return TRUE;
}

gboolean
guichet_web_page_on_context_menu (WebKitWebView *view, WebKitContextMenu *menu,
                                  WebKitHitTestResult *hit, gpointer page)
{
  return TRUE;
}

gboolean
guichet_web_page_on_show_notification (WebKitWebView *view, WebKitNotification *notification,
                                       gpointer page)
{
  webkit_notification_close (notification);
  return TRUE;
}

gboolean
guichet_web_page_on_fullscreen (WebKitWebView *view, gpointer page)
{
  return TRUE;
}

gboolean
guichet_web_page_on_user_message (WebKitWebView *view, WebKitUserMessage *message, gpointer page)
{
  return TRUE;
}

static void
close_empty_popup (gpointer user_data)
{
  g_autoptr (GuichetWebPage) self = user_data;

  if (!self->has_document)
    guichet_web_page_ask_close (self);
}

gboolean
guichet_web_page_on_download (GuichetWebPage *self, GuichetWebDownload *download)
{
  /* A window that was opened for the file alone has nothing to show. */
  if (self->is_popup && !self->has_document)
    g_idle_add_once (close_empty_popup, g_object_ref (self));
  if (!guichet_rate_limit_take (&self->download_limit, g_get_monotonic_time ()) ||
      !guichet_web_page_offer_download (self, download)) {
    guichet_web_page_notice (self, GUICHET_WEB_NOTICE_DOWNLOAD);
    return FALSE;
  }
  return TRUE;
}
