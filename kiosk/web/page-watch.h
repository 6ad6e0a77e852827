/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <webkit/webkit.h>

/**
 * GuichetPageWatch: knows whether a page still answers. WebKit's own is-web-process-responsive only
 * moves when somebody types, so this asks: a script that does nothing is sent, and a page that does
 * not run it in time is stuck.
 *
 * It asks only while the page is seen and for a short while after it was poked (a person's input, a
 * load): an idle page costs no timer and no wake-up. Main thread only.
 *
 * Signals: "stuck", "recovered".
 */
#define GUICHET_TYPE_PAGE_WATCH (guichet_page_watch_get_type ())
G_DECLARE_FINAL_TYPE (GuichetPageWatch, guichet_page_watch, GUICHET, PAGE_WATCH, GObject)

/** @view is borrowed until dispose: the page that owns both keeps it. */
GuichetPageWatch *guichet_page_watch_new (WebKitWebView *view);
/** Something happened: look for a while. */
void guichet_page_watch_poke (GuichetPageWatch *self);
/** While the page stands still for a good reason (a dialog is open). Nested calls count. */
void guichet_page_watch_hold (GuichetPageWatch *self);
void guichet_page_watch_release (GuichetPageWatch *self);
/** Forgets what was asked: the process is another one now. */
void guichet_page_watch_reset (GuichetPageWatch *self);
