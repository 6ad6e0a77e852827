/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "scan-sheet.h"

/**
 * A page that is scanned, as it will be: turned, and with both sides of a card. Its longer side has
 * at most @max_dots dots; 0: as many as the preview. Owned by the caller; NULL before the first
 * row.
 */
GdkPaintable *guichet_scan_picture_new (GuichetScanSheet *sheet, guint max_dots);
