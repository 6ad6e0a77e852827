/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-look.h"

#include <math.h>

#include "drawn-page.h"

#define INCH_MM 25.4

static GuichetPagePreview *
scan (DrawnPage *page, guint channels)
{
  g_autofree guint8 *rows = drawn_page_scan (page, channels);
  GuichetPagePreview *preview =
      guichet_page_preview_new (page->width, page->height, channels, page->resolution);

  g_assert_true (guichet_page_preview_add_rows (preview, rows, page->height));
  drawn_page_free (page);
  return preview;
}

static void
test_blank (void)
{
  static const guint resolutions[] = { 150, 200, 300 };

  for (gsize i = 0; i < G_N_ELEMENTS (resolutions); i++)
    for (guint channels = 1; channels <= 3; channels += 2) {
      DrawnPage *empty = drawn_page_new (resolutions[i]);
      DrawnPage *written = drawn_page_new (resolutions[i]);
      DrawnPage *one_line = drawn_page_new (resolutions[i]);
      g_autoptr (GuichetPagePreview) empty_preview = NULL;
      g_autoptr (GuichetPagePreview) written_preview = NULL;
      g_autoptr (GuichetPagePreview) line_preview = NULL;

      /* The shadow of the lid's edge is nothing. */
      cairo_set_source_rgb (empty->cr, 0.2, 0.2, 0.2);
      cairo_rectangle (empty->cr, 0, 0, 3, 297);
      cairo_fill (empty->cr);
      drawn_page_write (written, 40, 250);
      drawn_page_write (one_line, 100, 104);
      empty_preview = scan (empty, channels);
      written_preview = scan (written, channels);
      line_preview = scan (one_line, channels);
      g_assert_true (guichet_page_look_is_blank (empty_preview));
      g_assert_false (guichet_page_look_is_blank (written_preview));
      g_assert_false (guichet_page_look_is_blank (line_preview));
    }
}

static const struct {
  double x, y, width, height;
  gboolean is_found;
} cards[] = {
  { 60, 100, 85.6, 54, TRUE }, { 5, 6, 85.6, 54, TRUE },   { 110, 220, 85.6, 54, TRUE },
  { 60, 100, 54, 85.6, TRUE }, { 50, 80, 105, 74, TRUE },  { 60, 100, 30, 20, FALSE },
  { 20, 20, 170, 250, FALSE }, { 20, 20, 170, 50, FALSE },
};

static void
test_card (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cards); i++) {
    DrawnPage *page = drawn_page_new (300);
    g_autoptr (GuichetPagePreview) preview = NULL;
    GuichetPagePart part;

    g_test_message ("row %zu", i);
    drawn_page_lay_card (page, cards[i].x, cards[i].y, cards[i].width, cards[i].height);
    preview = scan (page, 3);
    g_assert_true (guichet_page_look_find_card (preview, &part) == cards[i].is_found);
    if (!cards[i].is_found)
      continue;
    /* All of it, and at most some millimetres more. */
    g_assert_cmpfloat (part.x * INCH_MM, <=, cards[i].x);
    g_assert_cmpfloat (part.x * INCH_MM, >=, cards[i].x - 4);
    g_assert_cmpfloat (part.y * INCH_MM, <=, cards[i].y);
    g_assert_cmpfloat (part.y * INCH_MM, >=, cards[i].y - 4);
    g_assert_cmpfloat ((part.x + part.width) * INCH_MM, >=, cards[i].x + cards[i].width);
    g_assert_cmpfloat ((part.x + part.width) * INCH_MM, <=, cards[i].x + cards[i].width + 5);
    g_assert_cmpfloat ((part.y + part.height) * INCH_MM, >=, cards[i].y + cards[i].height);
    g_assert_cmpfloat ((part.y + part.height) * INCH_MM, <=, cards[i].y + cards[i].height + 5);
  }
}

static void
test_no_card (void)
{
  DrawnPage *empty = drawn_page_new (300);
  DrawnPage *written = drawn_page_new (300);
  g_autoptr (GuichetPagePreview) empty_preview = NULL;
  g_autoptr (GuichetPagePreview) written_preview = NULL;
  GuichetPagePart part;

  drawn_page_write (written, 30, 270);
  empty_preview = scan (empty, 3);
  written_preview = scan (written, 3);
  g_assert_false (guichet_page_look_find_card (empty_preview, &part));
  g_assert_false (guichet_page_look_find_card (written_preview, &part));
}

/* Rows in pieces of any size make the same picture. */
static void
test_pieces (void)
{
  DrawnPage *page = drawn_page_new (150);
  g_autofree guint8 *rows = NULL;
  g_autoptr (GuichetPagePreview) whole = NULL;
  g_autoptr (GuichetPagePreview) pieces = NULL;
  guint row = 0;

  drawn_page_write (page, 40, 250);
  rows = drawn_page_scan (page, 3);
  whole = guichet_page_preview_new (page->width, page->height, 3, 150);
  pieces = guichet_page_preview_new (page->width, page->height, 3, 150);
  guichet_page_preview_add_rows (whole, rows, page->height);
  for (guint n = 1; row < page->height; n = n % 7 + 1) {
    n = MIN (n, page->height - row);
    guichet_page_preview_add_rows (pieces, rows + (gsize)row * page->width * 3, n);
    row += n;
  }
  g_assert_cmpmem (whole->pixels, (gsize)whole->stride * whole->height, pieces->pixels,
                   (gsize)pieces->stride * pieces->height);
  drawn_page_free (page);
}

static void
test_turn (void)
{
  static const guint8 rows[] = { 10, 20, 30, 40, 50, 60 }; /* 3 x 2, grey */
  static const guint8 wanted[4][6] = {
    { 10, 20, 30, 40, 50, 60 },
    { 40, 10, 50, 20, 60, 30 },
    { 60, 50, 40, 30, 20, 10 },
    { 30, 60, 20, 50, 10, 40 },
  };
  g_autoptr (GuichetPagePreview) preview = guichet_page_preview_new (3, 2, 1, 150);

  guichet_page_preview_add_rows (preview, rows, 2);
  for (guint turns = 0; turns < 4; turns++) {
    guint width, height, stride;
    g_autoptr (GBytes) bytes = guichet_page_preview_turn (preview, turns, &width, &height, &stride);
    const guint32 *pixels = g_bytes_get_data (bytes, NULL);

    g_assert_cmpuint (width, ==, turns % 2 == 0 ? 3 : 2);
    g_assert_cmpuint (stride, ==, width * 4);
    for (guint i = 0; i < 6; i++)
      g_assert_cmpuint (pixels[i] & 0xff, ==, wanted[turns][i]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper/page-look/blank", test_blank);
  g_test_add_func ("/paper/page-look/card", test_card);
  g_test_add_func ("/paper/page-look/no-card", test_no_card);
  g_test_add_func ("/paper/page-preview/pieces", test_pieces);
  g_test_add_func ("/paper/page-preview/turn", test_turn);
  return g_test_run ();
}
