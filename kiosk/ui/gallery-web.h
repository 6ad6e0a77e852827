/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "web-dialog.h"
#include "web-page.h"
#include "web-session.h"

/** Stand-ins for kiosk/web, driven by hand: pages without a web engine, for looking at the shell.
 */
void gallery_page_set_state (GuichetWebPage *page, GuichetWebPageState state,
                             GuichetWebPageFailure failure, const char *host);
void gallery_page_set_loading (GuichetWebPage *page, gboolean loading, double progress);
void gallery_page_set_painted (GuichetWebPage *page);
void gallery_page_ask (GuichetWebPage *page, GuichetWebDialogKind kind, const char *text);
void gallery_page_notice (GuichetWebPage *page, GuichetWebNotice notice);
/** What the sandbox's check will answer; 2 is the good one. */
void gallery_set_seccomp (guint seccomp);
guint gallery_get_n_live_pages (void);
