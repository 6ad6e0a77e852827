/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures.h"

/**
 * Charts as SVG inside a page: no script, no font of their own. This year is a full bar, the year
 * before a hatched one: they are told apart without colour, and on paper. The numbers themselves
 * stand in a table beside: a screen reader is told so.
 */

/** The pattern that the charts use; once per page, before them. */
void guichet_svg_append_patterns (GString *html);
/** Visits by month, both years. */
void guichet_svg_append_months (GString *html, const GuichetFigures *figures, const char *title);
/** One bar per row of @table, at most @most; rows without a number get no bar. */
void guichet_svg_append_bars (GString *html, const GuichetFigures *figures,
                              const GuichetFigureTable *table, const char *title, guint most);
/** Appends @format with its arguments escaped for HTML. */
void guichet_html_append (GString *html, const char *format, ...) G_GNUC_PRINTF (2, 3);
