/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef enum {
  GUICHET_CORNER_NONE,
  GUICHET_CORNER_TOP_LEFT,
  GUICHET_CORNER_TOP_RIGHT,
  GUICHET_CORNER_BOTTOM_LEFT,
  GUICHET_CORNER_BOTTOM_RIGHT,
} GuichetScreenCorner;
