/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * Why a document cannot be opened: a closed list, one sentence for a resident each. The numbers are
 * also spoken between the shell and guichet-document; 0 is "it went well".
 */
typedef enum {
  GUICHET_DOCUMENT_ERROR_UNKNOWN_KIND = 1, /* neither a PDF nor a picture that we know */
  GUICHET_DOCUMENT_ERROR_ENCRYPTED,        /* asks for a password */
  GUICHET_DOCUMENT_ERROR_BROKEN,           /* damaged, cut off, or without a page */
  GUICHET_DOCUMENT_ERROR_TOO_MANY_PAGES,
  GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES,
  GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS, /* a page or picture too large to be drawn */
  GUICHET_DOCUMENT_ERROR_NO_SUCH_PAGE,    /* the caller asked for a page that is not there */
  GUICHET_DOCUMENT_ERROR_TIMEOUT,         /* took longer than the watchdog allows; killed */
  GUICHET_DOCUMENT_ERROR_DIED,            /* the child fell: out of memory, or attacked */
  GUICHET_DOCUMENT_ERROR_UNAVAILABLE,     /* the child could not be started at all */
  GUICHET_DOCUMENT_N_ERRORS
} GuichetDocumentError;

#define GUICHET_DOCUMENT_ERROR (guichet_document_error_quark ())
GQuark guichet_document_error_quark (void);

/** A word of a closed list ("too-many-pages"), for tests and counts; never NULL. */
const char *guichet_document_error_to_word (int code);
