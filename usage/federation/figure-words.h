/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures.h"

/** How figures are said, the same in all outputs. Texts are owned by the caller unless static. */

/** "12 340": groups of three, by narrow no-break spaces. */
char *guichet_words_number (gint64 n);
/** "+4 %", "−12 %", "stable", or "–" when there is nothing to compare with. */
char *guichet_words_change (const GuichetSum *now, const GuichetSum *before);
/** The number of @row; "under 20" when all of it was withheld, "–" when it was not counted. */
char *guichet_words_row (const GuichetFigures *figures, const GuichetFigureTable *table,
                         const GuichetFigureRow *row);
/** The same for the whole @table. */
char *guichet_words_total (const GuichetFigures *figures, const GuichetFigureTable *table);
/** The visits of one month (from 1) of this year or, @is_before, of the year before. */
char *guichet_words_visits (const GuichetFigures *figures, int month, gboolean is_before);
/** TRUE when a centre counted visits in that month and withheld all of them. */
gboolean guichet_words_are_visits_withheld (const GuichetFigures *figures, int month,
                                            gboolean is_before);
/** "under 20" or "too few". */
char *guichet_words_withheld (const GuichetFigures *figures);
/** "2025", "January to October 2026" or "March 2026". */
char *guichet_words_period (const GuichetFigures *figures);
/** What the other column of a comparison is: the same of the year before. */
char *guichet_words_period_before (const GuichetFigures *figures);
/** "January", from 1. Static. */
const char *guichet_words_month (int month);
/** "Jan.", from 1. Static. */
const char *guichet_words_short_month (int month);
/** How to read the figures: NULL-terminated sentences. */
char **guichet_words_notes (const GuichetFigures *figures);
/** Who sent what, one sentence. */
char *guichet_words_coverage (const GuichetFigures *figures);
/** The short heading of a key figure. Static. */
const char *guichet_words_key (GuichetKeyFigure key);
/** "Visits" and so on: the total of a key figure; NULL when no centre counted it. */
const GuichetFigureTable *guichet_words_get_key_table (const GuichetFigures *figures,
                                                       GuichetKeyFigure key);
