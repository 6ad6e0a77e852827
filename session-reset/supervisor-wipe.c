/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "supervisor-private.h"

#include "metric-names.h"
#include "wipe.h"

#define LEFTOVER_PERIOD_MS  50
#define LEFTOVER_TIMEOUT_US (5 * G_USEC_PER_SEC)

static void
take_wipe (GuichetSupervisor *self, GuichetWipeResult result)
{
  guichet_visit_counts_add (self->counts, GUICHET_METRIC_WIPE,
                            guichet_wipe_result_to_label (result));
  if (result == GUICHET_WIPE_VERIFIED) {
    self->n_verified++;
    guichet_supervisor_handle (self, GUICHET_SESSION_EVENT_WIPE_VERIFIED);
  } else {
    self->n_wipe_failures++;
    guichet_supervisor_set_failure (self, guichet_wipe_result_to_code (result));
    guichet_supervisor_handle (self, GUICHET_SESSION_EVENT_WIPE_FAILED);
  }
}

void
guichet_supervisor_take_purge (GuichetSupervisor *self, gboolean is_proved)
{
  take_wipe (self, is_proved ? GUICHET_WIPE_VERIFIED : GUICHET_WIPE_FAILED_PRINT);
}

/* A wipe is verified when all are: the world's, that of its workers, and what CUPS had of it. */
static void
take_end (GuichetSupervisor *self, int result)
{
  if (self->end_result == GUICHET_WIPE_VERIFIED)
    self->end_result = result;
  if (--self->n_ends > 0)
    return;
  if (self->end_result != GUICHET_WIPE_VERIFIED || self->is_stopping) {
    take_wipe (self, (GuichetWipeResult)self->end_result);
    return;
  }
  g_clear_object (&self->old);
  guichet_supervisor_purge_prints (self, TRUE);
}

static void
on_old_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;

  take_end (self, guichet_world_end_finish (GUICHET_WORLD (source), result));
}

static void
on_workers_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;

  take_end (self, guichet_worker_desk_end_finish (GUICHET_WORKER_DESK (source), result));
}

static gboolean
on_leftover_look_due (gpointer user_data)
{
  GuichetSupervisor *self = user_data;
  int wipe = guichet_leftovers_look (self->leftovers, self->roster, self->bounds);

  if (wipe != GUICHET_WIPE_VERIFIED && g_get_monotonic_time () < self->leftover_deadline)
    return G_SOURCE_CONTINUE;
  self->leftover_source = 0;
  if (wipe == GUICHET_WIPE_VERIFIED) {
    g_clear_pointer (&self->leftovers, guichet_leftovers_free);
    guichet_supervisor_purge_prints (self, FALSE);
  } else {
    take_wipe (self, (GuichetWipeResult)wipe);
  }
  return G_SOURCE_REMOVE;
}

void
guichet_supervisor_wipe_old (GuichetSupervisor *self)
{
  if (self->leftovers != NULL) {
    self->leftover_deadline = g_get_monotonic_time () + LEFTOVER_TIMEOUT_US;
    self->leftover_source = g_timeout_add (LEFTOVER_PERIOD_MS, on_leftover_look_due, self);
    return;
  }
  if (self->is_purge_due) {
    guichet_supervisor_purge_prints (self, FALSE);
    return;
  }
  /* Without one in front, it is the spare that was to become it. */
  if (self->old == NULL)
    self->old =
        self->front != NULL ? g_steal_pointer (&self->front) : g_steal_pointer (&self->spare);
  self->n_ends = 2;
  self->end_result = GUICHET_WIPE_VERIFIED;
  guichet_world_end_async (self->old, on_old_ended, g_object_ref (self));
  guichet_worker_desk_end_async (self->workers, on_workers_ended, g_object_ref (self));
  /* Reception has a queue at the desk; else a scanner may park its lamp in peace. */
  if (self->is_hurried)
    guichet_worker_desk_hurry (self->workers);
  self->is_hurried = FALSE;
}
