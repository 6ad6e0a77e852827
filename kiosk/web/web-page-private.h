/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page-watch.h"
#include "rate-limit.h"
#include "web-dialog.h"
#include "web-download.h"
#include "web-file-request.h"
#include "web-page-script.h"
#include "web-page.h"
#include "web-session.h"
#include "web-uploads.h"

#include <webkit/webkit.h>

struct _GuichetWebPage {
  GObject parent_instance;

  /* Borrowed */
  GuichetWebDialog *dialog; /* weak: the open one, owned by who shows it */
  /* Owned */
  GuichetWebSession *session;
  GuichetService *service;
  WebKitWebView *view;             /* NULL after close */
  WebKitUserContentFilter *filter; /* NULL: not guarded yet, nothing may be loaded */
  GuichetPageWatch *watch;
  GCancellable *cancellable;
  GuichetWebUploads *uploads; /* files given to its forms */
  GuichetFileField file_field;
  char *host;         /* of the page */
  char *refused_host; /* in REFUSED */
  char *failed_uri;   /* to be tried again; in memory only */
  /* State */
  GuichetRateLimit dialog_limit;
  GuichetRateLimit popup_limit;
  GuichetRateLimit print_limit;
  GuichetRateLimit download_limit;
  GuichetRateLimit load_limit;
  GuichetWebPageState state;
  GuichetWebPageFailure failure;
  double progress;
  gint64 pressed; /* monotonic; the last press in the page that no window was opened for */
  gboolean is_popup;
  gboolean has_document; /* something of the service was shown: there is a page below */
  gboolean is_stopped;   /* it went round in circles: nothing loads until somebody asks */
  gboolean is_retrying;  /* its process was ended by retry() */
  gboolean awaits_paint; /* "painted" is still to come */
  gboolean loading;
};

/* web-page.c */
void guichet_web_page_set_state (GuichetWebPage *self, GuichetWebPageState state,
                                 GuichetWebPageFailure failure);
/** Calm page over the untouched page below; @uri as the engine gave it. */
void guichet_web_page_refuse (GuichetWebPage *self, const char *uri);
void guichet_web_page_notice (GuichetWebPage *self, GuichetWebNotice notice);
/** TRUE when a handler showed it. */
gboolean guichet_web_page_offer_dialog (GuichetWebPage *self, GuichetWebDialog *dialog);
/** TRUE when a handler keeps it, and so its answer will come. */
gboolean guichet_web_page_offer_files (GuichetWebPage *self, GuichetWebFileRequest *request);
/** TRUE when a handler takes it. */
gboolean guichet_web_page_offer_download (GuichetWebPage *self, GuichetWebDownload *download);
/** Who wants @popup takes a reference. */
void guichet_web_page_offer_popup (GuichetWebPage *self, GuichetWebPage *popup);
/** A person acted: a page that was stopped for going round in circles may load again. */
void guichet_web_page_give_chance (GuichetWebPage *self);
void guichet_web_page_tell_painted (GuichetWebPage *self);
void guichet_web_page_ask_print (GuichetWebPage *self);
void guichet_web_page_ask_close (GuichetWebPage *self);
void guichet_web_page_update_host (GuichetWebPage *self);
/** Puts the compiled rules into the view: from here on it may load. */
void guichet_web_page_set_guard (GuichetWebPage *self, WebKitUserContentFilter *filter);
/** web-page-load.c; only with a guard. */
void guichet_web_page_load (GuichetWebPage *self, const char *uri);
/** A page of the same service and filter that shares @opener's process, as window.open() needs. */
GuichetWebPage *guichet_web_page_new_popup (GuichetWebPage *opener);

/* Handlers of web-signals.c. web-page-navigation.c */
gboolean guichet_web_page_on_decide_policy (WebKitWebView *view, WebKitPolicyDecision *decision,
                                            WebKitPolicyDecisionType type, gpointer page);
GtkWidget *guichet_web_page_on_create (WebKitWebView *view, WebKitNavigationAction *action,
                                       gpointer page);
void guichet_web_page_on_close (WebKitWebView *view, gpointer page);
/* web-page-load.c */
void guichet_web_page_on_load_changed (WebKitWebView *view, WebKitLoadEvent event, gpointer page);
gboolean guichet_web_page_on_load_failed (WebKitWebView *view, WebKitLoadEvent event,
                                          const char *uri, GError *error, gpointer page);
gboolean guichet_web_page_on_tls_failed (WebKitWebView *view, const char *uri,
                                         GTlsCertificate *certificate, GTlsCertificateFlags errors,
                                         gpointer page);
void guichet_web_page_on_process_terminated (WebKitWebView *view,
                                             WebKitWebProcessTerminationReason reason,
                                             gpointer page);
/* web-page-requests.c */
gboolean guichet_web_page_on_script_dialog (WebKitWebView *view, WebKitScriptDialog *dialog,
                                            gpointer page);
gboolean guichet_web_page_on_print (WebKitWebView *view, WebKitPrintOperation *operation,
                                    gpointer page);
gboolean guichet_web_page_on_file_chooser (WebKitWebView *view, WebKitFileChooserRequest *request,
                                           gpointer page);
gboolean guichet_web_page_on_color_chooser (WebKitWebView *view, WebKitColorChooserRequest *request,
                                            gpointer page);
gboolean guichet_web_page_on_permission_request (WebKitWebView *view,
                                                 WebKitPermissionRequest *request, gpointer page);
gboolean guichet_web_page_on_query_permission (WebKitWebView *view,
                                               WebKitPermissionStateQuery *query, gpointer page);
gboolean guichet_web_page_on_authenticate (WebKitWebView *view,
                                           WebKitAuthenticationRequest *request, gpointer page);
gboolean guichet_web_page_on_context_menu (WebKitWebView *view, WebKitContextMenu *menu,
                                           WebKitHitTestResult *hit, gpointer page);
gboolean guichet_web_page_on_show_notification (WebKitWebView *view,
                                                WebKitNotification *notification, gpointer page);
gboolean guichet_web_page_on_fullscreen (WebKitWebView *view, gpointer page);
gboolean guichet_web_page_on_user_message (WebKitWebView *view, WebKitUserMessage *message,
                                           gpointer page);
/** Gives the open dialog, if any, an answer: its page goes away. */
void guichet_web_page_end_dialog (GuichetWebPage *self);
/** From the session: @download of @page's view begins. FALSE: nobody takes it. */
gboolean guichet_web_page_on_download (GuichetWebPage *self, GuichetWebDownload *download);
