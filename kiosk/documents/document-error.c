/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-error.h"

G_DEFINE_QUARK (guichet_document_error, guichet_document_error)

static const char *const words[] = {
  [0] = "good",
  [GUICHET_DOCUMENT_ERROR_UNKNOWN_KIND] = "unknown-kind",
  [GUICHET_DOCUMENT_ERROR_ENCRYPTED] = "encrypted",
  [GUICHET_DOCUMENT_ERROR_BROKEN] = "broken",
  [GUICHET_DOCUMENT_ERROR_TOO_MANY_PAGES] = "too-many-pages",
  [GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES] = "too-many-bytes",
  [GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS] = "too-many-pixels",
  [GUICHET_DOCUMENT_ERROR_NO_SUCH_PAGE] = "no-such-page",
  [GUICHET_DOCUMENT_ERROR_TIMEOUT] = "timeout",
  [GUICHET_DOCUMENT_ERROR_DIED] = "died",
  [GUICHET_DOCUMENT_ERROR_UNAVAILABLE] = "unavailable",
};

G_STATIC_ASSERT (G_N_ELEMENTS (words) == GUICHET_DOCUMENT_N_ERRORS);

const char *
guichet_document_error_to_word (int code)
{
  return code >= 0 && code < GUICHET_DOCUMENT_N_ERRORS ? words[code] : "unknown";
}
