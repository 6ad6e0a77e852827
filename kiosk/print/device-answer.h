/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "print-reason.h"

/**
 * Asks the device at @uri (ipp, ipps, http, https; socket and lpd only whether it is there) how it
 * is: @reason is NONE when it is well, OFF when nobody answers, FROZEN when somebody does and then
 * says nothing. FALSE, and NONE, when it is of a kind that cannot be asked. Blocks for at most some
 * 4 s, and the time that names take to be resolved.
 */
gboolean guichet_device_answer_ask (const char *uri, GuichetPrintReason *reason);
