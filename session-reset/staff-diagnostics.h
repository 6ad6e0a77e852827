/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "staff-place.h"

/**
 * The text for who mends the terminal. It holds the keys of one fixed list and nothing else: what a
 * resident did, when within the day, and every word that somebody typed are on no list. Only names
 * of files, groups and keys are told of mistakes in the settings, not what stands there.
 */

/** @status, @devices and @versions: a{sv} as guichet_supervisor_get_status(), devices.h and
 *  staff-versions.h give them, "network" among the devices. Owned by the caller. */
char *guichet_staff_diagnostics_make (const GuichetStaffPlace *place, GVariant *status,
                                      GVariant *devices, GVariant *versions);
/** Whether @line is one that the text may hold: for the tests. */
gboolean guichet_staff_diagnostics_knows (const char *line);
