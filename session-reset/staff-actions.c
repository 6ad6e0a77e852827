/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-actions-private.h"

#include <string.h>

#include "service.h"

#define MORE_TIME_S (15 * 60)

static void
work_free (GuichetStaffWork *work)
{
  g_clear_object (&work->supervisor);
  g_clear_pointer (&work->answer, g_variant_dict_unref);
  g_clear_pointer (&work->devices, g_variant_unref);
  g_free (work->argument);
  g_free (work);
}

GuichetStaffWork *
guichet_staff_work_get (GTask *task)
{
  return g_task_get_task_data (task);
}

/* Takes over @task. */
void
guichet_staff_work_end (GTask *task, gboolean is_done, const char *outcome)
{
  GuichetStaffWork *work = guichet_staff_work_get (task);

  g_variant_dict_insert (work->answer, "done", "b", is_done);
  g_variant_dict_insert (work->answer, "outcome", "s", outcome);
  if (work->is_begun)
    guichet_supervisor_end_staff_work (work->supervisor);
  work->is_begun = FALSE;
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

void
guichet_staff_work_end_well (GTask *task)
{
  guichet_staff_work_end (task, TRUE, "done");
}

void
guichet_staff_work_insert_all (GVariantDict *dict, GVariant *values)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, values);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    g_variant_dict_insert_value (dict, key, value);
}

gboolean
guichet_staff_work_begin (GTask *task)
{
  GuichetStaffWork *work = guichet_staff_work_get (task);

  work->is_begun = guichet_supervisor_begin_staff_work (work->supervisor);
  return work->is_begun;
}

/* --- the visit --- */

static void
do_reset (GTask *task)
{
  guichet_supervisor_reset_by_staff (guichet_staff_work_get (task)->supervisor);
  guichet_staff_work_end_well (task);
}

static void
do_accompany (GTask *task)
{
  guichet_supervisor_set_accompanied (guichet_staff_work_get (task)->supervisor, TRUE);
  guichet_staff_work_end_well (task);
}

static void
do_leave_alone (GTask *task)
{
  guichet_supervisor_set_accompanied (guichet_staff_work_get (task)->supervisor, FALSE);
  guichet_staff_work_end_well (task);
}

static void
do_more_time (GTask *task)
{
  guichet_supervisor_give_time (guichet_staff_work_get (task)->supervisor, MORE_TIME_S);
  guichet_staff_work_end_well (task);
}

static void
do_others_wait (GTask *task)
{
  guichet_supervisor_set_others_wait (guichet_staff_work_get (task)->supervisor, TRUE);
  guichet_staff_work_end_well (task);
}

static void
do_nobody_waits (GTask *task)
{
  guichet_supervisor_set_others_wait (guichet_staff_work_get (task)->supervisor, FALSE);
  guichet_staff_work_end_well (task);
}

static void
do_sleep (GTask *task)
{
  GuichetSupervisor *supervisor = guichet_staff_work_get (task)->supervisor;

  /* The screen stays lit for whoever sits there. */
  if (guichet_supervisor_is_visited (supervisor)) {
    guichet_staff_work_end (task, FALSE, "visited");
    return;
  }
  guichet_supervisor_sleep (supervisor);
  guichet_staff_work_end_well (task);
}

/* --- what residents are told --- */

/* Those of the first screen first, as they stand there. */
static int
compare_places (gconstpointer a, gconstpointer b)
{
  guint first = guichet_service_get_place (*(GuichetService *const *)a);
  guint second = guichet_service_get_place (*(GuichetService *const *)b);

  return (first != 0 ? (int)first : G_MAXINT) < (second != 0 ? (int)second : G_MAXINT)   ? -1
         : (first != 0 ? (int)first : G_MAXINT) > (second != 0 ? (int)second : G_MAXINT) ? 1
                                                                                         : 0;
}

static void
do_services (GTask *task)
{
  GuichetStaffWork *work = guichet_staff_work_get (task);
  GuichetStaffNotices *notices = guichet_supervisor_get_notices (work->supervisor);
  const GPtrArray *all = guichet_catalogue_get_services (
      guichet_supervisor_get_staff_place (work->supervisor)->catalogue);
  g_autoptr (GPtrArray) services = g_ptr_array_new ();
  GVariantBuilder list;

  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (services, g_ptr_array_index (all, i));
  g_ptr_array_sort (services, compare_places);
  g_variant_builder_init (&list, G_VARIANT_TYPE ("a(ssbs)"));
  for (guint i = 0; i < services->len; i++) {
    GuichetService *service = g_ptr_array_index (services, i);
    const char *id = guichet_service_get_id (service);
    const char *words = guichet_staff_notices_get_words (notices, id);

    g_variant_builder_add (&list, "(ssbs)", id, guichet_service_get_name (service), words != NULL,
                           words != NULL ? words : "");
  }
  g_variant_dict_insert_value (work->answer, "services", g_variant_builder_end (&list));
  guichet_staff_work_end_well (task);
}

static gboolean
is_service (GTask *task, const char *id)
{
  const GPtrArray *services = guichet_catalogue_get_services (
      guichet_supervisor_get_staff_place (guichet_staff_work_get (task)->supervisor)->catalogue);

  for (guint i = 0; i < services->len; i++)
    if (g_str_equal (guichet_service_get_id (g_ptr_array_index (services, i)), id))
      return TRUE;
  return FALSE;
}

static void
end_notice (GTask *task, gboolean is_set, GError *error)
{
  if (is_set)
    guichet_staff_work_end_well (task);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    guichet_staff_work_end (task, FALSE, "not-one-line");
  else
    guichet_staff_work_end (task, FALSE, "not-kept");
  g_clear_error (&error);
}

static void
do_hide_service (GTask *task)
{
  GuichetStaffWork *work = guichet_staff_work_get (task);
  g_auto (GStrv) parts = g_strsplit (work->argument, " ", 2);
  GError *error = NULL;
  gboolean is_set;

  if (!is_service (task, parts[0])) {
    guichet_staff_work_end (task, FALSE, "no-such-service");
    return;
  }
  is_set = guichet_staff_notices_hide (guichet_supervisor_get_notices (work->supervisor), parts[0],
                                       parts[1] != NULL ? parts[1] : "", &error);
  end_notice (task, is_set, error);
}

static void
do_show_service (GTask *task)
{
  GuichetStaffWork *work = guichet_staff_work_get (task);
  GError *error = NULL;
  gboolean is_set;

  if (!is_service (task, work->argument)) {
    guichet_staff_work_end (task, FALSE, "no-such-service");
    return;
  }
  is_set = guichet_staff_notices_show (guichet_supervisor_get_notices (work->supervisor),
                                       work->argument, &error);
  end_notice (task, is_set, error);
}

/* "": takes it away, for "clear-message" comes with no words. */
static void
do_message (GTask *task)
{
  GuichetStaffWork *work = guichet_staff_work_get (task);
  GError *error = NULL;
  gboolean is_set = guichet_staff_notices_set_message (
      guichet_supervisor_get_notices (work->supervisor), work->argument, &error);

  end_notice (task, is_set, error);
}

/* --- the table --- */

static const struct {
  const char *name; /* of staff-rights.c */
  void (*run) (GTask *task);
} actions[] = {
  { "reset", do_reset },
  { "accompany", do_accompany },
  { "leave-alone", do_leave_alone },
  { "more-time", do_more_time },
  { "others-wait", do_others_wait },
  { "nobody-waits", do_nobody_waits },
  { "sleep", do_sleep },
  { "state", guichet_staff_do_state },
  { "clear-queue", guichet_staff_do_clear_queue },
  { "test-page", guichet_staff_do_test_page },
  { "services", do_services },
  { "hide-service", do_hide_service },
  { "show-service", do_show_service },
  { "message", do_message },
  { "clear-message", do_message },
  { "check", guichet_staff_do_check },
  { "versions", guichet_staff_do_versions },
  { "diagnostics", guichet_staff_do_diagnostics },
  { "diagnostics-to-stick", guichet_staff_do_diagnostics_to_stick },
  { "report-to-stick", guichet_staff_do_report_to_stick },
  { "restart", guichet_staff_do_restart },
  { "power-off", guichet_staff_do_power_off },
};

void
guichet_staff_action_do_async (GuichetSupervisor *supervisor, const char *action,
                               const char *argument, GuichetStaffRole role,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (supervisor, NULL, callback, user_data);
  GuichetStaffWork *work = g_new0 (GuichetStaffWork, 1);
  GError *error = NULL;

  work->supervisor = g_object_ref (supervisor);
  work->argument = g_strdup (argument);
  work->answer = g_variant_dict_new (NULL);
  g_task_set_task_data (task, work, (GDestroyNotify)work_free);
  if (!guichet_staff_rights_check (action, argument, role, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (guichet_supervisor_is_stopping (supervisor)) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "the terminal stops");
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, action)) {
      actions[i].run (g_steal_pointer (&task));
      return;
    }
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "no such action");
}

GVariant *
guichet_staff_action_do_finish (GAsyncResult *result, GError **error)
{
  GuichetStaffWork *work = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_variant_dict_end (work->answer)
                                                           : NULL;
}

void
guichet_staff_action_answer (GObject *source, GAsyncResult *result, gpointer invocation)
{
  g_autoptr (GError) error = NULL;
  GVariant *answer = guichet_staff_action_do_finish (result, &error);

  if (answer != NULL)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@a{sv})", answer));
  else
    g_dbus_method_invocation_return_gerror (invocation, error);
}
