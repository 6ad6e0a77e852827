/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jpeg-remake.h"
#include "page-preview.h"

/**
 * GuichetScanSheet: one page of a document that is being scanned: a whole page, or a card of which
 * both sides come on one page. It is compressed while its rows come. Main thread only.
 *
 * Signal "changed" (): the preview grew, or a getter answers differently.
 */
#define GUICHET_TYPE_SCAN_SHEET (guichet_scan_sheet_get_type ())
G_DECLARE_FINAL_TYPE (GuichetScanSheet, guichet_scan_sheet, GUICHET, SCAN_SHEET, GObject)

/** Sides of a card. */
#define GUICHET_SCAN_SHEET_MAX_SIDES 2

GuichetScanSheet *guichet_scan_sheet_new (gboolean is_card);

/** A side begins: rows of @width dots of @channels (1 or 3) bytes at @resolution follow; @height 0:
 *  not known. Its size becomes that of A4 at most. */
void guichet_scan_sheet_begin (GuichetScanSheet *self, guint width, guint height, guint channels,
                               guint resolution);
void guichet_scan_sheet_add_rows (GuichetScanSheet *self, const guint8 *rows, guint n_rows);
/** The side is whole. FALSE when there was not enough memory; the side is not there then. */
gboolean guichet_scan_sheet_end (GuichetScanSheet *self);
/** The side that was begun is given up. */
void guichet_scan_sheet_abandon (GuichetScanSheet *self);

gboolean guichet_scan_sheet_is_card (GuichetScanSheet *self);
guint guichet_scan_sheet_get_n_sides (GuichetScanSheet *self);
/** Whether the card was found on the last side; always TRUE for a whole page. */
gboolean guichet_scan_sheet_is_found (GuichetScanSheet *self);
/** Next to nothing is on it. */
gboolean guichet_scan_sheet_is_blank (GuichetScanSheet *self);
/** The last side, also while it comes; NULL before. Borrowed. */
const GuichetPagePreview *guichet_scan_sheet_get_preview (GuichetScanSheet *self);
/** Quarters, clockwise. */
guint guichet_scan_sheet_get_turns (GuichetScanSheet *self);
void guichet_scan_sheet_turn (GuichetScanSheet *self);
/** Of what was compressed, bytes. */
gsize guichet_scan_sheet_get_size (GuichetScanSheet *self);
/** A side: the JPEG, cut to the card. Borrowed. */
const GuichetJpeg *guichet_scan_sheet_get_side (GuichetScanSheet *self, guint i);
