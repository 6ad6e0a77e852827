/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

typedef void (*GuichetPaintedFunc) (gpointer user_data);

/**
 * Calls @func once, after the next frame in which @widget, as it is now, was really painted and
 * handed to the compositor. Waits until @widget is mapped. Never calls it if @widget goes first.
 */
void guichet_paint_watch_once (GtkWidget *widget, GuichetPaintedFunc func, gpointer user_data);
