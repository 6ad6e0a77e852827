/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-words.h"

#include <glib/gi18n.h>

static const GuichetScanWords failures[GUICHET_SCAN_N_FAILURES] = {
  [GUICHET_SCAN_BUSY] = { "guichet-clock-symbolic", N_ ("The scanner is busy"),
                          N_ ("Somebody else is using it. Wait a moment, then try again.") },
  [GUICHET_SCAN_JAMMED] = { "guichet-warning-symbolic", N_ ("A sheet is stuck in the scanner"),
                            N_ ("Do not pull on it: call the reception.") },
  [GUICHET_SCAN_OPEN] = { "guichet-warning-symbolic", N_ ("The scanner's cover is open"),
                          N_ ("Close it, then try again.") },
  [GUICHET_SCAN_EMPTY] = { "guichet-scan-symbolic", N_ ("There is no sheet in the feeder"),
                           N_ ("Put your sheets into it, or lay them on the glass.") },
  [GUICHET_SCAN_SILENT] = { "guichet-clock-symbolic", N_ ("The scanner no longer answers"),
                            N_ ("Try again. If it goes on, tell the reception.") },
  [GUICHET_SCAN_CUT] = { "guichet-warning-symbolic", N_ ("The scanner stopped in the middle"),
                         N_ ("This page must be done again. The pages before are kept.") },
  [GUICHET_SCAN_DEAD] = { "guichet-warning-symbolic", N_ ("The scanner is off or unplugged"),
                          N_ ("Switch it on, or tell the reception. Then try again.") },
  [GUICHET_SCAN_REFUSED] = { "guichet-lock-symbolic", N_ ("The scanner cannot be used here"),
                             N_ ("Tell the reception.") },
  [GUICHET_SCAN_CANCELLED] = { "guichet-scan-symbolic", N_ ("The scan was stopped"),
                               N_ ("You can begin again.") },
  [GUICHET_SCAN_OTHER] = { "guichet-warning-symbolic", N_ ("The scan did not work"),
                           N_ ("Try again. If it goes on, tell the reception.") },
};

const GuichetScanWords *
guichet_scan_words_of_failure (GuichetScanFailure failure)
{
  g_return_val_if_fail ((gsize)failure < G_N_ELEMENTS (failures), &failures[GUICHET_SCAN_OTHER]);
  return &failures[failure];
}
