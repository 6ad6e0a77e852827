/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desk.h"

#include "web-download.h"
#include "web-file-request.h"

#define GUICHET_DESK_MAX_DEPTH 4

typedef enum {
  GUICHET_DESK_NOTHING,
  GUICHET_DESK_TRAY,
  GUICHET_DESK_DOCUMENT,
  GUICHET_DESK_VIEWER,
} GuichetDeskScreen;

struct _GuichetDesk {
  GObject parent_instance;

  /* Borrowed */
  const GuichetDocumentOpener *opener;
  GuichetWebPage *asking_page; /* weak: whose form waits */
  GtkWidget *viewer;           /* child of the window, or NULL */
  /* Owned */
  GuichetWindow *window;
  GuichetTray *tray;
  GPtrArray *downloads;           /* element type GuichetWebDownload; those that still come */
  GuichetWebFileRequest *request; /* a form that waits, or NULL */
  GuichetDocument *received;      /* what the banner speaks of, or NULL */
  GuichetDocument *armed;         /* goes to the next form that asks, or NULL */
  GCancellable *cancellable;
  /* State */
  GuichetDeskDevices devices;
  GuichetDeskScreen screens[GUICHET_DESK_MAX_DEPTH]; /* from below; ended by n_screens */
  guint n_screens;
  guint n_sendings; /* to forms, under way */
  gboolean is_held;
};

/* desk.c */
void guichet_desk_show (GuichetDesk *self, GuichetDeskScreen screen);
void guichet_desk_view (GuichetDesk *self, GuichetDocument *document);
void guichet_desk_tell_count (GuichetDesk *self, const char *metric, const char *label);
void guichet_desk_ask_print (GuichetDesk *self, GuichetDocument *document);
void guichet_desk_tell_changed (GuichetDesk *self);
void guichet_desk_pop_all (GuichetDesk *self);
/** After downloads or sendings came or went. */
void guichet_desk_update_hold (GuichetDesk *self);

/* desk-download.c */
gboolean guichet_desk_on_download (GuichetWebPage *page, GuichetWebDownload *download,
                                   gpointer desk);

/* desk-attach.c: a form's file button */
gboolean guichet_desk_on_files (GuichetWebPage *page, GuichetWebFileRequest *request,
                                gpointer desk);
/** Gives @documents (element type GuichetDocument) to the form that waits. */
void guichet_desk_attach (GuichetDesk *self, GPtrArray *documents);
/** TRUE when a form waits that takes @document. */
gboolean guichet_desk_is_wanted (GuichetDesk *self, GuichetDocument *document);
/** Lets the form go on without a document. */
void guichet_desk_drop_request (GuichetDesk *self);
