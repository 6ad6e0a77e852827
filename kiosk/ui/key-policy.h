/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/**
 * Puts the table of keys (key-table.h) before everything else in @window: a key that it does not
 * allow reaches no widget, no page and no input method. Also swallows every mouse button but the
 * first: no menu, no paste of what somebody selected, no side buttons.
 */
void guichet_key_policy_install (GtkWindow *window);
