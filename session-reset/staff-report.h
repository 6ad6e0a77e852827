/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "staff-place.h"

/**
 * The centre's signed report of the last month that is over, as guichet-report makes it: with its
 * signature, ready to be taken to the federation.
 */
void guichet_staff_report_make_async (const GuichetStaffPlace *place, GAsyncReadyCallback callback,
                                      gpointer user_data);
/** Element type GuichetStaffFile, owned by the caller. NULL, and @outcome (static): "not-enrolled"
 *  (the centre has no code or key), "no-report". */
GPtrArray *guichet_staff_report_make_finish (GAsyncResult *result, const char **outcome);
