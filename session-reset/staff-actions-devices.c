/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-actions-private.h"

#include "devices.h"
#include "network-look.h"
#include "print-purge.h"
#include "test-page.h"

static void
finish_state (GTask *task)
{
  if (--guichet_staff_work_get (task)->n_left == 0)
    guichet_staff_work_end_well (task);
}

static void
on_devices (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) devices = g_variant_ref_sink (guichet_devices_ask_finish (result));

  guichet_staff_work_insert_all (guichet_staff_work_get (user_data)->answer, devices);
  finish_state (user_data);
}

static void
on_network (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_variant_dict_insert (guichet_staff_work_get (user_data)->answer, "network", "s",
                         guichet_network_look_finish (result));
  finish_state (user_data);
}

void
guichet_staff_do_state (GTask *task)
{
  GuichetStaffWork *work = guichet_staff_work_get (task);
  const GuichetStaffPlace *place = guichet_supervisor_get_staff_place (work->supervisor);

  work->n_left = 2;
  guichet_supervisor_ask_devices (work->supervisor, on_devices, task);
  guichet_network_look_async (place->settings, place->catalogue, on_network, task);
}

static void
on_queue_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const char *const outcomes[] = {
    [GUICHET_PRINT_PURGE_VERIFIED] = "cleared",
    [GUICHET_PRINT_PURGE_LEFT] = "left",
    [GUICHET_PRINT_PURGE_UNPROVED] = "no-answer",
  };
  int purge = guichet_supervisor_clear_queue_finish (GUICHET_SUPERVISOR (source), result);

  guichet_staff_work_end (user_data, purge == GUICHET_PRINT_PURGE_VERIFIED, outcomes[purge]);
}

static gboolean
has_printer (GTask *task)
{
  GuichetSettings *settings =
      guichet_supervisor_get_staff_place (guichet_staff_work_get (task)->supervisor)->settings;

  return guichet_settings_get_printer (settings)->queue != NULL;
}

void
guichet_staff_do_clear_queue (GTask *task)
{
  if (has_printer (task))
    guichet_supervisor_clear_queue_async (guichet_staff_work_get (task)->supervisor,
                                          on_queue_cleared, task);
  else
    guichet_staff_work_end (task, FALSE, "no-printer");
}

static void
on_page_printed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *outcome = guichet_test_page_print_finish (result);

  guichet_staff_work_end (user_data, g_str_equal (outcome, "printed"), outcome);
}

void
guichet_staff_do_test_page (GTask *task)
{
  GuichetSupervisor *supervisor = guichet_staff_work_get (task)->supervisor;

  if (!guichet_staff_work_begin (task)) {
    guichet_staff_work_end (task, FALSE, "busy");
    return;
  }
  guichet_supervisor_expect_print (supervisor);
  guichet_test_page_print_async (guichet_supervisor_get_staff_place (supervisor), on_page_printed,
                                 task);
}
