/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "supervisor-private.h"

#include "metric-names.h"
#include "print-purge.h"
#include "settings.h"

#define TAKE_PAGES "take-pages"

/* The print that the worker could not tell the end of any more, whatever CUPS knew of it: each one
 * that was sent has one outcome. A CUPS that does not answer is asked again. */
static void
count_outcome (GuichetSupervisor *self, const GuichetPrintPurge *purge)
{
  if (!self->is_print_open || purge->result == GUICHET_PRINT_PURGE_UNPROVED)
    return;
  self->is_print_open = FALSE;
  guichet_visit_counts_add (self->counts, GUICHET_METRIC_PRINT_OUTCOME,
                            purge->n_finished > 0 ? GUICHET_LABEL_PRINT_OUTCOME_DONE
                                                  : GUICHET_LABEL_PRINT_OUTCOME_VISIT_ENDED);
}

void
guichet_supervisor_note_print (GuichetSupervisor *self, const char *metric)
{
  if (g_str_equal (metric, GUICHET_METRIC_PAGE_PRINTED))
    self->is_print_open = TRUE;
  else if (g_str_equal (metric, GUICHET_METRIC_PRINT_OUTCOME))
    self->is_print_open = FALSE;
}

/* The next world stands in front already, behind its curtain. */
static void
on_finishing (gpointer user_data)
{
  GuichetSupervisor *self = user_data;

  if (self->spare != NULL)
    guichet_world_tell (self->spare, TAKE_PAGES);
}

static void
on_purged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;
  GuichetPrintPurge purge = guichet_print_purge_finish (result);

  count_outcome (self, &purge);
  self->is_purging = FALSE;
  self->is_purge_due = purge.result != GUICHET_PRINT_PURGE_VERIFIED;
  if (!self->is_purge_due)
    self->had_print = FALSE;
  else
    g_warning ("Prints of a visit could not be taken out of CUPS: %s",
               purge.result == GUICHET_PRINT_PURGE_LEFT ? "some are left" : "it does not answer");
  if (!self->is_stopping)
    guichet_supervisor_take_purge (self, !self->is_purge_due);
}

void
guichet_supervisor_purge_prints (GuichetSupervisor *self, gboolean may_finish)
{
  const GuichetPrinterSettings *printer = guichet_settings_get_printer (self->settings);

  /* Only a print worker sends anything: without one, a CUPS that hangs holds up nobody. */
  if (!self->had_print && !self->is_purge_due) {
    guichet_supervisor_take_purge (self, TRUE);
    return;
  }
  self->is_purging = TRUE;
  guichet_print_purge_async (printer, self->had_print, may_finish ? printer->finish_seconds : 0,
                             on_finishing, self, on_purged, g_object_ref (self));
}

void
guichet_supervisor_stop_prints (GuichetSupervisor *self)
{
  self->is_stopping = TRUE;
  if (!self->is_purging && (self->had_print || self->is_purge_due))
    guichet_supervisor_purge_prints (self, FALSE);
  while (self->is_purging)
    g_main_context_iteration (NULL, TRUE);
}
