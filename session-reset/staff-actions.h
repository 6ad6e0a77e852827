/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "staff-pins.h"
#include "supervisor.h"

/** What staff can do, on the terminal and by guichetctl: one table, each action with the least
 * role. */

/** The least role that may do @action; NOBODY: there is no such action. */
GuichetStaffRole guichet_staff_action_get_role (const char *action);
/** Whether @role may do @action. */
gboolean guichet_staff_action_is_allowed (const char *action, GuichetStaffRole role);
/** Does it. G_IO_ERROR_PERMISSION_DENIED, G_IO_ERROR_NOT_FOUND, or what went wrong. */
gboolean guichet_staff_action_do (GuichetSupervisor *supervisor, const char *action,
                                  GuichetStaffRole role, GError **error);
