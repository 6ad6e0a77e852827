/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "key-file-reader.h"

/**
 * [Scanner] of guichet.conf: the one scanner, never looked for. What is wrong is told, and there is
 * no scanner then: the terminal itself starts all the same.
 */
typedef struct {
  /* Owned */
  char *device;  /* name for SANE, "{bus}" and "{device}" in it replaced at each scan; or the http
                    address of an eSCL scanner; NULL: there is no scanner */
  char *vendor;  /* of a USB device: four small hexadecimal digits, or NULL */
  char *product; /* likewise; both or none */
  char *serial;  /* or NULL: any */
  /* State */
  gboolean is_on_network; /* its worker must see the network */
  guint silence_seconds;  /* without a row, before the scan is given up (90) */
} GuichetScannerSettings;

/** For the spec of guichet.conf. */
extern const GuichetKeySpec guichet_scanner_settings_keys[];

/** What holds when no file says otherwise: no scanner. */
GuichetScannerSettings *guichet_scanner_settings_new (void);
void guichet_scanner_settings_free (GuichetScannerSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetScannerSettings, guichet_scanner_settings_free)
void guichet_scanner_settings_read (GuichetScannerSettings *self, const GuichetKeyFile *file,
                                    GPtrArray *problems);
