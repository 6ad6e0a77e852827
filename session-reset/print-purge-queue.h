/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "printer-settings.h"

/** What CUPS is asked about the printer's queue, and told. Blocks, for some seconds where CUPS does
 *  not answer: for one thread that is not the main one. */
typedef struct _GuichetPrintPurgeQueue GuichetPrintPurgeQueue;

typedef struct {
  guint id;
  int state;       /* job-state of RFC 8011: an ipp_jstate_t */
  guint signature; /* changes when anything moves */
} GuichetPrintPurgeJob;

typedef struct {
  gboolean is_printing;
  gboolean is_stopped;
  gboolean is_hindered; /* stopped, or has something to complain of: nothing will come out soon */
} GuichetPrintPurgePrinter;

/** @settings must outlive it. Of a queue that is not set nothing is to be asked. @is_everybodys:
 *  also jobs of other users are meant. */
GuichetPrintPurgeQueue *guichet_print_purge_queue_new (const GuichetPrinterSettings *settings,
                                                       gboolean is_everybodys);
void guichet_print_purge_queue_free (GuichetPrintPurgeQueue *self);

/** First. FALSE: there is no CUPS. */
gboolean guichet_print_purge_queue_connect (GuichetPrintPurgeQueue *self);
/** All that are meant in the queue, also those that are over; element type GuichetPrintPurgeJob;
 *  owned by the caller. NULL: no answer. A queue that does not exist has none. */
GArray *guichet_print_purge_queue_list_jobs (GuichetPrintPurgeQueue *self);
/** @purges: it is forgotten too, with its record and its document. */
void guichet_print_purge_queue_cancel_job (GuichetPrintPurgeQueue *self, guint id, gboolean purges);
/** What the printer says. */
GuichetPrintPurgePrinter guichet_print_purge_queue_look (GuichetPrintPurgeQueue *self);
/** Sets a stopped queue going, which cupsd.conf lets this user do. */
void guichet_print_purge_queue_resume (GuichetPrintPurgeQueue *self);
/** The printer's, as of the last look; borrowed until the next. NULL: not known. */
const char *guichet_print_purge_queue_get_device_uri (GuichetPrintPurgeQueue *self);
