/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "print-reason.h"

#include <gio/gio.h>

/** A document that is ready for CUPS. */
typedef struct {
  /* Owned */
  int fd; /* memfd, at its start */
  /* State */
  guint n_pages; /* those that were chosen */
} GuichetPrepared;

/**
 * Has "@program --prepare" (pdf-pages.h), a process of its own that may fall, take @pages of the
 * PDF in the sealed memfd @document. Blocks, for at most half a minute; any thread. Errors:
 * GUICHET_PRINT_ERROR, G_IO_ERROR_CANCELLED.
 */
gboolean guichet_prepare_run (const char *program, int document, const char *pages,
                              GCancellable *cancellable, GuichetPrepared *prepared, GError **error);
/** main() of that process: document at 0, result at 1, the number of pages told at 3. */
int guichet_prepare_main (const char *pages);
