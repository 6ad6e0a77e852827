/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "supervisor-private.h"

#include "metric-names.h"
#include "metrics.h"
#include "usage-store.h"

void
guichet_supervisor_renew_counts (GuichetSupervisor *self)
{
  g_clear_pointer (&self->counts, guichet_visit_counts_free);
  self->counts = guichet_visit_counts_new ((const char *const *)self->service_ids);
}

static void
count_ending (GuichetSupervisor *self)
{
  const char *ending = guichet_session_state_take_ending (self->state);

  if (ending == NULL)
    return;
  guichet_visit_counts_add (self->counts, GUICHET_METRIC_VISIT_ENDED, ending);
  guichet_visit_counts_add (
      self->counts, GUICHET_METRIC_VISIT_DURATION,
      guichet_metrics_duration_label (guichet_session_state_get_duration (self->state)));
}

void
guichet_supervisor_write_visit (GuichetSupervisor *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%F");
  g_autoptr (GError) error = NULL;

  count_ending (self);
  guichet_blocked_hosts_end_visit (self->blocked_hosts, self->counts);
  if (self->store != NULL) {
    self->is_store_failing =
        !guichet_usage_store_add_visit (self->store, day, self->counts, &error);
    if (self->is_store_failing)
      g_warning ("The counts of a visit could not be written: %s", error->message);
  }
  guichet_supervisor_renew_counts (self);
}
