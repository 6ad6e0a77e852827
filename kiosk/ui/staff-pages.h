/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "guichet-staff-dbus.h"

/** GuichetStaffPages: what staff find behind the pad, one thing on a screen. Widgets are borrowed
 *  from staff.ui. Main thread only. */
typedef struct _GuichetStaffPages GuichetStaffPages;

/** What it tells: something is under way (nobody need touch anything), or over. */
typedef void (*GuichetStaffPagesBusy) (gboolean is_busy, gpointer user_data);
typedef void (*GuichetStaffPagesLeave) (gpointer user_data);

/** Keeps a reference to @staff. */
GuichetStaffPages *guichet_staff_pages_new (GtkBuilder *builder, GuichetDBusStaff1 *staff,
                                            GuichetStaffPagesBusy busy,
                                            GuichetStaffPagesLeave leave, gpointer user_data);
void guichet_staff_pages_free (GuichetStaffPages *self);
/** After a right code; @role: "reception" or "technician". */
void guichet_staff_pages_open (GuichetStaffPages *self, const char *role);
/** The letters have another size. */
void guichet_staff_pages_lay_out (GuichetStaffPages *self);
/** One step back, from the menu out of the panel; FALSE while something is under way. */
gboolean guichet_staff_pages_go_back (GuichetStaffPages *self);
