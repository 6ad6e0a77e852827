/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/** GuichetStaffPad: the digits on which staff type their code. It keeps nothing of a code that was
 *  handed on. Widgets are borrowed from staff.ui. */
typedef struct _GuichetStaffPad GuichetStaffPad;

/** @pin: the code, overwritten after the call. */
typedef void (*GuichetStaffPadFunc) (const char *pin, gpointer user_data);

GuichetStaffPad *guichet_staff_pad_new (GtkBuilder *builder, GuichetStaffPadFunc func,
                                        gpointer user_data);
void guichet_staff_pad_free (GuichetStaffPad *self);
/** A key of the keyboard, by its symbol and its place; FALSE when it is none of the pad's. */
gboolean guichet_staff_pad_take_key (GuichetStaffPad *self, guint value, guint code);
/** The code was wrong; another one is taken after @wait seconds. */
void guichet_staff_pad_refuse (GuichetStaffPad *self, guint wait);
/** Forgets what was typed so far. */
void guichet_staff_pad_forget (GuichetStaffPad *self);
