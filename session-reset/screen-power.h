/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * GuichetScreenPower: switches the screen off and on, through the module that we load into weston
 * (screen-module.c, interfaces/guichet-screen.xml). Main thread only; never blocks: what is asked
 * of a compositor that hangs is done when it goes on.
 */
typedef struct _GuichetScreenPower GuichetScreenPower;

/** The screen woke: it was asked to, or there was input. */
typedef void (*GuichetScreenWokenFunc) (gpointer user_data);

/** @display_socket: path of the compositor's own. NULL when its module is not there: nothing can be
 *  switched off. */
GuichetScreenPower *guichet_screen_power_new (const char *display_socket,
                                              GuichetScreenWokenFunc func, gpointer user_data);
void guichet_screen_power_free (GuichetScreenPower *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetScreenPower, guichet_screen_power_free)

/** Does nothing where the module has not answered yet. */
void guichet_screen_power_sleep (GuichetScreenPower *self);
void guichet_screen_power_wake (GuichetScreenPower *self);
/** So said the compositor. */
gboolean guichet_screen_power_is_off (const GuichetScreenPower *self);
