/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan-thread.h"

/**
 * GuichetScanService: org.guichet.Scanner1 on one connection, whose other side is a world: hostile.
 * Main thread only.
 *
 * Signals: "closed": the other side is gone, or broke the protocol.
 */
#define GUICHET_TYPE_SCAN_SERVICE (guichet_scan_service_get_type ())
G_DECLARE_FINAL_TYPE (GuichetScanService, guichet_scan_service, GUICHET, SCAN_SERVICE, GObject)

/** Serves @thread (borrowed) on @fd (one end of a socket pair, taken over). Blocks until the other
 *  side has said hello. */
GuichetScanService *guichet_scan_service_new (int fd, GuichetScanThread *thread, GError **error);
