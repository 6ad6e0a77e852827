/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * Cancels at the device @uri (as CUPS names it) itself what it still has to print under @title: one
 * that was frozen, or away, when CUPS told it to give up, would print it for somebody else. FALSE:
 * it does not answer; to be tried again. TRUE for a device that cannot be asked (USB): it has no
 * pages but those that CUPS is sending. Blocks for some seconds at most; any thread.
 */
gboolean guichet_print_purge_device (const char *uri, const char *title);
