/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/**
 * GuichetLimitPage: all places for live pages are taken: which one may go? Template
 * ui/limit-page.ui.
 *
 * Signals: "close" (guint index), "back".
 */
#define GUICHET_TYPE_LIMIT_PAGE (guichet_limit_page_get_type ())
G_DECLARE_FINAL_TYPE (GuichetLimitPage, guichet_limit_page, GUICHET, LIMIT_PAGE, GtkWidget)

void guichet_limit_page_clear (GuichetLimitPage *self);
/** Adds a row at the end; its index is what "close" tells. */
void guichet_limit_page_add (GuichetLimitPage *self, const char *icon, const char *name);
/** The button that closes nothing. */
void guichet_limit_page_focus (GuichetLimitPage *self);
