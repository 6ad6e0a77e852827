/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** @text as it may be shown on a terminal, whatever wrote it: no control sequence, valid UTF-8.
 * Owned by the caller. Any thread. */
char *guichet_safe_text (const char *text);
