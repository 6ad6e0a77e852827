/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** The name of a French department by its code ("33": "Gironde"); the code itself when there is
 *  none. Static. */
const char *guichet_department_get_name (const char *code);
