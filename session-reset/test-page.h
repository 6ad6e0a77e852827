/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "staff-place.h"

/** One A4 page in the language of the program, with words, greys and the edges of the paper. */
GBytes *guichet_test_page_make (void);
/** Prints it on the way of a resident's documents: worker, queue, printer. Nothing is counted. */
void guichet_test_page_print_async (const GuichetStaffPlace *place, GAsyncReadyCallback callback,
                                    gpointer user_data);
/** "printed", or why not: "no-printer", "paper-out" and what else Printer1 names. Owned by the
 *  caller. */
char *guichet_test_page_print_finish (GAsyncResult *result);
