/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures.h"
#include "page-link.h"

/** Parts that the page for the screen and the printable sheet share. All texts are escaped. */

/** From the doctype to <body>; @class_name: of <html>. */
void guichet_page_append_head (GString *html, const char *title, const char *class_name);
void guichet_page_append_foot (GString *html);
/** The large numbers at the top; at most @most. */
void guichet_page_append_big (GString *html, const GuichetFigures *figures, guint most);
/** "full bar: 2026, hatched: 2025". */
void guichet_page_append_key (GString *html, const GuichetFigures *figures);
/** What the ring of the months' chart means, when it stands there. */
void guichet_page_append_withheld_key (GString *html, const GuichetFigures *figures);
/** @table as a table, at most @most rows; @has_before: with the year before and the change. */
void guichet_page_append_table (GString *html, const GuichetFigures *figures,
                                const GuichetFigureTable *table, guint most, gboolean has_before);
/** The months as a table. */
void guichet_page_append_months (GString *html, const GuichetFigures *figures);
void guichet_page_append_notes (GString *html, const GuichetFigures *figures);
