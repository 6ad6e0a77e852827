/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page-preview.h"

/* What can be told of a page by a look at its small picture. Pure. */

/** Whether there is next to nothing on it: to be shown as such, never to be left out by itself. */
gboolean guichet_page_look_is_blank (const GuichetPagePreview *preview);

/** A part of a page, in inches from its top left corner. */
typedef struct {
  double x, y, width, height;
} GuichetPagePart;

/** Finds the one card (identity, Vitale: ISO/IEC 7810 ID-1, 85.6 x 54 mm, or the older identity
 * card of 105 x 74) that lies somewhere on the glass, with a little room around it. FALSE when
 * there is none that is sure. */
gboolean guichet_page_look_find_card (const GuichetPagePreview *preview, GuichetPagePart *part);
