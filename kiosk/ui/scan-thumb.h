/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "scan-sheet.h"

/** GuichetScanThumb: one page of the document that is being scanned, small: a button with its
 * number. Template ui/scan-thumb.ui. */
#define GUICHET_TYPE_SCAN_THUMB (guichet_scan_thumb_get_type ())
G_DECLARE_FINAL_TYPE (GuichetScanThumb, guichet_scan_thumb, GUICHET, SCAN_THUMB, GtkButton)

/** @number counts from 1; @is_current: the page that is looked at. */
GtkWidget *guichet_scan_thumb_new (GuichetScanSheet *sheet, guint number, gboolean is_current);
