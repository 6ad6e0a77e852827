/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "staff-pins.h"

/**
 * What staff can do, on the terminal's panel and by guichetctl: one table, each action with the
 * least role. Touches nothing; what an action does stands in staff-actions.c.
 */
typedef struct {
  const char *name;
  GuichetStaffRole role;
  const char *argument;    /* to be translated, for the help; NULL: it takes none */
  const char *description; /* to be translated */
} GuichetStaffRight;

/** All of them, in the order of the help. Static. */
const GuichetStaffRight *guichet_staff_rights_get (guint *n_rights);
/** NULL: there is no such action. Static. */
const GuichetStaffRight *guichet_staff_rights_find (const char *action);
/** Whether @role may do @action with @argument ("" for none); else G_IO_ERROR_NOT_FOUND,
 *  G_IO_ERROR_PERMISSION_DENIED or G_IO_ERROR_INVALID_ARGUMENT. */
gboolean guichet_staff_rights_check (const char *action, const char *argument,
                                     GuichetStaffRole role, GError **error);
