/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print-options.h"

guint
guichet_print_options_count_sides (const GuichetPrintOptions *self, guint n_chosen)
{
  guint64 sides = (guint64)n_chosen * self->copies;

  return (guint)MIN (sides, G_MAXUINT);
}

guint
guichet_print_options_count_sheets (const GuichetPrintOptions *self, guint n_chosen)
{
  guint64 sheets = self->is_two_sided ? (n_chosen / 2 + n_chosen % 2) : n_chosen;

  return (guint)MIN (sheets * self->copies, G_MAXUINT);
}

GuichetPrintReason
guichet_print_options_check (const GuichetPrintOptions *self, const GuichetPrintLimits *limits,
                             guint n_chosen, guint n_spent)
{
  guint n_sides = guichet_print_options_count_sides (self, n_chosen);

  if (n_chosen == 0)
    return GUICHET_PRINT_REASON_NO_PAGES;
  if (self->copies < 1 || self->copies > limits->max_copies)
    return GUICHET_PRINT_REASON_TOO_MANY_COPIES;
  if (n_sides > limits->max_pages)
    return GUICHET_PRINT_REASON_TOO_MANY_PAGES;
  if (n_spent > limits->max_pages_per_visit || n_sides > limits->max_pages_per_visit - n_spent)
    return GUICHET_PRINT_REASON_VISIT_PAGES;
  if ((self->is_colour && !limits->has_colour) || (self->is_two_sided && !limits->has_two_sides))
    return GUICHET_PRINT_REASON_NOT_OFFERED;
  return GUICHET_PRINT_REASON_NONE;
}
