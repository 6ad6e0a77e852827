/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/** GuichetStaffKeyboard: French letters, digits and accents under the fingers, for staff who write
 *  some words at a terminal without a keyboard. It types into one field, like a keyboard. */
typedef struct _GuichetStaffKeyboard GuichetStaffKeyboard;

typedef void (*GuichetStaffKeyboardFunc) (gpointer user_data);

/** @grid and @text are borrowed, and live as long. @func: its key "Done" was pressed. */
GuichetStaffKeyboard *guichet_staff_keyboard_new (GtkGrid *grid, GtkText *text,
                                                  GuichetStaffKeyboardFunc func,
                                                  gpointer user_data);
void guichet_staff_keyboard_free (GuichetStaffKeyboard *self);
/** The next letter is a capital when the field is empty: to be called when it is shown. */
void guichet_staff_keyboard_begin (GuichetStaffKeyboard *self);
