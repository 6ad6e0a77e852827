/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** The supervisor's words, for people at a reception. Translated. */

/** What came of @action: one sentence or some lines, owned by the caller. @answer: a{sv}; NULL:
 * there was none. */
char *guichet_staff_words_for_answer (const char *action, GVariant *answer);
/** @state of the terminal and @failure as guichetctl status tells them; owned by the caller. */
char *guichet_staff_words_for_state (const char *state, const char *failure);
