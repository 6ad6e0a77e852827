/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document-error.h"

/** Why a document cannot be opened, in plain words; @code: a GuichetDocumentError. Static,
 * translated; never NULL. */
const char *guichet_document_problem_get_title (int code);
/** What can be done about it. */
const char *guichet_document_problem_get_text (int code);
