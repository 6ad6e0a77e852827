/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "web-download.h"
#include "web-file-request.h"
#include "web-page.h"

/**
 * Downloads and file buttons without an engine, for the gallery and the shell's tests. Each is
 * owned by the caller.
 */
GuichetWebDownload *gallery_download_start (GuichetWebPage *page, guint64 announced);
void gallery_download_set_received (GuichetWebDownload *self, guint64 received);
/** @document: in RECEIVED; kept. */
void gallery_download_end (GuichetWebDownload *self, GuichetWebDownloadState state,
                           GuichetDocument *document);

/** As if a field that accepts @accept was pressed. */
GuichetWebFileRequest *gallery_file_request_start (GuichetWebPage *page, const char *accept,
                                                   gboolean multiple);
/** The same of a field that wants a picture taken. */
GuichetWebFileRequest *gallery_file_request_start_capture (GuichetWebPage *page,
                                                           const char *accept);
/** What it was answered with; 0: nothing, or not yet. */
guint gallery_file_request_get_n_files (GuichetWebFileRequest *self);
