/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "print-options.h"

#include <gio/gio.h>

/**
 * GuichetPrintClient: the world's end of the channel to its print worker. One print at a time. Main
 * thread only.
 *
 * Signals:
 *  "changed" (GuichetPrintState, GuichetPrintReason): of the print that was started last. Also
 *  FAILED when the worker is gone before its end was told: each print ends with a final state.
 */
#define GUICHET_TYPE_PRINT_CLIENT (guichet_print_client_get_type ())
G_DECLARE_FINAL_TYPE (GuichetPrintClient, guichet_print_client, GUICHET, PRINT_CLIENT, GObject)

/** @connection: of a worker of kind "print" (kiosk/core/workers.h); closed with the client, which
 *  ends the worker, but not what it printed. */
GuichetPrintClient *guichet_print_client_new (GDBusConnection *connection, GError **error);
/** Prints the PDF in @document: sealed memory, borrowed. Not while another print is not over. */
void guichet_print_client_print (GuichetPrintClient *self, int document,
                                 const GuichetPrintOptions *options);
/** Whether its worker is gone: nothing more can be printed by it. */
gboolean guichet_print_client_is_gone (GuichetPrintClient *self);
/** Nothing when there is nothing to cancel. */
void guichet_print_client_cancel (GuichetPrintClient *self);

/** What the printer would say now. */
void guichet_print_client_get_state_async (GuichetPrintClient *self, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
/** NONE when it is well, or nobody knows. */
GuichetPrintReason guichet_print_client_get_state_finish (GuichetPrintClient *self,
                                                          GAsyncResult *result);
