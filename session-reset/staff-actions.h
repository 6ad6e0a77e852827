/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "staff-rights.h"
#include "supervisor.h"

/** Carries out what staff want, on the terminal and by guichetctl alike: see staff-rights.h. */

/** @argument: "" for none. Printing and writing to a stick take up to some minutes. */
void guichet_staff_action_do_async (GuichetSupervisor *supervisor, const char *action,
                                    const char *argument, GuichetStaffRole role,
                                    GAsyncReadyCallback callback, gpointer user_data);
/** A floating a{sv}: "done" (b), "outcome" (s) and what the action tells; NULL and @error when it
 *  may not be done (guichet_staff_rights_check()) or went wrong. */
GVariant *guichet_staff_action_do_finish (GAsyncResult *result, GError **error);
/** A GAsyncReadyCallback: answers @invocation, taken over, a call of a method that gives a{sv}. */
void guichet_staff_action_answer (GObject *source, GAsyncResult *result, gpointer invocation);
