/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * GuichetOpeningHours: when the centre is open, by day of the week and minute, and on which days it
 * is not. Pure; the caller
 * says what day and time it is, in the centre's own time.
 */
typedef struct _GuichetOpeningHours GuichetOpeningHours;

/** Always open, until the first guichet_opening_hours_set_day(): then closed on all other days. */
GuichetOpeningHours *guichet_opening_hours_new (void);
void guichet_opening_hours_free (GuichetOpeningHours *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetOpeningHours, guichet_opening_hours_free)

/** @weekday: 1 (Monday) to 7. @ranges: "08:30-12:00", in order and apart; NULL-terminated; may be
 *  empty: closed. FALSE, and nothing changed, when one is not to be understood. */
gboolean guichet_opening_hours_set_day (GuichetOpeningHours *self, guint weekday,
                                        const char *const *ranges);
/** Adds days on which the centre is closed whatever its hours: "2026-05-14",
 * "2026-12-21/2027-01-03" (both included), or "12-25", of every year. FALSE when it is not to be
 * understood. */
gboolean guichet_opening_hours_add_closed (GuichetOpeningHours *self, const char *days);
gboolean guichet_opening_hours_is_closed_day (const GuichetOpeningHours *self, guint year,
                                              guint month, guint day);
/** @minute: of the day, from 0. */
gboolean guichet_opening_hours_is_open (const GuichetOpeningHours *self, guint weekday,
                                        guint minute);
