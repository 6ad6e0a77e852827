/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document-protocol.h"

/**
 * One run of guichet-document in its sandbox: starts, is asked, answers, is killed. Main thread
 * only.
 */
typedef struct _GuichetDocumentProcess GuichetDocumentProcess;

/**
 * @reply is NULL when the process is gone or spoke nonsense: it is of no more use then. @fd: what
 * came with the reply, or -1; the callee's. Never called from within the functions below.
 */
typedef void (*GuichetDocumentAnswer) (const GuichetDocumentReply *reply, int fd,
                                       gpointer user_data);

/** @opener is borrowed. @fd (the document) is borrowed too. NULL: it could not be started. */
GuichetDocumentProcess *guichet_document_process_start (const GuichetDocumentOpener *opener, int fd,
                                                        GuichetDocumentAnswer answer,
                                                        gpointer user_data);
/** Kills it, and all that it may have started. */
void guichet_document_process_free (GuichetDocumentProcess *process);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetDocumentProcess, guichet_document_process_free)

/** @list: request->n_list page numbers. FALSE: it is gone. */
gboolean guichet_document_process_ask (GuichetDocumentProcess *process,
                                       const GuichetDocumentRequest *request, const guint *list);

/** The command line of the sandbox, NULL-terminated, owned by the caller. */
char **guichet_document_command_build (const GuichetDocumentOpener *opener);
