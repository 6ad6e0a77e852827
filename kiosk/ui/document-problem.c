/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-problem.h"

#include <glib/gi18n.h>

typedef struct {
  const char *title;
  const char *text;
} Words;

/* What a resident cannot tell apart is told alike. */
static const Words words[] = {
  [0] = { N_ ("This document could not be opened"),
          N_ ("It asks too much of this terminal. Nothing else is lost: you can go on.") },
  [GUICHET_DOCUMENT_ERROR_UNKNOWN_KIND] = { N_ ("This is neither a PDF nor a picture"),
                                            N_ ("Only PDFs and pictures can be opened here.") },
  [GUICHET_DOCUMENT_ERROR_ENCRYPTED] = { N_ ("This document is protected by a password"),
                                         N_ ("It cannot be opened here. Ask whoever sent it for a "
                                             "copy without a password.") },
  [GUICHET_DOCUMENT_ERROR_BROKEN] = { N_ ("This document is damaged"),
                                      N_ ("If it comes from a website, try to download it once "
                                          "more.") },
  [GUICHET_DOCUMENT_ERROR_TOO_MANY_PAGES] = { N_ ("This document has too many pages"),
                                              N_ ("It cannot be opened here. If you need a part of "
                                                  "it, ask at reception.") },
  [GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES] = { N_ ("This document is too large"),
                                              N_ ("It does not fit into the memory of this "
                                                  "terminal.") },
  [GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS] = { N_ ("This picture is too large"),
                                               N_ ("It does not fit into the memory of this "
                                                   "terminal.") },
  [GUICHET_DOCUMENT_ERROR_UNAVAILABLE] = { N_ ("Documents cannot be opened at the moment"),
                                           N_ ("Please tell the people at reception.") },
};

static const Words *
find (int code)
{
  if (code < 0 || code >= (int)G_N_ELEMENTS (words) || words[code].title == NULL)
    code = 0;
  return &words[code];
}

const char *
guichet_document_problem_get_title (int code)
{
  return _ (find (code)->title);
}

const char *
guichet_document_problem_get_text (int code)
{
  return _ (find (code)->text);
}
