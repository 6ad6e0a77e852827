/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What an outbox (outbox.h) remembers, for programs that only look. */
#define GUICHET_OUTBOX_STATE_FILE "outbox.state"
#define GUICHET_OUTBOX_GROUP      "outbox"
#define GUICHET_OUTBOX_LEFT_ON    "LeftOn"

/** The last day ("YYYY-MM-DD", owned by the caller) on which a report left the folder @path, for a
 *  server or a stick; NULL: none ever did, or it cannot be told. Only reads; any process may. */
char *guichet_outbox_read_last_day (const char *path);
