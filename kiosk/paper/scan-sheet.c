/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-sheet.h"

#include "jpeg-writer.h"
#include "page-look.h"

#define INCH_MM      25.4
#define A4_HEIGHT_MM 297.0

/* facts: 200 dpi and this keep some eight full pages under 5 MB. */
#define QUALITY      75
#define CARD_QUALITY 85

struct _GuichetScanSheet {
  GObject parent_instance;

  /* Owned */
  GuichetJpeg sides[GUICHET_SCAN_SHEET_MAX_SIDES];
  GuichetJpegWriter *writer; /* while a side comes */
  GuichetPagePreview *preview;

  /* State */
  GuichetJpeg coming; /* sizes only */
  guint n_sides;
  guint turns;
  gboolean is_card;
  gboolean is_found;
  gboolean is_blank;
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetScanSheet, guichet_scan_sheet, G_TYPE_OBJECT)

static void
emit_changed (GuichetScanSheet *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static guint
find_height (guint height, guint resolution)
{
  guint a4 = (guint)(A4_HEIGHT_MM / INCH_MM * resolution + 0.5);

  return height == 0 ? a4 : MIN (height, a4);
}

void
guichet_scan_sheet_begin (GuichetScanSheet *self, guint width, guint height, guint channels,
                          guint resolution)
{
  g_return_if_fail (self->n_sides < GUICHET_SCAN_SHEET_MAX_SIDES);

  guichet_scan_sheet_abandon (self);
  self->coming = (GuichetJpeg){ .width = width,
                                .height = find_height (height, resolution),
                                .resolution = resolution };
  self->writer = guichet_jpeg_writer_new (width, self->coming.height, channels, resolution,
                                          self->is_card ? CARD_QUALITY : QUALITY);
  g_clear_pointer (&self->preview, guichet_page_preview_free);
  self->preview = guichet_page_preview_new (width, self->coming.height, channels, resolution);
  emit_changed (self);
}

void
guichet_scan_sheet_add_rows (GuichetScanSheet *self, const guint8 *rows, guint n_rows)
{
  g_return_if_fail (self->writer != NULL);

  guichet_jpeg_writer_add_rows (self->writer, rows, n_rows);
  if (guichet_page_preview_add_rows (self->preview, rows, n_rows))
    emit_changed (self);
}

/* The card alone, out of the whole glass. */
static void
cut_card (GuichetScanSheet *self, GuichetJpeg *side)
{
  GuichetPagePart part;
  GuichetJpegRecipe recipe = { .from_resolution = side->resolution, .quality = CARD_QUALITY };
  GuichetJpeg card;

  self->is_found = guichet_page_look_find_card (self->preview, &part);
  if (!self->is_found)
    return;
  recipe.x = (guint)(part.x * side->resolution);
  recipe.y = (guint)(part.y * side->resolution);
  recipe.width = (guint)(part.width * side->resolution);
  recipe.height = (guint)(part.height * side->resolution);
  if (!guichet_jpeg_remake (side->bytes, &recipe, &card))
    return;
  guichet_jpeg_clear (side);
  *side = card;
}

gboolean
guichet_scan_sheet_end (GuichetScanSheet *self)
{
  GuichetJpeg *side = &self->sides[self->n_sides];

  g_return_val_if_fail (self->writer != NULL, FALSE);

  *side = self->coming;
  side->bytes = guichet_jpeg_writer_finish (g_steal_pointer (&self->writer));
  if (side->bytes == NULL)
    return FALSE;
  self->is_blank = guichet_page_look_is_blank (self->preview);
  if (self->is_card)
    cut_card (self, side);
  self->n_sides++;
  emit_changed (self);
  return TRUE;
}

void
guichet_scan_sheet_abandon (GuichetScanSheet *self)
{
  g_clear_pointer (&self->writer, guichet_jpeg_writer_free);
}

gboolean
guichet_scan_sheet_is_card (GuichetScanSheet *self)
{
  return self->is_card;
}

guint
guichet_scan_sheet_get_n_sides (GuichetScanSheet *self)
{
  return self->n_sides;
}

gboolean
guichet_scan_sheet_is_found (GuichetScanSheet *self)
{
  return self->is_found;
}

gboolean
guichet_scan_sheet_is_blank (GuichetScanSheet *self)
{
  return self->is_blank;
}

const GuichetPagePreview *
guichet_scan_sheet_get_preview (GuichetScanSheet *self)
{
  return self->preview;
}

guint
guichet_scan_sheet_get_turns (GuichetScanSheet *self)
{
  return self->turns;
}

void
guichet_scan_sheet_turn (GuichetScanSheet *self)
{
  self->turns = (self->turns + 1) % 4;
  emit_changed (self);
}

gsize
guichet_scan_sheet_get_size (GuichetScanSheet *self)
{
  gsize size = 0;

  for (guint i = 0; i < self->n_sides; i++)
    size += g_bytes_get_size (self->sides[i].bytes);
  return size;
}

const GuichetJpeg *
guichet_scan_sheet_get_side (GuichetScanSheet *self, guint i)
{
  g_return_val_if_fail (i < self->n_sides, NULL);
  return &self->sides[i];
}

static void
guichet_scan_sheet_finalize (GObject *object)
{
  GuichetScanSheet *self = GUICHET_SCAN_SHEET (object);

  guichet_scan_sheet_abandon (self);
  g_clear_pointer (&self->preview, guichet_page_preview_free);
  for (guint i = 0; i < GUICHET_SCAN_SHEET_MAX_SIDES; i++)
    guichet_jpeg_clear (&self->sides[i]);
  G_OBJECT_CLASS (guichet_scan_sheet_parent_class)->finalize (object);
}

static void
guichet_scan_sheet_class_init (GuichetScanSheetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guichet_scan_sheet_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_scan_sheet_init (GuichetScanSheet *self)
{
  self->is_found = TRUE;
}

GuichetScanSheet *
guichet_scan_sheet_new (gboolean is_card)
{
  GuichetScanSheet *self = g_object_new (GUICHET_TYPE_SCAN_SHEET, NULL);

  self->is_card = is_card;
  return self;
}
