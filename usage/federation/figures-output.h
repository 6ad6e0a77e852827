/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures.h"
#include "page-link.h"

/**
 * GuichetFigureSource: a store, the names of services, and the forms that figures take. What the
 * commands and the server share.
 */
typedef struct _GuichetFigureSource GuichetFigureSource;

typedef enum {
  GUICHET_OUTPUT_TEXT,
  GUICHET_OUTPUT_CSV,
  GUICHET_OUTPUT_XLSX,
  GUICHET_OUTPUT_PAGE,
  GUICHET_OUTPUT_SHEET,
  GUICHET_N_OUTPUTS,
} GuichetOutput;

/** Takes @store over. */
GuichetFigureSource *guichet_figure_source_new (GuichetFederationStore *store,
                                                const char *defaults_dir, const char *centre_dir,
                                                gboolean is_french);
void guichet_figure_source_free (GuichetFigureSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetFigureSource, guichet_figure_source_free)

/** Borrowed. */
GuichetFederationStore *guichet_figure_source_get_store (GuichetFigureSource *self);
/** One output of one scope; texts end with a NUL that is counted in neither length nor file. */
GBytes *guichet_figure_source_write (GuichetFigureSource *self, const GuichetFigureScope *scope,
                                     GuichetOutput output, GuichetLinkStyle links, GError **error);
/** All pages and sheets of one year (0: the latest) into @folder, which is made. */
gboolean guichet_figure_source_write_site (GuichetFigureSource *self, int year, const char *folder,
                                           GError **error);
