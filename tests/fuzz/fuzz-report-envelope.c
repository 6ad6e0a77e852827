/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The content of a report, as a hostile centre may sign it. */
#include "report-envelope.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
check (const GuichetReportEnvelope *report)
{
  g_autoptr (GError) error = NULL;

  if (report->base < 1 || report->least < 1 || report->month[0] == '\0')
    abort ();
  for (guint i = 0; i < report->cells->len; i++) {
    const GuichetReportCell *cell = &g_array_index (report->cells, GuichetReportCell, i);

    if (cell->metric == NULL || memchr (cell->label, '\0', sizeof cell->label) == NULL ||
        (cell->n != -1 && (cell->n < report->least || cell->n % report->base != 0)))
      abort ();
  }
  if (guichet_report_envelope_check_days (report, "2026-11-22", &error) == (error != NULL))
    abort ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetReportEnvelope) report =
      guichet_report_envelope_read ((const char *)data, size, &error);

  if ((report == NULL) == (error == NULL))
    abort ();
  if (report != NULL)
    check (report);

  return 0;
}
