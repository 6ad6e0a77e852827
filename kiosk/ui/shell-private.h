/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shell.h"

#include "page-view.h"
#include "printing.h"
#include "scan-page.h"
#include "stick-page.h"

/* Place of a page's own size among the sizes. */
#define GUICHET_SHELL_ZOOM_NORMAL 1

struct _GuichetShell {
  GObject parent_instance;

  /* Owned */
  GuichetWindow *window;
  GuichetCatalogue *catalogue;
  GuichetCatalogueView *catalogue_view;
  GuichetVisit *visit;
  GuichetClock *clock;
  GuichetDocumentOpener *opener;
  GuichetDesk *desk;
  GuichetWebSession *session; /* NULL until the first input */
  GHashTable *views;          /* element type GuichetWebPage, GuichetPageView, both borrowed */
  GuichetWebSessionOptions options;
  GuichetPrinting *printing;    /* NULL: not told yet */
  GuichetScanPage *scan_page;   /* a view of the window; NULL: there is no scanner */
  GuichetStickPage *stick_page; /* likewise; NULL: the centre does not take sticks */
  GCancellable *cancellable;
  GCancellable *print_cancellable; /* of the page that becomes a document */
  /* State */
  enum { ENGINE_COLD, ENGINE_WARMING, ENGINE_READY, ENGINE_CLOSED } engine;
  enum { QUESTION_TO_ASK, QUESTION_ASKED, QUESTION_DONE } question;
  GuichetVisitState told;   /* last state of the visit that was told outside */
  gboolean is_code_awaited; /* as it was told */
  gboolean is_prepared;     /* or being prepared: see web-preparation.h */
  gboolean showing_limit;
  gboolean showing_closed;
  gboolean showing_scan;
  gboolean showing_stick;
  gboolean is_copying;        /* what is scanned is printed at once */
  GuichetDeskDevices devices; /* as they were told */
  guint zoom;
  gboolean is_larger_text_told;
  gboolean is_zoom_chosen; /* by the resident; until then it follows the screen */
};

/* shell.c */
void guichet_shell_tell_count (GuichetShell *self, const char *metric, const char *label);
void guichet_shell_tell_sandbox (GuichetShell *self, guint seccomp);
void guichet_shell_tell_extension (GuichetShell *self);
void guichet_shell_tell_hold (GuichetShell *self, const char *kind, gboolean is_held);
void guichet_shell_tell_help (GuichetShell *self, gboolean is_asked);
/** What was looked at gets the keys again. */
void guichet_shell_focus_view (GuichetShell *self);
/** The resident has finished, with all that was to ask. */
void guichet_shell_tell_end (GuichetShell *self);
/** Puts on the screen what the visit is now. */
void guichet_shell_sync (GuichetShell *self);

/* shell-question.c: the question when a visit ends */

void guichet_shell_set_up_question (GuichetShell *self, gboolean has_question);
/** The visit has ended: TRUE while the question is on the screen, and the end is not told yet. */
gboolean guichet_shell_ask (GuichetShell *self);

/* shell-time.c: warnings, more time, help */

void guichet_shell_set_up_time (GuichetShell *self);
/** Tells whether a code is awaited, when that changed with the pages of the visit. */
void guichet_shell_sync_code (GuichetShell *self);

/* shell-documents.c: the documents of the visit */

void guichet_shell_set_up_documents (GuichetShell *self, GuichetSettings *settings);
void guichet_shell_clear_documents (GuichetShell *self);

/* shell-print.c: pages and documents on their way to the printer */

/** window.print(), or the bar's button. Nothing for a page that is not in front. */
void guichet_shell_print_page (GuichetShell *self, GuichetWebPage *page);
/** The visit has ended: nothing of the document stays; what is being printed may come out. */
void guichet_shell_forget_print (GuichetShell *self);

/* shell-scan.c: from paper to the tray */

/** One step back; FALSE when no scan was on the screen. */
gboolean guichet_shell_scan_go_back (GuichetShell *self);
/** Something else is looked at. */
void guichet_shell_leave_scan (GuichetShell *self);
/** The visit has ended, or the resident gave it up: nothing of it stays. */
void guichet_shell_forget_scan (GuichetShell *self);

/* shell-tools.c: what needs no service */

void guichet_shell_set_up_tools (GuichetShell *self);
/** The devices are others than before. */
void guichet_shell_tell_devices (GuichetShell *self);

/* shell-stick.c: the resident's USB stick */

/** One step back; FALSE when no stick was on the screen. */
gboolean guichet_shell_stick_go_back (GuichetShell *self);
/** Something else is looked at, or the visit has ended: the stick is let go of. */
void guichet_shell_forget_stick (GuichetShell *self);

/* shell-pages.c: the pages of the visit and the web engine under them */

/** Makes ready for the first tile that is touched, while nothing else is loading. */
void guichet_shell_prepare (GuichetShell *self);
void guichet_shell_remove_page (GuichetShell *self, GuichetWebPage *page);
void guichet_shell_remove_all_pages (GuichetShell *self);
/** Back, as the resident means it: in the page, to its opener, to the tiles. */
void guichet_shell_go_back (GuichetShell *self);
/** @step: 1 or -1 on the scale of text sizes, for all pages of the visit; 0: as it is. */
void guichet_shell_zoom (GuichetShell *self, int step);
GuichetWebPage *guichet_shell_get_current_page (GuichetShell *self);
