/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "web-session.h"

/**
 * What can be done before a page is asked for, once the warm-up is over; all of it for speed,
 * nothing waits for it and nothing depends on it. Compiles the content filters of @services
 * (element type GuichetService; kept), first ones first, and has the network process make ready for
 * TLS. Stops when @cancellable is cancelled.
 */
void guichet_web_preparation_start (GuichetWebSession *session, GPtrArray *services,
                                    GCancellable *cancellable);
