/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "jpeg-remake.h"

/** One page of A4 to be. */
typedef struct {
  GuichetJpeg
      sides[2]; /* one fills the page from its corner; of a card both, one above the other */
  guint n_sides;
  guint turns; /* quarters, clockwise: a page that lies is A4 lying */
  gboolean is_card;
} GuichetScanPdfPage;

/**
 * Writes a PDF of @pages, whose JPEG goes into it byte for byte, each at its real size, into @fd
 * (memory, not sealed yet). Any thread. FALSE and @error when there is not enough memory.
 */
gboolean guichet_scan_pdf_write (const GuichetScanPdfPage *pages, guint n_pages, int fd,
                                 GError **error);
