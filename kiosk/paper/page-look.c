/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-look.h"

#include <stdlib.h>
#include <string.h>

#define INCH_MM 25.4

/* A written line of a page covers some thousandths of it; dust and a punch hole less. */
#define BLANK_DARKER  40
#define BLANK_SHARE   0.0008
#define BLANK_EDGE_MM 8.0

/* The lid behind a card is nearly even: what differs is the card. */
#define CARD_DIFFERENCE 14
#define CARD_GAP_MM     2.5 /* between two parts of one card */
#define CARD_SHORT_MIN  45.0
#define CARD_SHORT_MAX  85.0
#define CARD_LONG_MIN   75.0
#define CARD_LONG_MAX   130.0
#define CARD_ROOM_MM    2.0
#define CARD_NOISE_DOTS 3 /* of a row or column */

static guint8
get_light (guint32 pixel)
{
  return (guint8)(((pixel >> 16 & 0xff) * 77 + (pixel >> 8 & 0xff) * 151 + (pixel & 0xff) * 28) >>
                  8);
}

static const guint32 *
get_row (const GuichetPagePreview *preview, guint y)
{
  return (const guint32 *)(const void *)(preview->pixels + (gsize)preview->stride * y);
}

/* The lightness that most of the page has: of its paper, or of the lid. */
static guint8
find_ground (const GuichetPagePreview *preview)
{
  guint counts[256] = { 0 };
  guint best = 255;

  for (guint y = 0; y < preview->n_rows; y++)
    for (guint x = 0; x < preview->width; x++)
      counts[get_light (get_row (preview, y)[x])]++;
  for (guint i = 0; i < 256; i++)
    if (counts[i] > counts[best])
      best = i;
  return (guint8)best;
}

static guint
to_dots (const GuichetPagePreview *preview, double mm)
{
  return (guint)(mm / INCH_MM * preview->resolution + 0.5);
}

gboolean
guichet_page_look_is_blank (const GuichetPagePreview *preview)
{
  guint8 ground = find_ground (preview);
  guint edge = to_dots (preview, BLANK_EDGE_MM);
  guint n_dark = 0, n = 0;

  if (preview->width <= 2 * edge || preview->n_rows <= 2 * edge)
    return FALSE;
  /* The shadow of the edges is on every page. */
  for (guint y = edge; y < preview->n_rows - edge; y++)
    for (guint x = edge; x < preview->width - edge; x++, n++)
      n_dark += abs ((int)get_light (get_row (preview, y)[x]) - ground) > BLANK_DARKER;
  return n_dark < n * BLANK_SHARE;
}

/* --- the card --- */

/* A run of rows (or columns) that something is in. */
typedef struct {
  guint from, to; /* to: behind the last */
} Run;

static gboolean
differs (guint32 pixel, guint8 ground)
{
  int r = pixel >> 16 & 0xff, g = pixel >> 8 & 0xff, b = pixel & 0xff;
  int colour = MAX (r, MAX (g, b)) - MIN (r, MIN (g, b));

  return abs ((int)get_light (pixel) - ground) > CARD_DIFFERENCE || colour > 2 * CARD_DIFFERENCE;
}

/* The longest run of numbers of @counts above the noise, over gaps of at most @gap. */
static Run
find_longest (const guint *counts, guint n, guint gap)
{
  Run best = { 0, 0 }, run = { 0, 0 };
  guint since = G_MAXUINT;

  for (guint i = 0; i < n; i++) {
    if (counts[i] < CARD_NOISE_DOTS)
      continue;
    if (since == G_MAXUINT || i - since > gap)
      run.from = i;
    since = i;
    run.to = i + 1;
    if (run.to - run.from > best.to - best.from)
      best = run;
  }
  return best;
}

static Run
find_rows (const GuichetPagePreview *preview, guint8 ground, Run columns, guint edge, guint gap)
{
  g_autofree guint *counts = g_new0 (guint, preview->n_rows);

  for (guint y = edge; y + edge < preview->n_rows; y++)
    for (guint x = columns.from; x < columns.to; x++)
      counts[y] += differs (get_row (preview, y)[x], ground);
  return find_longest (counts, preview->n_rows, gap);
}

static Run
find_columns (const GuichetPagePreview *preview, guint8 ground, Run rows, guint edge, guint gap)
{
  g_autofree guint *counts = g_new0 (guint, preview->width);

  for (guint y = rows.from; y < rows.to; y++)
    for (guint x = edge; x + edge < preview->width; x++)
      counts[x] += differs (get_row (preview, y)[x], ground);
  return find_longest (counts, preview->width, gap);
}

static gboolean
is_card (double width_mm, double height_mm)
{
  double shorter = MIN (width_mm, height_mm), longer = MAX (width_mm, height_mm);

  return shorter >= CARD_SHORT_MIN && shorter <= CARD_SHORT_MAX && longer >= CARD_LONG_MIN &&
         longer <= CARD_LONG_MAX;
}

gboolean
guichet_page_look_find_card (const GuichetPagePreview *preview, GuichetPagePart *part)
{
  guint8 ground = find_ground (preview);
  guint edge = to_dots (preview, 1.0);
  guint gap = to_dots (preview, CARD_GAP_MM);
  double room = CARD_ROOM_MM / INCH_MM;
  Run columns = { edge, preview->width - MIN (edge, preview->width) };
  Run rows = { 0, 0 };

  /* Twice: the first look at columns also saw what lies above and below. */
  for (guint i = 0; i < 2; i++) {
    rows = find_rows (preview, ground, columns, edge, gap);
    columns = find_columns (preview, ground, rows, edge, gap);
  }
  part->width = (columns.to - columns.from) / preview->resolution;
  part->height = (rows.to - rows.from) / preview->resolution;
  if (!is_card (part->width * INCH_MM, part->height * INCH_MM))
    return FALSE;
  part->x = MAX (0, columns.from / preview->resolution - room);
  part->y = MAX (0, rows.from / preview->resolution - room);
  part->width += 2 * room;
  part->height += 2 * room;
  return TRUE;
}
