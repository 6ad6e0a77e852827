/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalogue.h"
#include "config-problem.h"
#include "service.h"
#include "web-download.h"
#include "web-file-request.h"
#include "web-page.h"
#include "web-session.h"

#include <webkit/webkit.h>

/**
 * A window with a real engine in it, on the virtual centre. Where the lab listens, and where its
 * configuration lies, comes in the environment from test-web-run.py.
 */
typedef struct {
  GuichetWebSession *session;
  GuichetCatalogue *catalogue;
  GtkWindow *window;
  GuichetWebPage *page;  /* what open_service() made */
  GuichetWebPage *popup; /* the last that page-requested gave */
  char *dir;             /* of this test */
  GString *counts;       /* "metric/label " for each "count" */
  GString *notices;      /* "NUMBER " for each "notice" */
  guint seccomp;
  guint n_painted;
  guint n_dialogs;
  guint n_prints;
  guint n_closes;
  gboolean takes_popups;
  gboolean takes_files;
  gboolean takes_downloads;
  GuichetWebDownload *download;   /* the last that was taken */
  GuichetWebFileRequest *request; /* the last file button that was taken */
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer gate_uri);
void fixture_tear_down (Fixture *fixture, gconstpointer data);
/** Test with a fresh fixture behind the lab's proxy. */
void fixture_add_test (const char *path, void (*test) (Fixture *, gconstpointer));

/** Makes a page of @service_id, puts it in the window and opens it. */
void fixture_open (Fixture *fixture, const char *service_id);
/** The same, until its first frame was drawn. */
void fixture_open_painted (Fixture *fixture, const char *service_id);

typedef gboolean (*Condition) (Fixture *fixture, gconstpointer data);
/** Runs the main loop until @condition holds; FALSE after @seconds. */
gboolean fixture_wait (Fixture *fixture, Condition condition, gconstpointer data, guint seconds);
/** Until the page is in @state; fails the test otherwise. */
void fixture_wait_state (Fixture *fixture, GuichetWebPageState state, guint seconds);
/** Until the script @js of the page gives @expected; fails the test otherwise. */
void fixture_wait_js (Fixture *fixture, const char *js, const char *expected, guint seconds);

/** Until the title of @view, any view, is @title; fails the test otherwise. */
void fixture_wait_view_title (Fixture *fixture, WebKitWebView *view, const char *title,
                              guint seconds);

/** Result of @js as a string, "" on an exception; owned. The engine takes it for a user's act. */
char *fixture_eval (Fixture *fixture, GuichetWebPage *page, const char *js);
/** Starts @js and does not wait for it. */
void fixture_run (Fixture *fixture, const char *js);

/** Real input: "mousemove 10 10 click 1", "key Down". */
void fixture_xdotool (const char *arguments);

/** Answer of the lab's control port to @method @target; owned. */
char *lab_call (const char *method, const char *target);
/** Number of the last line of its journal. */
guint64 lab_get_last (void);
