/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document-child.h"
#include "document.h"

/**
 * Finds out, in the sandbox, how many pages @document has and what its first page looks like, and
 * tells it (guichet_document_set_examined, _set_thumbnail). Returns at once; holds @document until
 * it is done or @cancellable says so. @opener is borrowed and must outlive that. @size: pixels that
 * the picture may be wide and high.
 */
void guichet_document_examine (const GuichetDocumentOpener *opener, GuichetDocument *document,
                               guint size, GCancellable *cancellable);
