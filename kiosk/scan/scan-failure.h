/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** Why a scan did not work: what a person can do something about, nothing of a driver's. */
typedef enum {
  GUICHET_SCAN_BUSY,      /* somebody else scans */
  GUICHET_SCAN_JAMMED,    /* a sheet is stuck */
  GUICHET_SCAN_OPEN,      /* a cover is open */
  GUICHET_SCAN_EMPTY,     /* no sheet in the feeder, or no more */
  GUICHET_SCAN_SILENT,    /* no answer for too long: the worker was ended */
  GUICHET_SCAN_CUT,       /* it stopped in the middle of a page */
  GUICHET_SCAN_DEAD,      /* off, unplugged, not to be reached, or there is none */
  GUICHET_SCAN_REFUSED,   /* this machine may not use it */
  GUICHET_SCAN_CANCELLED, /* the resident's own wish */
  GUICHET_SCAN_OTHER,     /* anything else */
  GUICHET_SCAN_N_FAILURES
} GuichetScanFailure;

/** Errors of this domain have a GuichetScanFailure as code. Registered as D-Bus errors
 *  org.guichet.Scanner1.Error.NAME by the first use of the quark. */
#define GUICHET_SCAN_ERROR (guichet_scan_error_quark ())
GQuark guichet_scan_error_quark (void);

/** Label of the metric "scan-failed"; NULL for what is not counted. Static. */
const char *guichet_scan_failure_to_label (GuichetScanFailure failure);
/** Whether the device itself is to blame, and staff should look at it. */
gboolean guichet_scan_failure_is_of_device (GuichetScanFailure failure);
/** The failure in @error: OTHER for errors of another domain, but for cancelled ones; SILENT when
 *  the worker was gone. */
GuichetScanFailure guichet_scan_failure_from_error (const GError *error);
