/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/**
 * GuichetReceivedBanner: between the bar and the page: a document comes, or has come and can be
 * seen or printed at once, or was not taken and why. Template ui/received-banner.ui.
 *
 * Signals: "see", "print", "close".
 */
#define GUICHET_TYPE_RECEIVED_BANNER (guichet_received_banner_get_type ())
G_DECLARE_FINAL_TYPE (GuichetReceivedBanner, guichet_received_banner, GUICHET, RECEIVED_BANNER,
                      GtkWidget)

/** Shows itself with @text alone. */
void guichet_received_banner_tell (GuichetReceivedBanner *self, const char *text);
/** The same, with what can be done at once. */
void guichet_received_banner_offer (GuichetReceivedBanner *self, const char *text,
                                    gboolean can_print);
void guichet_received_banner_hide (GuichetReceivedBanner *self);
