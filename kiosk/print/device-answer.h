/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "print-reason.h"

/**
 * Asks the device at @uri (ipp, ipps, http, https; socket and lpd only whether it is there; usb
 * only whether none is plugged in) how it is: @reason is NONE when it is well, OFF when nobody
 * answers, FROZEN when somebody does and then says nothing. FALSE, and NONE, when it is of a kind
 * that cannot be asked, as a USB printer that is there. Blocks for at most some
 * 4 s, and the time that names take to be resolved.
 */
gboolean guichet_device_answer_ask (const char *uri, GuichetPrintReason *reason);
/**
 * Asks the device at @uri what became of the last job of @user, if it is called @title: DEVICE when
 * the device gave it up, which CUPS 2.4 takes for done now and then (its IPP backend looks at
 * the job and at the printer in two threads); OFF or FROZEN when it does not answer; else NONE.
 */
GuichetPrintReason guichet_device_answer_ask_last_job (const char *uri, const char *user,
                                                       const char *title);
