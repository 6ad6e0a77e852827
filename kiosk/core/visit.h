/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clock.h"

/**
 * GuichetVisit: the live pages of one resident's visit, which of them is looked at, and how the
 * visit begins and ends. It knows no page: pages are objects given by the caller, kept alive
 * until they are removed or the visit has ended.
 *
 *   home --add_page, begin--> visiting <--cancel-- confirming-end --confirm--> ended
 *                          \-----------ask_end-----^
 *
 * Main thread only. Signal "changed": any of the getters may answer differently now; emitted once
 * for each call that changed something, after the whole change.
 */
#define GUICHET_TYPE_VISIT (guichet_visit_get_type ())
G_DECLARE_FINAL_TYPE (GuichetVisit, guichet_visit, GUICHET, VISIT, GObject)

typedef enum {
  GUICHET_VISIT_HOME,           /* nobody has opened anything yet */
  GUICHET_VISIT_VISITING,       /* also while the tiles are looked at again */
  GUICHET_VISIT_CONFIRMING_END, /* "J'ai fini" was touched */
  GUICHET_VISIT_ENDED,          /* for good: nothing can be opened any more */
} GuichetVisitState;

/** A second tap of a double tap on "J'ai fini" must not confirm what the first one asked. */
#define GUICHET_VISIT_CONFIRM_GUARD (600 * G_TIME_SPAN_MILLISECOND)

/** @clock is kept. @max_pages: live pages at once, at least 1. */
GuichetVisit *guichet_visit_new (GuichetClock *clock, guint max_pages);

GuichetVisitState guichet_visit_get_state (GuichetVisit *self);
guint guichet_visit_get_n_pages (GuichetVisit *self);
/** In the order in which they were added; borrowed; NULL when there is none at @index. */
GObject *guichet_visit_get_page (GuichetVisit *self, guint index);
/** The page looked at; NULL while the tiles are. Borrowed. */
GObject *guichet_visit_get_current (GuichetVisit *self);
/** The first page added under @key, or NULL. Borrowed. */
GObject *guichet_visit_find_page (GuichetVisit *self, const char *key);
gboolean guichet_visit_has_page (GuichetVisit *self, GObject *page);
gboolean guichet_visit_can_add_page (GuichetVisit *self);
/** Whole seconds since the first page was added; 0 before. */
gint64 guichet_visit_get_seconds (GuichetVisit *self);

/** Begins the visit without a page: something of the terminal itself is used. FALSE unless at home.
 */
gboolean guichet_visit_begin (GuichetVisit *self);
/**
 * Adds @page (a reference is taken) and looks at it; the first one begins the visit. @key: the
 * service's id. @opener: the page that asked for it, or NULL: looked at again once @page goes.
 * FALSE, and nothing changed, at the limit and outside home and visiting.
 */
gboolean guichet_visit_add_page (GuichetVisit *self, GObject *page, const char *key,
                                 GObject *opener);
/** Forgets @page. If it was looked at, its opener is now if it still lives, else the tiles are. */
void guichet_visit_remove_page (GuichetVisit *self, GObject *page);
/** The page that asked for @page, when it still lives, else NULL. Borrowed. */
GObject *guichet_visit_get_opener (GuichetVisit *self, GObject *page);
/** Looks at @page, or at the tiles when it is NULL. FALSE for a page that is not of the visit. */
gboolean guichet_visit_set_current (GuichetVisit *self, GObject *page);

/** "J'ai fini": FALSE unless visiting. */
gboolean guichet_visit_ask_end (GuichetVisit *self);
/** "Continuer": back to what was looked at. FALSE unless confirming. */
gboolean guichet_visit_cancel_end (GuichetVisit *self);
/** FALSE unless confirming, and within the guard after ask_end. Pages are forgotten. */
gboolean guichet_visit_confirm_end (GuichetVisit *self);
