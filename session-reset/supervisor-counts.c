/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "supervisor-private.h"

#include <glib/gstdio.h>

#include "day.h"
#include "metric-names.h"
#include "metrics.h"
#include "usage-store.h"

void
guichet_supervisor_renew_counts (GuichetSupervisor *self)
{
  g_clear_pointer (&self->counts, guichet_visit_counts_free);
  self->counts = guichet_visit_counts_new ((const char *const *)self->service_ids);
}

void
guichet_supervisor_count_beginning (GuichetSupervisor *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  guichet_visit_counts_add (self->counts, GUICHET_METRIC_BUSY_HOURS,
                            guichet_metrics_hour_label (g_date_time_get_hour (now)));
}

void
guichet_supervisor_expire_counts (GuichetSupervisor *self)
{
  g_autofree char *today = guichet_day_get_today ();
  g_autoptr (GError) error = NULL;

  if (self->store == NULL || g_strcmp0 (self->expired_day, today) == 0)
    return;
  if (!guichet_usage_store_expire (self->store, today, GUICHET_USAGE_RETENTION_MONTHS, &error))
    g_warning ("Old counts could not be deleted: %s", error->message);
  g_free (self->expired_day);
  self->expired_day = g_steal_pointer (&today);
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

/* Else a supervisor that starts after this one would count it again. */
static void
remove_marks (GuichetSupervisor *self)
{
  if (self->visit_mark != NULL)
    (void)g_unlink (self->visit_mark);
  g_clear_pointer (&self->visit_mark, g_free);
  if (self->leftovers != NULL)
    guichet_leftovers_remove_marks (self->leftovers);
}

/* A file that is damaged under us is set aside, one that was away may be back: a terminal that
 * runs for months must not wait for its next start. */
static void
reopen_store (GuichetSupervisor *self)
{
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->store, guichet_usage_store_free);
  self->store = guichet_usage_store_open (self->database, &set_aside, &error);
  if (set_aside != NULL)
    g_warning ("The counts were damaged. They are kept in %s; new ones are started.", set_aside);
  if (self->store == NULL)
    g_warning ("The counts cannot be opened: %s", error->message);
}

static gboolean
add_visit (GuichetSupervisor *self, const char *day)
{
  g_autoptr (GError) error = NULL;

  if (self->store == NULL)
    return FALSE;
  if (guichet_usage_store_add_visit (self->store, day, self->counts, &error))
    return TRUE;
  g_warning ("The counts of a visit could not be written: %s", error->message);
  return FALSE;
}

void
guichet_supervisor_write_visit (GuichetSupervisor *self)
{
  g_autofree char *day = guichet_day_get_today ();
  gboolean is_written = FALSE;

  count_ending (self);
  guichet_blocked_hosts_end_visit (self->blocked_hosts, self->counts);
  is_written = add_visit (self, day);
  if (!is_written && self->database != NULL) {
    reopen_store (self);
    is_written = add_visit (self, day);
  }
  self->is_store_failing = !is_written;
  if (!is_written)
    guichet_supervisor_note_fault (self, GUICHET_FAULT_COUNTS);
  remove_marks (self);
  guichet_supervisor_renew_counts (self);
  guichet_supervisor_expire_counts (self);
}
