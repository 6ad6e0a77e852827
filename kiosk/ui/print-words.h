/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "print-reason.h"
#include "printer-settings.h"

/** What is said of a print: plain words, translated. Borrowed. */
typedef struct {
  const char *title;
  const char *text;
} GuichetPrintWords;

/** @reason: of WAITING and FAILED. */
GuichetPrintWords guichet_print_words_find (GuichetPrintState state, GuichetPrintReason reason);
/** What is said under the choices: how much paper it takes, or that so many pages are too many.
 *  @n_left: sides that the visit may still send. @is_possible: whether it is not too many. Owned by
 *  the caller. */
char *guichet_print_words_make_sum (const GuichetPrinterSettings *settings, guint n_left,
                                    guint n_sides, guint n_sheets, gboolean *is_possible);
/** How many free pages are left after @n_printed of this visit and, when @n_sides are more, what
 *  the centre says of the others. "" where there is nothing to say. Owned by the caller. */
char *guichet_print_words_make_price (const GuichetPrinterSettings *settings, guint n_printed,
                                      guint n_sides);
