/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document-protocol.h"

/**
 * Judges what the child answered, as if an attacker had: TRUE when every number of @reply fits the
 * others, the limits of @opener and @request, and @fd (-1: none came) is a memfd of that size which
 * nobody can change any more.
 */
gboolean guichet_document_reply_is_sound (const GuichetDocumentReply *reply,
                                          const GuichetDocumentRequest *request,
                                          const GuichetDocumentOpener *opener, int fd);

/** Both only after the above was TRUE. @fd stays the caller's. NULL: out of memory. */
GuichetDocumentFacts *guichet_document_reply_read_facts (const GuichetDocumentReply *reply, int fd);
GuichetPixels *guichet_document_reply_map_pixels (const GuichetDocumentReply *reply, int fd);
