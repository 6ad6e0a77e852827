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

  /* A clock that jumped ahead would have everything deleted. */
  if (self->store == NULL || g_strcmp0 (self->expired_day, today) == 0 ||
      !guichet_usage_store_is_in_use (self->store, today))
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

/* --- what waits to be written: a disk may be full, or the file locked, for many visits --- */

#define MAX_UNWRITTEN 64

typedef struct {
  char *day;
  GuichetVisitCounts *counts;
} Unwritten;

void
guichet_supervisor_free_unwritten (gpointer data)
{
  Unwritten *visit = data;

  guichet_visit_counts_free (visit->counts);
  g_free (visit->day);
  g_free (visit);
}

static void
put_in_queue (GuichetSupervisor *self)
{
  Unwritten *visit = g_new (Unwritten, 1);

  visit->day = guichet_day_get_today ();
  visit->counts = g_steal_pointer (&self->counts);
  g_queue_push_tail (self->unwritten, visit);
  if (g_queue_get_length (self->unwritten) <= MAX_UNWRITTEN)
    return;
  g_warning ("The counts of a visit are lost: too many wait to be written");
  guichet_supervisor_free_unwritten (g_queue_pop_head (self->unwritten));
}

/* TRUE when it is not to be tried again: written, or never to be. */
static gboolean
write_one (GuichetSupervisor *self, const Unwritten *visit)
{
  g_autoptr (GError) error = NULL;

  if (self->store == NULL)
    return FALSE;
  if (guichet_usage_store_add_visit (self->store, visit->day, visit->counts, &error))
    return TRUE;
  g_warning ("The counts of a visit could not be written: %s", error->message);
  return g_error_matches (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_REFUSED);
}

/* Oldest first; the first that cannot be written stays, and all after it. */
static gboolean
write_queue (GuichetSupervisor *self)
{
  Unwritten *visit;

  while ((visit = g_queue_peek_head (self->unwritten)) != NULL) {
    if (!write_one (self, visit))
      return FALSE;
    guichet_supervisor_free_unwritten (g_queue_pop_head (self->unwritten));
  }
  return TRUE;
}

void
guichet_supervisor_write_visit (GuichetSupervisor *self)
{
  gboolean is_written;

  count_ending (self);
  guichet_blocked_hosts_end_visit (self->blocked_hosts, self->counts);
  put_in_queue (self);
  is_written = write_queue (self);
  if (!is_written && self->database != NULL) {
    reopen_store (self);
    is_written = write_queue (self);
  }
  self->is_store_failing = !is_written;
  if (!is_written)
    guichet_supervisor_note_fault (self, GUICHET_FAULT_COUNTS);
  remove_marks (self);
  guichet_supervisor_renew_counts (self);
  guichet_supervisor_expire_counts (self);
}
