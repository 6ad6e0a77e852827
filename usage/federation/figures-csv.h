/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures.h"

/**
 * One long table as a French Excel opens it by a double click: UTF-8 with BOM, semicolons, CRLF,
 * decimal commas; texts that a spreadsheet would take for a formula get an apostrophe. Owned by
 * the caller.
 */
char *guichet_figures_to_csv (const GuichetFigures *self);
