/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** What may go wrong, by kind. */
typedef enum {
  GUICHET_FAULT_START,      /* a world did not start, or did not show its tiles */
  GUICHET_FAULT_SHELL_DIED, /* the shell in front ended by itself */
  GUICHET_FAULT_SHELL_HUNG, /* it did not answer */
  GUICHET_FAULT_SANDBOX,    /* WebKit's sandbox was not on */
  GUICHET_FAULT_WIPE,       /* a wipe was not proved */
  GUICHET_FAULT_COUNTS,     /* counts of a visit were not written */
  GUICHET_FAULT_PRINTER,    /* said by its worker */
  GUICHET_FAULT_SCANNER,    /* likewise */
  GUICHET_FAULT_LEFTOVERS,  /* a supervisor before this one was killed in the middle */
  GUICHET_N_FAULTS
} GuichetFault;

/** "start", "shell-died"... Static. */
const char *guichet_fault_to_name (GuichetFault fault);

/**
 * GuichetFaultCounts: failures since the terminal was set up, and those of them that may leave it.
 * What fails in a visit would tell when somebody was there: it leaves once its day is over; what
 * fails without one leaves at once. Zero it before use.
 */
typedef struct {
  char day[sizeof "YYYY-MM-DD"];
  guint n[GUICHET_N_FAULTS];
  guint n_published[GUICHET_N_FAULTS];
} GuichetFaultCounts;

/** @today: "YYYY-MM-DD". On a later day than the last one, all that was counted is published. On an
 *  earlier one the clock is wrong, and the day stays. */
void guichet_fault_counts_begin_day (GuichetFaultCounts *self, const char *today);
/** @is_of_visit: a visit was in progress. What puts the terminal out of order is published all the
 *  same, for that state is told at once. */
void guichet_fault_counts_add (GuichetFaultCounts *self, GuichetFault fault, gboolean is_of_visit,
                               const char *today);

/** What a supervisor before this one left at @path; what is damaged counts as nothing. */
void guichet_fault_counts_load (GuichetFaultCounts *self, const char *path);
/** Whole or not at all. The file names no time but the day, and its own time is that midnight. */
gboolean guichet_fault_counts_save (const GuichetFaultCounts *self, const char *path,
                                    GError **error);
