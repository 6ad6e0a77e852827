/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures.h"

/**
 * A workbook with charts, in the shape of La Coop's export: what it is about on top, one sheet for
 * each table. Written to a temporary file, as that is what the library can do; NULL on @error.
 */
GBytes *guichet_figures_to_xlsx (const GuichetFigures *self, GError **error);
