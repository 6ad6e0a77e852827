/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * Moves bytes between two connected sockets until both ways are closed, one fails, or
 * @cancellable is cancelled; then closes both. At most @max_out bytes go from @inside to @outside:
 * one more ends the tunnel. The bytes go through kernel pipes (splice(2)): they
 * never are in this process's memory. Calls @done (once, main thread) at the end.
 */
void guichet_gate_tunnel_run (GSocket *inside, GSocket *outside, guint64 max_out,
                              GCancellable *cancellable, void (*done) (gpointer user_data),
                              gpointer user_data);
