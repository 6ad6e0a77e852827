/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/**
 * Puts the table of keys (key-table.h) before everything else in @window: a key that it does not
 * allow reaches no widget, no page and no input method. Also swallows every mouse button but the
 * first: no menu, no paste of what somebody selected, no side buttons.
 */
void guichet_key_policy_install (GtkWindow *window);
/**
 * F6 is swallowed like all its kind, but calls @func first: the way out of a page for who has only
 * a keyboard, since a page may keep Tab to itself.
 */
void guichet_key_policy_set_leave_page (GtkWindow *window, void (*func) (GtkWindow *window));
