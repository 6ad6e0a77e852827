/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document-child.h"

/**
 * What the shell and guichet-document say to each other, one packet each way per call, over a
 * SOCK_SEQPACKET pair. Both run on the same machine from the same build: numbers are native. With a
 * reply comes at most one descriptor: a memfd, sealed against every change.
 */

/* Descriptors that guichet-document finds. */
enum { GUICHET_DOCUMENT_FD_CHANNEL = 3, GUICHET_DOCUMENT_FD_INPUT = 4 };

typedef enum {
  GUICHET_DOCUMENT_CALL_INSPECT = 1, /* memfd: n_pages x GuichetPageSize */
  GUICHET_DOCUMENT_CALL_RENDER,      /* memfd: pixels */
  GUICHET_DOCUMENT_CALL_TO_PDF,      /* memfd: the file */
  GUICHET_DOCUMENT_CALL_TO_JPEG,
  GUICHET_DOCUMENT_CALL_READ_TEXT,
} GuichetDocumentCall;

/* More pages than any limit: a longer list is the caller's mistake. */
#define GUICHET_DOCUMENT_MAX_LIST 4000

typedef struct {
  guint32 serial;
  guint32 call;
  guint32 page;
  guint32 width;
  guint32 height;
  guint32 quality; /* to_jpeg: 1-100; to_pdf: dots per inch, 0 as they are */
  guint32 n_list;  /* page numbers that follow the struct, in the same packet */
} GuichetDocumentRequest;

typedef struct {
  guint32 serial;
  guint32 error; /* GuichetDocumentError, or 0 */
  guint32 kind;
  guint32 flags;
  guint32 n_pages;
  guint32 width;
  guint32 height;
  guint32 stride;
  guint64 size; /* of the memfd; 0: there is none */
} GuichetDocumentReply;
