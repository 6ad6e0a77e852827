/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "print-reason.h"

/**
 * Writes to @out (a memfd) the @pages ("2-3, 7"; "": all) of the PDF that @in holds, without what
 * is not printed: title, author, attachments, scripts, actions. @n_chosen: how many pages those
 * are. The document is hostile: to be called in a process that is confined to this alone.
 */
GuichetPrintReason guichet_pdf_pages_write (int in, int out, const char *pages, guint *n_chosen);
/** Leaves this process memory and its open files, nothing else: no file, no socket, no network. To
 *  be called before there is a thread. FALSE: it must not go on. */
gboolean guichet_pdf_pages_confine (void);
