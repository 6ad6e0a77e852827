/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "print-reason.h"

/** What a resident may choose. A plain value; @pages is borrowed. */
typedef struct {
  const char *pages; /* "2-3, 7"; "": all */
  guint copies;
  gboolean is_colour;
  gboolean is_two_sided;
} GuichetPrintOptions;

/** What the centre allows. */
typedef struct {
  guint max_copies;
  guint max_pages;           /* printed sides of one print: pages chosen x copies */
  guint max_pages_per_visit; /* of all prints together */
  gboolean has_colour;
  gboolean has_two_sides;
} GuichetPrintLimits;

/** Sides that get ink: @n_chosen pages x copies. */
guint guichet_print_options_count_sides (const GuichetPrintOptions *self, guint n_chosen);
/** Sheets of paper. */
guint guichet_print_options_count_sheets (const GuichetPrintOptions *self, guint n_chosen);
/** GUICHET_PRINT_REASON_NONE, or what of @limits a print of @n_chosen pages would pass. @n_spent:
 *  sides of the visit before it. */
GuichetPrintReason guichet_print_options_check (const GuichetPrintOptions *self,
                                                const GuichetPrintLimits *limits, guint n_chosen,
                                                guint n_spent);
