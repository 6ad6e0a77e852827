/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "time-settings.h"

#include <gio/gio.h>

/**
 * GuichetHelpSignal: tells reception beyond the screen that somebody asks for help: by a program of
 * the centre, by an MQTT broker, or not at all. It says "asked" or "over", and nothing else. Main
 * thread; a broker is spoken to in one other thread, three times when it does not answer, and no
 * failure of it reaches the visit. The two words keep their order; one that is no longer so is not
 * tried again.
 */
typedef struct _GuichetHelpSignal GuichetHelpSignal;

GuichetHelpSignal *guichet_help_signal_new (const GuichetTimeSettings *settings);
void guichet_help_signal_free (GuichetHelpSignal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetHelpSignal, guichet_help_signal_free)

void guichet_help_signal_tell (GuichetHelpSignal *self, gboolean is_asked);
