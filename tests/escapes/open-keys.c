/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes the place of kiosk/ui/key-policy.c in a shell that exists for tests only and is never
 * installed: every key reaches everything. What the attempts find under this shell, and do not find
 * under the real one, is what the policy holds back.
 */
#include "key-policy.h"

void
guichet_key_policy_install (GtkWindow *window)
{
}

void
guichet_key_policy_set_leave_page (GtkWindow *window, void (*func) (GtkWindow *window))
{
}
