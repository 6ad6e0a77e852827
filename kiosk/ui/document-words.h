/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document.h"
#include "tray.h"

/** What is said of documents, in plain words. Owned by the caller where not said otherwise. */

/** "38 KB", "1.2 MB". */
char *guichet_document_words_size (guint64 bytes);
/** "2 pages · 38 KB", or why it cannot be opened. */
char *guichet_document_words_details (GuichetDocument *document);
/** A name for @document, which has none that says anything, that no other in @tray has. */
char *guichet_document_words_name (GuichetDocument *document, GuichetTray *tray);
/** Why one more document is not taken: GUICHET_TRAY_ERROR. */
char *guichet_document_words_full (GuichetTray *tray, const GError *error);
