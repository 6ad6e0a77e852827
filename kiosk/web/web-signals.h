/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <webkit/webkit.h>

/**
 * What we do about every signal of the engine. Its default handlers are the way out of a kiosk
 * (file chooser, print dialog, downloads into the home directory...), and a later release may add
 * one: a test compares these tables with the signals that the library really has.
 */
typedef struct {
  const char *name;
  GCallback handler; /* NULL: left to the engine, for this reason */
  const char *reason;
} GuichetWebSignal;

/** The table of @type (web view, network session, web context, download), ended by a NULL name;
 *  NULL for a type that has none. */
const GuichetWebSignal *guichet_web_signals_get_table (GType type);
/** Connects what the tables name: on a view, with its page as user data... */
void guichet_web_signals_connect_view (WebKitWebView *view, gpointer page);
void guichet_web_signals_disconnect_view (WebKitWebView *view, gpointer page);
/** ...and on the session; downloads lie in @download_dir while they come. */
void guichet_web_signals_connect_session (WebKitNetworkSession *session, const char *download_dir);
