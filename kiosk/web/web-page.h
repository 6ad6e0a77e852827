/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

typedef struct _GuichetService GuichetService;
typedef struct _GuichetWebSession GuichetWebSession;

/**
 * GuichetWebPage: one live page of a visit: a web view under the rules of its service, and what
 * the screen must know about it. Main thread only.
 *
 * Nothing is loaded before the service's content filter was compiled; when it cannot be, the page
 * fails with GUICHET_WEB_PAGE_FAILURE_CLOSED.
 *
 * Properties (read only, notified): "state" (int, GuichetWebPageState), "host" (string, the
 * canonical host of the main frame, never a path), "loading" (boolean), "progress" (double, 0 to
 * 1), "can-go-back" (boolean).
 *
 * Signals:
 *  "page-requested" (GuichetWebPage *page): a popup within the rules; it already loads. The handler
 *    takes a reference and shows it as a page of the visit, or ignores it: then it is dropped.
 *  "painted": the first frame of the page's own content after open() was drawn.
 *  "count" (const char *metric, const char *label): something for the registry.
 *  "print-requested": window.print().
 *  "close-requested": window.close() of a popup.
 *  "dialog-requested" (GuichetWebDialog *dialog), returns gboolean: the page asks something. The
 *    handler takes a reference, shows it, answers it later and returns TRUE; otherwise the default
 *    answer of web-dialog.h is given at once. At most one is open in a page.
 *  "files-requested" (GuichetWebFileRequest *request), returns gboolean: a form's file button. The
 *    handler takes a reference, answers it later and returns TRUE; otherwise it is cancelled.
 *  "download-started" (GuichetWebDownload *download), returns gboolean: a file comes. The handler
 *    takes a reference and returns TRUE; otherwise it is cancelled.
 *  "notice" (int, GuichetWebNotice): one calm sentence for a moment; nothing to decide.
 */
#define GUICHET_TYPE_WEB_PAGE (guichet_web_page_get_type ())
G_DECLARE_FINAL_TYPE (GuichetWebPage, guichet_web_page, GUICHET, WEB_PAGE, GObject)

typedef enum {
  GUICHET_WEB_PAGE_SHOWN,        /* the view is to be seen (also while it loads) */
  GUICHET_WEB_PAGE_REFUSED,      /* an address outside the list was asked for: calm page over it */
  GUICHET_WEB_PAGE_FAILED,       /* see get_failure() */
  GUICHET_WEB_PAGE_CRASHED,      /* its process ended or used too much memory */
  GUICHET_WEB_PAGE_UNRESPONSIVE, /* does not answer the ping */
} GuichetWebPageState;

typedef enum {
  GUICHET_WEB_PAGE_FAILURE_NONE,
  GUICHET_WEB_PAGE_FAILURE_OFFLINE,   /* gate or network unreachable */
  GUICHET_WEB_PAGE_FAILURE_NOT_FOUND, /* the host does not exist or does not answer */
  GUICHET_WEB_PAGE_FAILURE_TLS,       /* the site's identity cannot be verified: no way around */
  GUICHET_WEB_PAGE_FAILURE_OTHER,
  GUICHET_WEB_PAGE_FAILURE_CLOSED, /* filter or sandbox missing: nothing may be loaded */
} GuichetWebPageFailure;

typedef enum {
  GUICHET_WEB_NOTICE_DOWNLOAD, /* a file was offered, or too many at once: not taken */
  GUICHET_WEB_NOTICE_FILE,     /* the page's file button, which nobody could answer now */
  GUICHET_WEB_NOTICE_OUTSIDE,  /* a link for another program (mailto:, tel:) */
  GUICHET_WEB_NOTICE_POPUP,    /* the page wanted to open too many windows */
} GuichetWebNotice;

GuichetWebPage *guichet_web_page_new (GuichetWebSession *session, GuichetService *service);
/** The view, to be put in the window. Borrowed. */
GtkWidget *guichet_web_page_get_widget (GuichetWebPage *self);
/** Borrowed. */
GuichetService *guichet_web_page_get_service (GuichetWebPage *self);

GuichetWebPageState guichet_web_page_get_state (GuichetWebPage *self);
GuichetWebPageFailure guichet_web_page_get_failure (GuichetWebPage *self);
/** Host that was refused, in REFUSED; host of the page otherwise; NULL before the first load. */
const char *guichet_web_page_get_host (GuichetWebPage *self);
gboolean guichet_web_page_get_loading (GuichetWebPage *self);
gboolean guichet_web_page_get_can_go_back (GuichetWebPage *self);

/** Loads the service's home. */
void guichet_web_page_open (GuichetWebPage *self);
/** From REFUSED, and from FAILED when there is a page below: back to the page as it was, nothing
 *  reloaded. Otherwise: back in its history, as far as it lies within the rules. */
void guichet_web_page_go_back (GuichetWebPage *self);
/** From FAILED, CRASHED, UNRESPONSIVE: tries again (a new process where needed). */
void guichet_web_page_retry (GuichetWebPage *self);
/** 1.0 is the page's own size. */
void guichet_web_page_set_zoom (GuichetWebPage *self, double zoom);
/** Ends the page's view and its process; the object is of no use after it. */
void guichet_web_page_close (GuichetWebPage *self);
