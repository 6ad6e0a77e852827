/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _GuichetAllowList GuichetAllowList;

/**
 * The rules of a service in the two languages that the engine enforces by itself. Pure.
 *
 * Both are anchored at the scheme and end at the "/" that follows host and port in every canonical
 * URI, so that "www.caf.fr.evil.example", "www.caf.fr@evil.example" and another port do not match.
 */

/**
 * JSON source of a WebKit content filter: everything is blocked, then hosts of @navigate are let
 * through for all loads, hosts that stand only in @load for all but the document of the main frame
 * (so a page may embed them, but not become them). WebSockets follow their page's rule (https: wss,
 * http: ws). The opening of a window itself is let through: nothing is asked of anybody by it, and
 * only so does the shell hear of it and can say no aloud; its document meets the rules again. Never
 * uses "|", which the compiler does not know. Owned by the caller.
 */
char *guichet_filter_rules_build (const GuichetAllowList *navigate, const GuichetAllowList *load);

/**
 * A Content-Security-Policy that keeps frames to @load, blob: and data:. The engine checks it
 * before it asks for a navigation decision, and that is how a refused address is known to be the
 * main frame's: the decision itself does not say. Owned by the caller.
 */
char *guichet_filter_rules_build_frame_policy (const GuichetAllowList *load);
