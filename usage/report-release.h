/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report-place.h"

/** What a centre's reports are made of. */
typedef struct {
  /* Owned */
  char *centre;
  char *key;
  char *outbox;
  char **databases; /* one for each terminal */
} GuichetReportRelease;

/** Fills what was not given from the settings of @place. */
void guichet_report_release_complete (GuichetReportRelease *self, GuichetReportPlace *place);
/** What is missing or wrong, static; NULL when reports can be made. */
const char *guichet_report_release_check (const GuichetReportRelease *self);
void guichet_report_release_clear (GuichetReportRelease *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GuichetReportRelease, guichet_report_release_clear)

/** Makes the report of @month, and new revisions of later months of its year that it touches. */
gboolean guichet_report_release_month (const GuichetReportRelease *self, GuichetReportPlace *place,
                                       const char *month, GError **error);
/** Makes those of all months that are over, from the first with counts, of the last 13. */
gboolean guichet_report_release_due (const GuichetReportRelease *self, GuichetReportPlace *place,
                                     GError **error);

/** "YYYY-MM", @n months before the one of @day. Owned by the caller. */
char *guichet_report_get_month_before (const char *day, int n);
/** Why no report of @month can be made on @today; NULL when it can. */
const char *guichet_report_check_month (const char *month, const char *today);
