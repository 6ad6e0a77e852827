/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _GuichetSettings GuichetSettings;
typedef struct _GuichetCatalogue GuichetCatalogue;

/**
 * Whether services can be reached, asked for by staff: some of them are connected to (directly or
 * through the centre's proxy, without a word to the service itself). Answers within some 8 s.
 */
void guichet_network_look_async (const GuichetSettings *settings, GuichetCatalogue *catalogue,
                                 GAsyncReadyCallback callback, gpointer user_data);
/** "works"; "no-cable": the machine has no address; "no-names": no name is resolved; "no-proxy":
 *  the centre's proxy does not answer; "no-answer": nothing does. Static. */
const char *guichet_network_look_finish (GAsyncResult *result);
