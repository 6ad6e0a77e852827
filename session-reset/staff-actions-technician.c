/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-actions-private.h"

#include <string.h>

#include "config-problem.h"
#include "devices.h"
#include "network-look.h"
#include "power-off.h"
#include "staff-diagnostics.h"
#include "staff-report.h"
#include "staff-stick.h"
#include "staff-versions.h"

#define DIAGNOSTICS_NAME "guichet-diagnostics.txt"
#define MAX_PROBLEMS     50

void
guichet_staff_do_check (GTask *task)
{
  GuichetStaffWork *work = guichet_staff_work_get (task);
  const GuichetStaffPlace *place = guichet_supervisor_get_staff_place (work->supervisor);
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  g_autoptr (GuichetSettings) settings =
      guichet_settings_load (place->defaults_dir, place->centre_dir, problems);
  g_autoptr (GuichetCatalogue) catalogue = guichet_catalogue_load (
      place->defaults_dir, place->centre_dir, guichet_settings_get_language (settings), problems);
  GVariantBuilder lines;

  g_variant_builder_init (&lines, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < MIN (problems->len, MAX_PROBLEMS); i++) {
    g_autofree char *line = guichet_config_problem_to_string (g_ptr_array_index (problems, i));
    g_autofree char *valid = g_utf8_make_valid (line, -1);

    g_variant_builder_add (&lines, "s", valid);
  }
  g_variant_dict_insert_value (work->answer, "problems", g_variant_builder_end (&lines));
  guichet_staff_work_end (task, problems->len == 0, problems->len == 0 ? "good" : "mistakes");
}

static void
on_versions (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) versions = g_variant_ref_sink (guichet_staff_versions_ask_finish (result));

  guichet_staff_work_insert_all (guichet_staff_work_get (user_data)->answer, versions);
  guichet_staff_work_end_well (user_data);
}

void
guichet_staff_do_versions (GTask *task)
{
  guichet_staff_versions_ask_async (on_versions, task);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const char *outcome = guichet_staff_stick_put_finish (result);
  gboolean is_saved = g_str_equal (outcome, "saved");

  if (!is_saved && guichet_supervisor_is_visited (guichet_staff_work_get (user_data)->supervisor))
    outcome = "visited";
  guichet_staff_work_end (user_data, is_saved, outcome);
}

/* A resident's stick is in no hands but theirs; one may have come while the files were made. */
static void
put_on_stick (GTask *task, GPtrArray *files)
{
  GuichetSupervisor *supervisor = guichet_staff_work_get (task)->supervisor;

  if (guichet_supervisor_is_visited (supervisor))
    guichet_staff_work_end (task, FALSE, "visited");
  else if (guichet_supervisor_is_stopping (supervisor))
    guichet_staff_work_end (task, FALSE, "failed");
  else
    guichet_staff_stick_put_async (guichet_supervisor_get_staff_place (supervisor),
                                   &guichet_worker_kind_staff_stick, files, on_saved, task);
}

static gboolean
may_use_stick (GTask *task)
{
  gboolean is_visited = guichet_supervisor_is_visited (guichet_staff_work_get (task)->supervisor);

  if (!is_visited && guichet_staff_work_begin (task))
    return TRUE;
  guichet_staff_work_end (task, FALSE, is_visited ? "visited" : "busy");
  return FALSE;
}

static void
give_diagnostics (GTask *task, const char *text)
{
  GuichetStaffWork *work = guichet_staff_work_get (task);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!work->is_for_stick) {
    g_variant_dict_insert (work->answer, "text", "s", text);
    guichet_staff_work_end_well (task);
    return;
  }
  files = g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_staff_file_free);
  bytes = g_bytes_new (text, strlen (text));
  g_ptr_array_add (files, guichet_staff_file_new (DIAGNOSTICS_NAME, bytes));
  put_on_stick (task, files);
}

static void
on_diagnosed_versions (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStaffWork *work = guichet_staff_work_get (user_data);
  g_autoptr (GVariant) versions = g_variant_ref_sink (guichet_staff_versions_ask_finish (result));
  g_autoptr (GVariant) status =
      g_variant_ref_sink (guichet_supervisor_get_status (work->supervisor));
  g_autofree char *text = guichet_staff_diagnostics_make (
      guichet_supervisor_get_staff_place (work->supervisor), status, work->devices, versions);

  give_diagnostics (user_data, text);
}

static void
on_diagnosed_network (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStaffWork *work = guichet_staff_work_get (user_data);
  GVariantDict devices;

  g_variant_dict_init (&devices, work->devices);
  g_variant_dict_insert (&devices, "network", "s", guichet_network_look_finish (result));
  g_variant_unref (work->devices);
  work->devices = g_variant_ref_sink (g_variant_dict_end (&devices));
  guichet_staff_versions_ask_async (on_diagnosed_versions, user_data);
}

static void
on_diagnosed_devices (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStaffWork *work = guichet_staff_work_get (user_data);
  const GuichetStaffPlace *place = guichet_supervisor_get_staff_place (work->supervisor);

  work->devices = g_variant_ref_sink (guichet_devices_ask_finish (result));
  guichet_network_look_async (place->settings, place->catalogue, on_diagnosed_network, user_data);
}

void
guichet_staff_do_diagnostics (GTask *task)
{
  guichet_supervisor_ask_devices (guichet_staff_work_get (task)->supervisor, on_diagnosed_devices,
                                  task);
}

void
guichet_staff_do_diagnostics_to_stick (GTask *task)
{
  if (!may_use_stick (task))
    return;
  guichet_staff_work_get (task)->is_for_stick = TRUE;
  guichet_staff_do_diagnostics (task);
}

static void
on_report_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const char *outcome = NULL;
  g_autoptr (GPtrArray) files = guichet_staff_report_make_finish (result, &outcome);

  if (files != NULL)
    put_on_stick (user_data, files);
  else
    guichet_staff_work_end (user_data, FALSE, outcome);
}

void
guichet_staff_do_report_to_stick (GTask *task)
{
  if (may_use_stick (task))
    guichet_staff_report_make_async (
        guichet_supervisor_get_staff_place (guichet_staff_work_get (task)->supervisor),
        on_report_made, task);
}

void
guichet_staff_do_restart (GTask *task)
{
  guichet_supervisor_restart_screen (guichet_staff_work_get (task)->supervisor);
  guichet_staff_work_end_well (task);
}

static void
on_power_off_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const char *outcome = guichet_power_off_finish (result);

  guichet_staff_work_end (user_data, g_str_equal (outcome, "done"), outcome);
}

void
guichet_staff_do_power_off (GTask *task)
{
  guichet_power_off_async (on_power_off_asked, task);
}
