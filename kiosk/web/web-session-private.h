/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content-filters.h"
#include "web-session.h"

/* All borrowed. */
WebKitWebContext *guichet_web_session_get_context (GuichetWebSession *self);
WebKitNetworkSession *guichet_web_session_get_network_session (GuichetWebSession *self);
WebKitSettings *guichet_web_session_get_settings (GuichetWebSession *self);
GuichetContentFilters *guichet_web_session_get_filters (GuichetWebSession *self);
/** Where files for forms lie. */
const char *guichet_web_session_get_uploads_dir (GuichetWebSession *self);
/** The blank view of the warm-up while nobody took its process, else NULL: the first page is made
 *  beside it and so finds a web process already started. Owned by the caller. */
WebKitWebView *guichet_web_session_take_warm_view (GuichetWebSession *self);
/** Has the network process begin a connection that goes no further than the gate. */
void guichet_web_session_warm_up_tls (GuichetWebSession *self);
