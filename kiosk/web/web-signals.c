/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-signals.h"

#include "web-download-private.h"
#include "web-page-private.h"

#define PAGE_DATA "guichet-web-page"
#define DIR_DATA  "guichet-download-dir"

static void on_download_started (WebKitNetworkSession *session, WebKitDownload *download,
                                 gpointer user_data);

/* clang-format off */
static const GuichetWebSignal view_table[] = {
  /* Where a page goes */
  { "decide-policy", G_CALLBACK (guichet_web_page_on_decide_policy), "host rules of the service" },
  { "create", G_CALLBACK (guichet_web_page_on_create), "window.open() asks nothing else first" },
  { "close", G_CALLBACK (guichet_web_page_on_close), "popups only; the screen decides" },
  { "load-changed", G_CALLBACK (guichet_web_page_on_load_changed), "state of the page" },
  { "load-failed", G_CALLBACK (guichet_web_page_on_load_failed), "our calm page, not the engine's" },
  { "load-failed-with-tls-errors", G_CALLBACK (guichet_web_page_on_tls_failed), "no way around" },
  { "web-process-terminated", G_CALLBACK (guichet_web_page_on_process_terminated), "calm page" },
  /* What a page asks for: the default of each is a GTK dialog or a yes */
  { "script-dialog", G_CALLBACK (guichet_web_page_on_script_dialog), "our own sheet, counted" },
  { "print", G_CALLBACK (guichet_web_page_on_print), "default: print dialog, print to file" },
  { "run-file-chooser", G_CALLBACK (guichet_web_page_on_file_chooser), "default: the file system" },
  { "run-color-chooser", G_CALLBACK (guichet_web_page_on_color_chooser), "default: a dialog" },
  { "permission-request", G_CALLBACK (guichet_web_page_on_permission_request), "all denied" },
  { "query-permission-state", G_CALLBACK (guichet_web_page_on_query_permission), "all denied" },
  { "authenticate", G_CALLBACK (guichet_web_page_on_authenticate), "default: a password dialog" },
  { "context-menu", G_CALLBACK (guichet_web_page_on_context_menu), "open, save, inspect" },
  { "show-notification", G_CALLBACK (guichet_web_page_on_show_notification), "desktop service" },
  { "enter-fullscreen", G_CALLBACK (guichet_web_page_on_fullscreen), "the bar stays in sight" },
  { "user-message-received", G_CALLBACK (guichet_web_page_on_user_message), "no extension talks" },
  /* Left to the engine */
  { "show-option-menu", NULL, "list of a <select>: a popover with the page's words, no way out" },
  { "leave-fullscreen", NULL, "never entered" },
  { "ready-to-show", NULL, "popups are shown when the screen takes them" },
  { "run-as-modal", NULL, "no default handler; allow-modal-dialogs is off" },
  { "mouse-target-changed", NULL, "no default handler; addresses are not shown" },
  { "resource-load-started", NULL, "no default handler; we keep no trace of what is loaded" },
  { "context-menu-dismissed", NULL, "no default handler; there is no menu" },
  { "submit-form", NULL, "no default handler; what was typed is never looked at" },
  { "insecure-content-detected", NULL, "not emitted since 2.46; such content is blocked" },
  { NULL, NULL, NULL },
};

static const GuichetWebSignal session_table[] = {
  { "download-started", G_CALLBACK (on_download_started), "default: writes into the home directory" },
  { NULL, NULL, NULL },
};

static const GuichetWebSignal download_table[] = {
  { "decide-destination", G_CALLBACK (guichet_web_download_on_decide_destination),
    "default: the downloads directory" },
  { "received-data", G_CALLBACK (guichet_web_download_on_received_data), "looked at, counted" },
  { "created-destination", NULL, "no default handler; it lies where we said" },
  { "failed", G_CALLBACK (guichet_web_download_on_failed), "cut off, or cancelled by us" },
  { "finished", G_CALLBACK (guichet_web_download_on_finished), "taken out of the file system" },
  { NULL, NULL, NULL },
};

static const GuichetWebSignal context_table[] = {
  { "automation-started", NULL, "automation is not allowed" },
  { "initialize-notification-permissions", NULL, "no default handler; nothing is permitted" },
  { "initialize-web-process-extensions", NULL, "no default handler; no extension is loaded" },
  { "user-message-received", NULL, "no extension talks; default: the message is dropped" },
  { NULL, NULL, NULL },
};
/* clang-format on */

const GuichetWebSignal *
guichet_web_signals_get_table (GType type)
{
  if (type == WEBKIT_TYPE_WEB_VIEW)
    return view_table;
  if (type == WEBKIT_TYPE_NETWORK_SESSION)
    return session_table;
  if (type == WEBKIT_TYPE_DOWNLOAD)
    return download_table;
  if (type == WEBKIT_TYPE_WEB_CONTEXT)
    return context_table;
  return NULL;
}

static void
connect_table (GObject *object, const GuichetWebSignal *table, gpointer user_data)
{
  for (const GuichetWebSignal *row = table; row->name != NULL; row++)
    if (row->handler != NULL)
      g_signal_connect (object, row->name, row->handler, user_data);
}

void
guichet_web_signals_connect_view (WebKitWebView *view, gpointer page)
{
  connect_table (G_OBJECT (view), view_table, page);
  g_object_set_data (G_OBJECT (view), PAGE_DATA, page);
}

void
guichet_web_signals_disconnect_view (WebKitWebView *view, gpointer page)
{
  g_signal_handlers_disconnect_by_data (view, page);
  g_object_set_data (G_OBJECT (view), PAGE_DATA, NULL);
}

void
guichet_web_signals_connect_session (WebKitNetworkSession *session, const char *download_dir)
{
  connect_table (G_OBJECT (session), session_table, NULL);
  g_object_set_data_full (G_OBJECT (session), DIR_DATA, g_strdup (download_dir), g_free);
}

static void
on_download_started (WebKitNetworkSession *session, WebKitDownload *download, gpointer user_data)
{
  WebKitWebView *view = webkit_download_get_web_view (download);
  GuichetWebPage *page = view != NULL ? g_object_get_data (G_OBJECT (view), PAGE_DATA) : NULL;

  g_autoptr (GuichetWebDownload) taken =
      guichet_web_download_new (download, g_object_get_data (G_OBJECT (session), DIR_DATA));

  connect_table (G_OBJECT (download), download_table, taken);
  /* A file that nobody on the screen takes is not fetched. */
  if (page == NULL || !guichet_web_page_on_download (page, taken))
    guichet_web_download_cancel (taken);
}
