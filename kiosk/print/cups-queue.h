/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "print-options.h"

/**
 * GuichetCupsQueue: one queue of CUPS over a connection of its own. Every call blocks, for at most
 * some seconds; one thread at a time. Only this file and its device-answer.c speak CUPS.
 */
typedef struct _GuichetCupsQueue GuichetCupsQueue;

/** What a job is now, in words of ours. */
typedef enum {
  GUICHET_CUPS_JOB_WAITING, /* queued, not begun */
  GUICHET_CUPS_JOB_PRINTING,
  GUICHET_CUPS_JOB_STUCK, /* stopped or held: it would never come out by itself */
  GUICHET_CUPS_JOB_DONE,
  GUICHET_CUPS_JOB_CANCELLED,
  GUICHET_CUPS_JOB_ABORTED,
  GUICHET_CUPS_JOB_GONE, /* CUPS keeps no history, or somebody purged it */
} GuichetCupsJobState;

typedef struct {
  GuichetCupsJobState state;
  gboolean is_document_bad; /* a filter gave the document up */
  guint progress;           /* changes whenever anything moves; means nothing else */
} GuichetCupsJob;

typedef struct {
  gboolean is_printing;
  gboolean is_stopped;
  gboolean is_refusing;
  guint n_jobs;              /* waiting or printing, of anybody */
  GuichetPrintReason reason; /* of the device, as CUPS believes; may be stale */
} GuichetCupsState;

/**
 * @server: CUPS' socket. @name: the queue. @user: this process' Unix user, as CUPS authenticates
 * it. @black_option: "Name=Value" that a driver needs beside print-color-mode, or NULL. @title: all
 * that CUPS is told of a document: its records, caches and logs hold it for days.
 * Connects when first used.
 */
GuichetCupsQueue *guichet_cups_queue_new (const char *server, const char *name, const char *user,
                                          const char *black_option, const char *title);
void guichet_cups_queue_free (GuichetCupsQueue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetCupsQueue, guichet_cups_queue_free)

/** Errors: NO_PRINTER when CUPS or the queue is not there. */
gboolean guichet_cups_queue_read (GuichetCupsQueue *self, GuichetCupsState *state, GError **error);
/**
 * Asks the device itself, past CUPS, for at most some 4 s. FALSE when it is of a kind that cannot
 * be asked (USB). Call guichet_cups_queue_read() before: it learns where the device is.
 */
gboolean guichet_cups_queue_ask_device (GuichetCupsQueue *self, GuichetPrintReason *reason);
/** Of a job that CUPS says is done: NONE, or what the device says against it. As above. */
GuichetPrintReason guichet_cups_queue_doubt_done (GuichetCupsQueue *self);
/**
 * Sends the PDF that @fd holds from its start, with a title that says nothing. Of @options, the
 * pages are not used: they were chosen before. Gives the job's number, 0 on error.
 */
guint guichet_cups_queue_submit (GuichetCupsQueue *self, int fd, const GuichetPrintOptions *options,
                                 GError **error);
gboolean guichet_cups_queue_read_job (GuichetCupsQueue *self, guint id, GuichetCupsJob *job,
                                      GError **error);
/** The backend tells the device, which takes a moment after this returned. */
gboolean guichet_cups_queue_cancel (GuichetCupsQueue *self, guint id, GError **error);
/** Takes the record and the document of @id away. Not while its backend runs: that would be killed
 *  before it could tell the device. */
gboolean guichet_cups_queue_purge (GuichetCupsQueue *self, guint id, GError **error);
/** As guichet_cups_queue_purge() for all jobs of this user in this queue: nothing of an earlier
 *  visit may come out before this one's. */
gboolean guichet_cups_queue_purge_all (GuichetCupsQueue *self, GError **error);
