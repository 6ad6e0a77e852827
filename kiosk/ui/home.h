/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "catalogue-view.h"

/**
 * GuichetHome: the tiles of the first screen, the other services by group, and the search.
 * Template ui/home.ui.
 *
 * Signals "chosen" (const char *service_id), "group-opened" (const char *group_id); "copy", "scan":
 * a photocopy, or a paper into the tray, without a service.
 */
#define GUICHET_TYPE_HOME (guichet_home_get_type ())
G_DECLARE_FINAL_TYPE (GuichetHome, guichet_home, GUICHET, HOME, GtkWidget)

/** Makes all tiles ahead. @catalogue is borrowed and must live as long. */
void guichet_home_set_up (GuichetHome *self, const GuichetCatalogueView *catalogue,
                          const char *centre_name, const char *greeting);
/** Back to the first screen, nothing typed, first tile in focus. */
void guichet_home_reset (GuichetHome *self);
/** A visit with live pages: the bar above says where one is, so the greeting gives its room. */
void guichet_home_set_compact (GuichetHome *self, gboolean compact);
/** What the terminal itself offers under the services. */
void guichet_home_set_tools (GuichetHome *self, gboolean can_copy, gboolean can_scan);
/** What staff tell everybody who comes; "" for nothing. */
void guichet_home_set_message (GuichetHome *self, const char *message);
/** Services that staff took away for today: their tiles say why and open nothing. @hidden: a(ss) of
 *  id and words, "" for the usual ones. */
void guichet_home_set_hidden (GuichetHome *self, GVariant *hidden);
/** As if it was typed, or touched; for the tests. */
void guichet_home_search (GuichetHome *self, const char *text);
void guichet_home_show_groups (GuichetHome *self);
void guichet_home_show_group (GuichetHome *self, const char *group);
