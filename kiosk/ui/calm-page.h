/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/**
 * GuichetCalmPage: one plain explanation and the way on, instead of a browser's error. What it says
 * is a table in calm-page.c. Template ui/calm-page.ui.
 *
 * Signal "action" (int, GuichetCalmAction).
 */
#define GUICHET_TYPE_CALM_PAGE (guichet_calm_page_get_type ())
G_DECLARE_FINAL_TYPE (GuichetCalmPage, guichet_calm_page, GUICHET, CALM_PAGE, GtkWidget)

typedef enum {
  GUICHET_CALM_NONE = -1,
  GUICHET_CALM_REFUSED,
  GUICHET_CALM_OFFLINE,
  GUICHET_CALM_NOT_FOUND,
  GUICHET_CALM_TLS,
  GUICHET_CALM_FAILED,
  GUICHET_CALM_CLOSED,
  GUICHET_CALM_CRASHED,
  GUICHET_CALM_UNRESPONSIVE,
  GUICHET_CALM_N_KINDS,
} GuichetCalmKind;

typedef enum {
  GUICHET_CALM_ACTION_NONE,
  GUICHET_CALM_ACTION_BACK,
  GUICHET_CALM_ACTION_RETRY,
  GUICHET_CALM_ACTION_REOPEN, /* as RETRY, of a page that was there */
  GUICHET_CALM_ACTION_WAIT,
  GUICHET_CALM_ACTION_HOME,
} GuichetCalmAction;

/** @host may be NULL; it is only shown where it helps. */
void guichet_calm_page_show (GuichetCalmPage *self, GuichetCalmKind kind, const char *host);
/** The first button, which is also what Enter does. */
void guichet_calm_page_focus (GuichetCalmPage *self);
