/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document-kind.h"
#include "stick-error.h"

/**
 * GuichetStickClient: the world's end of the channel to its stick worker. What comes through it is
 * checked: a stick may have taken the worker over. Main thread only; one call at a time.
 *
 * Signals:
 *  "changed" (GuichetStickState): a stick came or went;
 *  "gone": the worker ended.
 * Errors of all calls are of GUICHET_STICK_ERROR, or G_IO_ERROR_CANCELLED.
 */
#define GUICHET_TYPE_STICK_CLIENT (guichet_stick_client_get_type ())
G_DECLARE_FINAL_TYPE (GuichetStickClient, guichet_stick_client, GUICHET, STICK_CLIENT, GObject)

/** A document on the stick. */
typedef struct {
  guint number;
  /* Owned; words for people */
  char *name;
  char *folder; /* "": in none */
  /* State */
  GuichetDocumentKind kind;
  guint64 size; /* bytes */
} GuichetStickEntry;

void guichet_stick_entry_free (GuichetStickEntry *entry);

/** @connection: of a worker of kind "stick" (kiosk/core/workers.h); closed with the client, which
 *  ends the worker and lets go of the stick. */
GuichetStickClient *guichet_stick_client_new (GDBusConnection *connection, GError **error);

void guichet_stick_client_get_state_async (GuichetStickClient *self, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
GuichetStickState guichet_stick_client_get_state_finish (GuichetStickClient *self,
                                                         GAsyncResult *result, GError **error);
/** Documents and pictures on the stick, newest first. */
void guichet_stick_client_look_async (GuichetStickClient *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
/** Array of GuichetStickEntry, owned by the caller. @left_out: how many more there are. */
GPtrArray *guichet_stick_client_look_finish (GuichetStickClient *self, GAsyncResult *result,
                                             guint *left_out, GError **error);
void guichet_stick_client_read_async (GuichetStickClient *self, guint number,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
/** Sealed memory, owned by the caller; -1 and @error. */
int guichet_stick_client_read_finish (GuichetStickClient *self, GAsyncResult *result,
                                      GError **error);
/** @document: sealed memory, borrowed. @name: as guichet_document_get_file_name() gives. */
void guichet_stick_client_save_async (GuichetStickClient *self, int document, const char *name,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
/** The name that it got on the stick, which may be pulled out now; owned by the caller. */
char *guichet_stick_client_save_finish (GuichetStickClient *self, GAsyncResult *result,
                                        GError **error);
/** Lets go of the stick. */
void guichet_stick_client_leave_async (GuichetStickClient *self, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
gboolean guichet_stick_client_leave_finish (GuichetStickClient *self, GAsyncResult *result,
                                            GError **error);
