/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-actions.h"

#define MORE_TIME_S (15 * 60)

static gboolean
do_reset (GuichetSupervisor *supervisor, GError **error)
{
  guichet_supervisor_reset_by_staff (supervisor);
  return TRUE;
}

static gboolean
do_accompany (GuichetSupervisor *supervisor, GError **error)
{
  guichet_supervisor_set_accompanied (supervisor, TRUE);
  return TRUE;
}

static gboolean
do_leave_alone (GuichetSupervisor *supervisor, GError **error)
{
  guichet_supervisor_set_accompanied (supervisor, FALSE);
  return TRUE;
}

static gboolean
do_more_time (GuichetSupervisor *supervisor, GError **error)
{
  guichet_supervisor_give_time (supervisor, MORE_TIME_S);
  return TRUE;
}

static gboolean
do_others_wait (GuichetSupervisor *supervisor, GError **error)
{
  guichet_supervisor_set_others_wait (supervisor, TRUE);
  return TRUE;
}

static gboolean
do_nobody_waits (GuichetSupervisor *supervisor, GError **error)
{
  guichet_supervisor_set_others_wait (supervisor, FALSE);
  return TRUE;
}

static gboolean
do_sleep (GuichetSupervisor *supervisor, GError **error)
{
  guichet_supervisor_sleep (supervisor);
  return TRUE;
}

static gboolean
do_restart (GuichetSupervisor *supervisor, GError **error)
{
  guichet_supervisor_restart_screen (supervisor);
  return TRUE;
}

/* A rule of polkit lets the terminal's user do just this. */
static gboolean
do_power_off (GuichetSupervisor *supervisor, GError **error)
{
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                        error, "/usr/bin/systemctl", "--no-ask-password", "poweroff", NULL);

  return process != NULL;
}

static const struct {
  const char *name;
  GuichetStaffRole role;
  gboolean (*run) (GuichetSupervisor *supervisor, GError **error);
} actions[] = {
  { "reset", GUICHET_STAFF_RECEPTION, do_reset },
  { "accompany", GUICHET_STAFF_RECEPTION, do_accompany },
  { "leave-alone", GUICHET_STAFF_RECEPTION, do_leave_alone },
  { "more-time", GUICHET_STAFF_RECEPTION, do_more_time },
  { "others-wait", GUICHET_STAFF_RECEPTION, do_others_wait },
  { "nobody-waits", GUICHET_STAFF_RECEPTION, do_nobody_waits },
  { "sleep", GUICHET_STAFF_RECEPTION, do_sleep },
  { "restart", GUICHET_STAFF_TECHNICIAN, do_restart },
  { "power-off", GUICHET_STAFF_TECHNICIAN, do_power_off },
};

GuichetStaffRole
guichet_staff_action_get_role (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, action))
      return actions[i].role;
  return GUICHET_STAFF_NOBODY;
}

gboolean
guichet_staff_action_is_allowed (const char *action, GuichetStaffRole role)
{
  GuichetStaffRole least = guichet_staff_action_get_role (action);

  return least != GUICHET_STAFF_NOBODY && role >= least;
}

gboolean
guichet_staff_action_do (GuichetSupervisor *supervisor, const char *action, GuichetStaffRole role,
                         GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++) {
    if (!g_str_equal (actions[i].name, action))
      continue;
    if (role < actions[i].role) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "not for this role");
      return FALSE;
    }
    return actions[i].run (supervisor, error);
  }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such action");
  return FALSE;
}
