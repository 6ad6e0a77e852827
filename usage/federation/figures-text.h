/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures.h"

/** For a terminal: sections with aligned numbers. Owned by the caller. */
char *guichet_figures_to_text (const GuichetFigures *self);
