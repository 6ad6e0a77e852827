/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetMonthCells: numbers by metric and label, of one month or of another period. A cell that
 * was never added is 0. Not thread-safe.
 */
typedef struct _GuichetMonthCells GuichetMonthCells;

GuichetMonthCells *guichet_month_cells_new (void);
void guichet_month_cells_free (GuichetMonthCells *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetMonthCells, guichet_month_cells_free)

void guichet_month_cells_add (GuichetMonthCells *self, const char *metric, const char *label,
                              gint64 n);
gint64 guichet_month_cells_get (const GuichetMonthCells *self, const char *metric,
                                const char *label);
/** Takes out all cells of @metric. */
void guichet_month_cells_remove_metric (GuichetMonthCells *self, const char *metric);
gboolean guichet_month_cells_has_metric (const GuichetMonthCells *self, const char *metric);
guint guichet_month_cells_get_size (const GuichetMonthCells *self);
/** Calls @func for each cell, by metric, then label, bytewise. */
void guichet_month_cells_foreach (const GuichetMonthCells *self,
                                  void (*func) (const char *metric, const char *label, gint64 n,
                                                gpointer user_data),
                                  gpointer user_data);
