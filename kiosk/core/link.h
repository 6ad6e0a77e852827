/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetLink: the shell's end of the socket pair to the supervisor; also where workers are asked
 * for (workers.h). Main thread only.
 *
 * Signals, emitted when the supervisor calls; the handler does the work and then calls the
 * matching guichet_link_*_done():
 *  "show-curtain", "show-home", "check-sandbox";
 *  "tell" (const char *what): a sentence on the curtain; nothing to answer;
 *  "show-warning" (const char *kind, guint countdown), "hide-warning", "set-time" (int minutes,
 *  const char *extension, guint gain): as in the interface; nothing to answer;
 *  "closed": the supervisor is gone: the shell must exit at once.
 */
#define GUICHET_TYPE_LINK (guichet_link_get_type ())
G_DECLARE_FINAL_TYPE (GuichetLink, guichet_link, GUICHET, LINK, GObject)

/**
 * Takes over @fd (one end of a socket pair, closed with the link), makes the gate's listening
 * socket on 127.0.0.1 and hands it to the supervisor. Blocks until that is answered (at most 5 s).
 */
GuichetLink *guichet_link_new (int fd, GError **error);
/** "http://127.0.0.1:PORT", borrowed. */
const char *guichet_link_get_gate_uri (GuichetLink *self);

void guichet_link_show_curtain_done (GuichetLink *self);
void guichet_link_show_home_done (GuichetLink *self);

void guichet_link_check_sandbox_done (GuichetLink *self, guint seccomp);

void guichet_link_report_sandbox (GuichetLink *self, guint seccomp);
void guichet_link_begin_visit (GuichetLink *self);
void guichet_link_count (GuichetLink *self, const char *metric, const char *label);
void guichet_link_end_visit (GuichetLink *self);
void guichet_link_extend_visit (GuichetLink *self);
/** @kind: "code" or "download". */
void guichet_link_set_hold (GuichetLink *self, const char *kind, gboolean is_held);
void guichet_link_ask_help (GuichetLink *self, gboolean is_asked);
