/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * Why a print waits or failed: a closed list. The order of the device's own is the order in which
 * they are told when there are several: a cover is opened because of a jam.
 */
typedef enum {
  GUICHET_PRINT_REASON_NONE,
  /* The device, as itself or CUPS tells */
  GUICHET_PRINT_REASON_COVER_OPEN,
  GUICHET_PRINT_REASON_PAPER_JAM,
  GUICHET_PRINT_REASON_PAPER_OUT,
  GUICHET_PRINT_REASON_TRAY_MISSING,
  GUICHET_PRINT_REASON_TRAY_FULL, /* where sheets come out */
  GUICHET_PRINT_REASON_INK_OUT,
  GUICHET_PRINT_REASON_OFF,    /* it does not answer at all */
  GUICHET_PRINT_REASON_FROZEN, /* it answers, or seems to, but nothing moves */
  GUICHET_PRINT_REASON_DEVICE, /* gave up for a reason of its own */
  /* The queue */
  GUICHET_PRINT_REASON_PAUSED, /* stopped, or takes no jobs */
  GUICHET_PRINT_REASON_NO_PRINTER,
  /* The document, and what was asked */
  GUICHET_PRINT_REASON_DOCUMENT,  /* broken, or too hard to read in time */
  GUICHET_PRINT_REASON_ENCRYPTED, /* needs a password, or forbids printing */
  GUICHET_PRINT_REASON_TOO_LARGE,
  GUICHET_PRINT_REASON_NO_PAGES, /* the pages asked for do not exist */
  GUICHET_PRINT_REASON_TOO_MANY_PAGES,
  GUICHET_PRINT_REASON_VISIT_PAGES, /* more than one visit may print */
  GUICHET_PRINT_REASON_TOO_MANY_COPIES,
  GUICHET_PRINT_REASON_NOT_OFFERED, /* colour or two sides, where there is none */
  GUICHET_PRINT_REASON_BUSY,        /* another print of this visit is not over */
  GUICHET_PRINT_REASON_PAGE,        /* a web page that gives no document; of the shell alone */
  GUICHET_PRINT_N_REASONS
} GuichetPrintReason;

/** A life that ends in one of the last three. */
typedef enum {
  GUICHET_PRINT_PREPARING, /* the document is checked */
  GUICHET_PRINT_SENDING,
  GUICHET_PRINT_PRINTING,
  GUICHET_PRINT_WAITING, /* for what the reason says */
  GUICHET_PRINT_DONE,
  GUICHET_PRINT_CANCELLED,
  GUICHET_PRINT_FAILED,
  GUICHET_PRINT_N_STATES
} GuichetPrintState;

/** Error domain whose codes are GuichetPrintReason; messages are for nobody. */
#define GUICHET_PRINT_ERROR (guichet_print_error_quark ())
GQuark guichet_print_error_quark (void);
/** The code of an error of ours; GUICHET_PRINT_REASON_DEVICE of any other. */
GuichetPrintReason guichet_print_reason_from_error (const GError *error);
void guichet_print_reason_set_error (GError **error, GuichetPrintReason reason);

/** "paper-out"... Static. */
const char *guichet_print_reason_to_name (GuichetPrintReason reason);
/** GUICHET_PRINT_REASON_DEVICE for what is on no list: it comes from the other side. */
GuichetPrintReason guichet_print_reason_from_name (const char *name);
const char *guichet_print_state_to_name (GuichetPrintState state);
/** GUICHET_PRINT_FAILED for what is on no list. */
GuichetPrintState guichet_print_state_from_name (const char *name);
gboolean guichet_print_state_is_final (GuichetPrintState state);
/** Whether @reason is the device's or the queue's fault, to be counted as one. */
gboolean guichet_print_reason_is_device (GuichetPrintReason reason);

/**
 * What one keyword of printer-state-reasons (RFC 8011, 5.4.12; PWG 5100.9) means, whatever its
 * suffix: CUPS 2.4 passes a device's "-error" on as "-warning". NONE for what is no fault.
 */
GuichetPrintReason guichet_print_reason_from_keyword (const char *keyword);
/** The one to tell of @a and @b. */
GuichetPrintReason guichet_print_reason_first (GuichetPrintReason a, GuichetPrintReason b);
