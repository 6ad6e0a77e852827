/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "supervisor-private.h"

#include "print-purge.h"
#include "settings.h"
#include "staff-worker.h"

struct _GuichetSupervisorStaff {
  /* Owned */
  GuichetStaffNotices *notices;
  GPtrArray *workers; /* element type GuichetStaffWorker */
  char *defaults_dir;
  char *centre_dir; /* or NULL */
  char *report;
  /* State */
  GuichetStaffPlace place;
  gboolean is_at_work;
};

static char *
get_today (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_format (now, "%Y-%m-%d");
}

/* --- what residents are told --- */

static void
tell_world (GuichetSupervisor *self, GuichetWorld *world)
{
  if (world != NULL)
    guichet_world_tell_notices (world, guichet_staff_notices_get_message (self->staff->notices),
                                guichet_staff_notices_get_hidden (self->staff->notices));
}

static void
on_notices_changed (GuichetStaffNotices *notices, GuichetSupervisor *self)
{
  tell_world (self, self->front);
  tell_world (self, self->spare);
}

static void
on_world_ready (GuichetWorld *world, GuichetSupervisor *self)
{
  tell_world (self, world);
}

void
guichet_supervisor_tell_notices (GuichetSupervisor *self, GuichetWorld *world)
{
  g_signal_connect_object (world, "ready", G_CALLBACK (on_world_ready), self, 0);
}

void
guichet_supervisor_expire_notices (GuichetSupervisor *self)
{
  guichet_staff_notices_expire (self->staff->notices);
}

GuichetStaffNotices *
guichet_supervisor_get_notices (GuichetSupervisor *self)
{
  return self->staff->notices;
}

/* --- what actions need --- */

const GuichetStaffPlace *
guichet_supervisor_get_staff_place (GuichetSupervisor *self)
{
  return &self->staff->place;
}

gboolean
guichet_supervisor_is_visited (GuichetSupervisor *self)
{
  GuichetSessionPhase phase = guichet_session_state_get_phase (self->state);

  return phase == GUICHET_SESSION_VISITING || phase == GUICHET_SESSION_ENDING;
}

gboolean
guichet_supervisor_begin_staff_work (GuichetSupervisor *self)
{
  if (self->staff->is_at_work || self->staff->workers->len > 0)
    return FALSE;
  self->staff->is_at_work = TRUE;
  return TRUE;
}

void
guichet_supervisor_end_staff_work (GuichetSupervisor *self)
{
  self->staff->is_at_work = FALSE;
}

void
guichet_supervisor_expect_print (GuichetSupervisor *self)
{
  self->had_print = TRUE;
}

static void
on_queue_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GuichetPrintPurge purge = guichet_print_purge_finish (result);

  g_free (purge.device_uri);
  g_task_return_int (task, purge.result);
}

void
guichet_supervisor_clear_queue_async (GuichetSupervisor *self, GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  guichet_print_purge_all_async (guichet_settings_get_printer (self->settings), on_queue_cleared,
                                 g_task_new (self, NULL, callback, user_data));
}

int
guichet_supervisor_clear_queue_finish (GuichetSupervisor *self, GAsyncResult *result)
{
  return (int)g_task_propagate_int (G_TASK (result), NULL);
}

/* --- the part itself --- */

static GuichetStaffNotices *
make_notices (GuichetSupervisor *self)
{
  g_autofree char *folder =
      self->database != NULL ? g_path_get_dirname (self->database) : g_strdup (self->runtime_dir);
  g_autofree char *path = g_build_filename (folder, "notices", NULL);

  return guichet_staff_notices_new (path, get_today);
}

GuichetSupervisorStaff *
guichet_supervisor_staff_new (GuichetSupervisor *self, const GuichetSupervisorOptions *options)
{
  GuichetSupervisorStaff *staff = g_new0 (GuichetSupervisorStaff, 1);
  const char *own = guichet_settings_get_database (self->settings);

  staff->defaults_dir = g_strdup (options->defaults_dir);
  staff->centre_dir = g_strdup (options->centre_dir);
  staff->report = g_strdup (options->report);
  staff->notices = make_notices (self);
  staff->workers = g_ptr_array_new_with_free_func (g_object_unref);
  staff->place = (GuichetStaffPlace){
    .settings = self->settings,
    .catalogue = self->catalogue,
    .roster = self->roster,
    .program_dir = self->program_dir,
    .runtime_dir = self->runtime_dir,
    .defaults_dir = staff->defaults_dir,
    .centre_dir = staff->centre_dir,
    .database = self->database,
    .report_program = staff->report,
    .is_settings_database = g_strcmp0 (self->database, own) == 0,
    .workers = staff->workers,
  };
  g_signal_connect_object (staff->notices, "changed", G_CALLBACK (on_notices_changed), self, 0);
  return staff;
}

/* From now on whatever is plugged in is the resident's. */
void
guichet_supervisor_staff_make_way (GuichetSupervisor *self)
{
  guichet_staff_worker_stop_all (&self->staff->place);
}

void
guichet_supervisor_staff_stop (GuichetSupervisor *self)
{
  guichet_staff_worker_stop_all (&self->staff->place);
  while (self->staff->workers->len > 0)
    g_main_context_iteration (NULL, TRUE);
}

void
guichet_supervisor_staff_free (GuichetSupervisorStaff *staff)
{
  g_object_unref (staff->notices);
  g_ptr_array_unref (staff->workers);
  g_free (staff->defaults_dir);
  g_free (staff->centre_dir);
  g_free (staff->report);
  g_free (staff);
}
