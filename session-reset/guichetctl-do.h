/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "guichet-control-dbus.h"

/* "guichetctl do": the actions of the staff's panel. The supervisor decides who may. */

/** @values: a{sv}, a key and its value on each line, or JSON. */
void guichetctl_print_values (GVariant *values, gboolean as_json);
/** Does what @words (NULL-terminated) say, and prints what came of it; FALSE when it was not done,
 *  also without @error: the outcome was printed then. */
gboolean guichetctl_do (GuichetDBusControl1 *control, char **words, gboolean as_json,
                        GError **error);
/** A line for each action, for the help. */
void guichetctl_describe_actions (GString *text);
/** Their names, roles and arguments. */
void guichetctl_print_actions (gboolean as_json);
