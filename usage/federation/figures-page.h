/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures.h"
#include "page-link.h"

/** One self-contained page for the screen: no script, nothing fetched. Owned by the caller. */
char *guichet_figures_to_page (const GuichetFigures *self, GuichetLinkStyle links);
/** The yearly sheet ("fiche annuelle"): one A4 page when printed. Owned by the caller. */
char *guichet_figures_to_sheet (const GuichetFigures *self, GuichetLinkStyle links);
