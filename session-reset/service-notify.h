/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * What the service manager is told, by sd_notify(3)'s datagrams: they reach it
 * through session-relay.c, the unit's main process; $WATCHDOG_PID is not looked at. Without
 * $NOTIFY_SOCKET nothing is sent. Main thread only; never blocks.
 */

/** @state: "READY=1", "WATCHDOG=1", "WATCHDOG=trigger"... FALSE when nobody took it. */
gboolean guichet_service_notify (const char *state);
/** Milliseconds after which a silent unit is killed ($WATCHDOG_USEC); 0: never. */
guint guichet_service_notify_get_watchdog_ms (void);
