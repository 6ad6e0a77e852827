/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document-kind.h"

/** What a form's file field takes, and what a document must become for it. Pure. */

/** A set of kinds (1 << GuichetDocumentKind); bit 0: the field takes anything. */
typedef guint GuichetAcceptList;

#define GUICHET_ACCEPT_ANYTHING 1u

typedef enum {
  GUICHET_ACCEPT_NO, /* it cannot be sent there */
  GUICHET_ACCEPT_AS_IT_IS,
  GUICHET_ACCEPT_AS_PDF,
  GUICHET_ACCEPT_AS_JPEG,
} GuichetAcceptWay;

/**
 * Reads an "accept" attribute (HTML standard: media types, "image/" and a star, ".pdf"), which is
 * hostile input. A field that says nothing, or names nothing that we know, is taken at its word by
 * its site and not by us: ANYTHING.
 */
GuichetAcceptList guichet_accept_list_parse (const char *accept);
/** How a document of @kind with @n_pages (0: not known) gets through. */
GuichetAcceptWay guichet_accept_list_choose (GuichetAcceptList list, GuichetDocumentKind kind,
                                             guint n_pages);
