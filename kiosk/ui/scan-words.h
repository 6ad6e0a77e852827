/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan-failure.h"

/** What a screen of the scan says when there is one thing to do: untranslated msgids, static. */
typedef struct {
  const char *icon;
  const char *title;
  const char *text;
} GuichetScanWords;

/** Why a scan did not work, for somebody who has never seen a scanner. @has_feeder: the sheet was
 * in it. */
const GuichetScanWords *guichet_scan_words_of_failure (GuichetScanFailure failure);
