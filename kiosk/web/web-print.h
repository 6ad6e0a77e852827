/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "web-page.h"

/**
 * The page as a PDF of A4 sheets, as it would come out of a printer; no dialog, and no printer: it
 * is written to the world's memory. Answers within half a minute. Main thread only.
 */
void guichet_web_print_async (GuichetWebPage *page, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
/** Sealed memory, owned by the caller; -1 and @error when the page gives no print. */
int guichet_web_print_finish (GuichetWebPage *page, GAsyncResult *result, GError **error);
