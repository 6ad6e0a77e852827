/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetMonthReport: the exact totals of one month, in the registry's order and in words. For the
 * centre itself: nothing in it is protected, so it must not leave the centre as it is. Immutable.
 */
typedef struct _GuichetUsageStore GuichetUsageStore;
typedef struct _GuichetCatalogue GuichetCatalogue;

typedef struct {
  /* Owned */
  char *label;
  char *title;
  /* State */
  gint64 n;
} GuichetMonthRow;

typedef struct {
  /* Owned */
  char *metric;
  char *title;
  GPtrArray *rows; /* GuichetMonthRow */
  /* State */
  gint64 total;
} GuichetMonthSection;

typedef struct {
  /* Owned */
  char *month;         /* "YYYY-MM" */
  GPtrArray *sections; /* GuichetMonthSection */
  GPtrArray *gaps;     /* char*: "YYYY-MM-DD" */
} GuichetMonthReport;

/**
 * Reads @month from @store. Titles are in French when @is_french, else in English; those of
 * services are their official names in @catalogue (may be NULL: their ids). A metric that was
 * registered once and is no more is kept under its name.
 */
GuichetMonthReport *guichet_month_report_read (GuichetUsageStore *store, const char *month,
                                               GuichetCatalogue *catalogue, gboolean is_french,
                                               GError **error);
void guichet_month_report_free (GuichetMonthReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetMonthReport, guichet_month_report_free)

/** Text for a person, owned by the caller: sections with aligned numbers, gaps told. */
char *guichet_month_report_to_text (const GuichetMonthReport *self);
/** JSON with sorted keys, owned by the caller: schema, month, counts by metric and label, gaps. */
char *guichet_month_report_to_json (const GuichetMonthReport *self);
