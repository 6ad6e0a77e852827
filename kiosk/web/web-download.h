/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document.h"

/**
 * GuichetWebDownload: one file on its way from a page to the visit's documents. It is written into
 * the world's memory, looked at as soon as its first bytes are there, and taken from the file
 * system before anybody hears of it. Main thread only.
 *
 * Signal "changed": more bytes, or another state; the last one tells a state but RUNNING.
 */
#define GUICHET_TYPE_WEB_DOWNLOAD (guichet_web_download_get_type ())
G_DECLARE_FINAL_TYPE (GuichetWebDownload, guichet_web_download, GUICHET, WEB_DOWNLOAD, GObject)

typedef enum {
  GUICHET_WEB_DOWNLOAD_RUNNING,
  GUICHET_WEB_DOWNLOAD_RECEIVED,  /* there is a document */
  GUICHET_WEB_DOWNLOAD_REFUSED,   /* neither a PDF nor an image: makes no sense here */
  GUICHET_WEB_DOWNLOAD_TOO_LARGE, /* over GUICHET_DOCUMENT_MAX_BYTES */
  GUICHET_WEB_DOWNLOAD_NO_MEMORY, /* it could not be kept */
  GUICHET_WEB_DOWNLOAD_FAILED,    /* cut off on the way, or not there */
  GUICHET_WEB_DOWNLOAD_CANCELLED,
} GuichetWebDownloadState;

GuichetWebDownloadState guichet_web_download_get_state (GuichetWebDownload *self);
/** Bytes so far. */
guint64 guichet_web_download_get_received (GuichetWebDownload *self);
/** Bytes that the server announced; 0: it did not. */
guint64 guichet_web_download_get_announced (GuichetWebDownload *self);
/** In RECEIVED, borrowed; its name is "" when the page gave none that means anything. */
GuichetDocument *guichet_web_download_get_document (GuichetWebDownload *self);
/** Ends it at once in CANCELLED; nothing of it stays. Nothing happens when it has ended. */
void guichet_web_download_cancel (GuichetWebDownload *self);
