/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "web-page.h"

/**
 * GuichetPageView: one live page on the screen, with what may stand over it: the calm page when
 * something is wrong, the progress of a load, the page's own questions. Template ui/page-view.ui.
 *
 * Signal "home-requested": the resident chose to go on with another service.
 */
#define GUICHET_TYPE_PAGE_VIEW (guichet_page_view_get_type ())
G_DECLARE_FINAL_TYPE (GuichetPageView, guichet_page_view, GUICHET, PAGE_VIEW, GtkWidget)

/** Keeps @page. */
GtkWidget *guichet_page_view_new (GuichetWebPage *page);
GuichetWebPage *guichet_page_view_get_page (GuichetPageView *self);
/** To what is to be used now: the page, the calm page's button, or the question's. */
void guichet_page_view_focus (GuichetPageView *self);
