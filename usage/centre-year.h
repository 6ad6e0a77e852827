/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "export-labels.h"
#include "month-cells.h"

/**
 * GuichetCentreYear: the exact counts of all terminals of a centre in one year, added up, in the
 * labels that leave the centre. For the release alone: never shown.
 */
typedef struct {
  /* Owned */
  char *year;
  GuichetMonthCells *months[12]; /* NULL: nothing was read of it */
  GHashTable *lost_days;         /* char* "YYYY-MM-DD" */
  /* State */
  guint n_kiosks;
} GuichetCentreYear;

GuichetCentreYear *guichet_centre_year_new (const char *year);
void guichet_centre_year_free (GuichetCentreYear *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetCentreYear, guichet_centre_year_free)

/** Adds what @store holds of January to @last_month ("YYYY-MM" of that year). */
gboolean guichet_centre_year_add (GuichetCentreYear *self, GuichetUsageStore *store,
                                  GuichetExportLabels *labels, const char *last_month,
                                  GError **error);
/** Days of @month whose counts were lost on any terminal. */
guint guichet_centre_year_count_lost_days (const GuichetCentreYear *self, const char *month);
