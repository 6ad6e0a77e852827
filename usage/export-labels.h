/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "month-cells.h"

/**
 * GuichetExportLabels: under which coarser label a count leaves the centre. Services leave as
 * "THEME/SERVICE" or, the sensitive ones and the centre's own, only as "THEME". Immutable.
 */
typedef struct _GuichetExportLabels GuichetExportLabels;
typedef struct _GuichetUsageStore GuichetUsageStore;

/* A theme's nameless part holds no service, or at least so many. */
#define GUICHET_EXPORT_MIN_NAMELESS 3

GuichetExportLabels *guichet_export_labels_new (void);
void guichet_export_labels_free (GuichetExportLabels *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetExportLabels, guichet_export_labels_free)

/** Tells of one service of the catalogue, its @theme as La Coop's API names it. All are told before
 *  the first question. */
void guichet_export_labels_add_service (GuichetExportLabels *self, const char *id,
                                        const char *theme);
/** The label that @label of @metric leaves with, or NULL when it does not leave. Borrowed. */
const char *guichet_export_labels_get (GuichetExportLabels *self, const char *metric,
                                       const char *label);
/** Adds what @store holds of @month to @cells, in coarser labels. */
gboolean guichet_export_labels_read (GuichetExportLabels *self, GuichetUsageStore *store,
                                     const char *month, GuichetMonthCells *cells, GError **error);
