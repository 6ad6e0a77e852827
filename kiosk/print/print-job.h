/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "print-options.h"

#include <gio/gio.h>

/** Where and within what this terminal prints. Strings are borrowed and must outlive the jobs. */
typedef struct {
  const char *program; /* that knows --prepare (prepare.h) */
  const char *server;  /* CUPS' socket */
  const char *queue;
  const char *user;
  const char *black_option; /* or NULL */
  const char *title;        /* of every job: says nothing */
  int status;               /* the supervisor's pipe (worker-channel.h) */
  guint n_spent;            /* sides of the visit before this worker */
  GuichetPrintLimits limits;
} GuichetPrintPlace;

/**
 * GuichetPrintJob: one print, from the document to the last sheet, carried out in a thread of its
 * own: preparing it, asking the queue and the device, sending, following, and taking it out of CUPS
 * when it is over. Main thread only. It keeps itself alive until it is over.
 *
 * Signals, in the main thread:
 *  "changed" (GuichetPrintState, GuichetPrintReason);
 *  "moved": something was heard of it; its follower lives.
 *
 * What it takes of the visit's pages, and how many sheets CUPS accepted, it tells the supervisor
 * itself, from its thread: nobody can end the worker between the print and the word.
 */
#define GUICHET_TYPE_PRINT_JOB (guichet_print_job_get_type ())
G_DECLARE_FINAL_TYPE (GuichetPrintJob, guichet_print_job, GUICHET, PRINT_JOB, GObject)

/** @document: sealed memfd, duplicated. @options: hostile, copied. @n_spent: sides of the visit
 *  before it. */
GuichetPrintJob *guichet_print_job_new (const GuichetPrintPlace *place, int document,
                                        const GuichetPrintOptions *options, guint n_spent);
void guichet_print_job_start (GuichetPrintJob *self);
/** Possible at any moment; "changed" tells when it is so. */
void guichet_print_job_cancel (GuichetPrintJob *self);
gboolean guichet_print_job_is_over (GuichetPrintJob *self);
/** Sides that it took of what the visit may print; once it is over. */
guint guichet_print_job_get_n_spent (GuichetPrintJob *self);
