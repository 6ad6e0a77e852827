/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/** GuichetLimitRow: closes one live page. Template ui/limit-row.ui. */
#define GUICHET_TYPE_LIMIT_ROW (guichet_limit_row_get_type ())
G_DECLARE_FINAL_TYPE (GuichetLimitRow, guichet_limit_row, GUICHET, LIMIT_ROW, GtkButton)

GtkWidget *guichet_limit_row_new (guint index, const char *icon, const char *name);
guint guichet_limit_row_get_index (GuichetLimitRow *self);
