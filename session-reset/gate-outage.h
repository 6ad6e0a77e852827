/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** How far the gate came on its way out. */
typedef enum {
  GUICHET_GATE_STAGE_PROXY,   /* to the centre's proxy */
  GUICHET_GATE_STAGE_RESOLVE, /* a name to its addresses */
  GUICHET_GATE_STAGE_CONNECT, /* to an address */
} GuichetGateStage;

/**
 * What a page is told when the gate did not reach its host: "503 ..." when it is the terminal that
 * has no network, so that the person is told of the Internet and not of a site; "502 ..." or
 * "504 ..." when it is the host. @error: of @stage; its time being over is G_IO_ERROR_CANCELLED.
 * @quiet_us: microseconds since the gate last reached any host; a minute without an outage is taken
 * for proof that there is a network. Static.
 */
const char *guichet_gate_outage_get_status (GuichetGateStage stage, const GError *error,
                                            gint64 quiet_us);
