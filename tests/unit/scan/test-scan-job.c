/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-job.h"

#include <string.h>
#include <unistd.h>

#include "drawn-page.h"

typedef struct {
  GuichetScanJob *job;
  GuichetDocument *document;
  GError *error;
  gboolean is_done;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->job = guichet_scan_job_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->document);
  g_clear_error (&fixture->error);
  g_object_unref (fixture->job); /* the thread that made the PDF may hold it for a moment */
}

static void
add_side (GuichetScanSheet *sheet, DrawnPage *page, guint channels, gboolean knows_height)
{
  g_autofree guint8 *rows = drawn_page_scan (page, channels);

  guichet_scan_sheet_begin (sheet, page->width, knows_height ? page->height : 0, channels,
                            page->resolution);
  for (guint y = 0; y < page->height; y += 50)
    guichet_scan_sheet_add_rows (sheet, rows + (gsize)y * page->width * channels,
                                 MIN (50, page->height - y));
  g_assert_true (guichet_scan_sheet_end (sheet));
  drawn_page_free (page);
}

static void
add_written (Fixture *fixture, guint resolution, guint channels)
{
  g_autoptr (GuichetScanSheet) sheet = guichet_scan_sheet_new (FALSE);
  DrawnPage *page = drawn_page_new (resolution);

  drawn_page_write (page, 30, 270);
  add_side (sheet, page, channels, TRUE);
  guichet_scan_job_add (fixture->job, sheet);
}

static void
on_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->document =
      guichet_scan_job_finish_finish (GUICHET_SCAN_JOB (source), result, &fixture->error);
  fixture->is_done = TRUE;
}

static gsize
finish (Fixture *fixture, guint64 limit)
{
  g_clear_object (&fixture->document);
  fixture->is_done = FALSE;
  guichet_scan_job_finish_async (fixture->job, limit, "Scan 1", NULL, on_finished, fixture);
  while (!fixture->is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (fixture->error);
  return guichet_document_get_size (fixture->document);
}

/* How often @word stands in the PDF: what belongs to a picture is not compressed. */
static guint
count (Fixture *fixture, const char *word)
{
  gsize size, length = strlen (word);
  const char *data = g_bytes_get_data (guichet_document_get_bytes (fixture->document), &size);
  guint n = 0;

  for (gsize i = 0; i + length <= size; i++)
    n += memcmp (data + i, word, length) == 0;
  return n;
}

/* What poppler says of it, without runs of blanks. */
static void
assert_info (Fixture *fixture, const char *words)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/fd/%d", (int)getpid (),
                                           guichet_document_get_fd (fixture->document));
  const char *argv[] = { "pdfinfo", "-f", "1", "-l", "9", path, NULL };
  g_autofree char *out = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  GError *error = NULL;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, NULL,
                &error);
  g_assert_no_error (error);
  parts = g_strsplit_set (out, " \n", -1);
  for (gsize i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_string_append_printf (text, "%s ", parts[i]);
  g_test_message ("%s", text->str);
  g_assert_nonnull (strstr (text->str, words));
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  const GuichetJpeg *side;
  GuichetScanSheet *sheet;

  for (guint i = 0; i < 3; i++)
    add_written (fixture, 200, i == 1 ? 1 : 3);
  finish (fixture, 0);
  g_assert_cmpuint (guichet_document_get_n_pages (fixture->document), ==, 3);
  g_assert_cmpint (guichet_document_get_kind (fixture->document), ==, GUICHET_DOCUMENT_KIND_PDF);
  g_assert_nonnull (guichet_document_get_thumbnail (fixture->document));
  assert_info (fixture, "Pages: 3 ");
  assert_info (fixture, "Page 3 size: 595.276 x 841.89 pts (A4)");
  g_assert_cmpuint (count (fixture, "/DCTDecode"), ==, 3);
  /* Byte for byte what was compressed while it came. */
  sheet = guichet_scan_job_get_sheet (fixture->job, 2);
  side = guichet_scan_sheet_get_side (sheet, 0);
  {
    gsize size, pdf_size;
    const char *jpeg = g_bytes_get_data (side->bytes, &size);
    const char *pdf = g_bytes_get_data (guichet_document_get_bytes (fixture->document), &pdf_size);

    g_assert_nonnull (memmem (pdf, pdf_size, jpeg, size));
  }
}

static void
test_turned (Fixture *fixture, gconstpointer data)
{
  add_written (fixture, 150, 3);
  guichet_scan_sheet_turn (guichet_scan_job_get_sheet (fixture->job, 0));
  finish (fixture, 0);
  assert_info (fixture, "Page 1 size: 841.89 x 595.276 pts (A4)");
  g_assert_cmpuint (guichet_document_get_thumbnail (fixture->document)->width, >,
                    guichet_document_get_thumbnail (fixture->document)->height);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetScanSheet) again = guichet_scan_sheet_new (FALSE);
  GuichetScanSheet *first, *second;

  add_written (fixture, 150, 1);
  add_written (fixture, 150, 3);
  first = guichet_scan_job_get_sheet (fixture->job, 0);
  second = guichet_scan_job_get_sheet (fixture->job, 1);
  guichet_scan_job_move (fixture->job, 1, 0);
  g_assert_true (guichet_scan_job_get_sheet (fixture->job, 0) == second);
  g_assert_true (guichet_scan_job_get_sheet (fixture->job, 1) == first);
  guichet_scan_job_replace (fixture->job, 1, again);
  g_assert_true (guichet_scan_job_get_sheet (fixture->job, 1) == again);
  guichet_scan_job_remove (fixture->job, 0);
  g_assert_cmpuint (guichet_scan_job_get_n_sheets (fixture->job), ==, 1);
}

/* Each limit is kept down to what can be read, and no more is lost than the limit asks for. */
static void
test_ladder (Fixture *fixture, gconstpointer data)
{
  gsize whole, sizes[3];

  for (guint i = 0; i < 3; i++)
    add_written (fixture, 200, 3);
  whole = finish (fixture, 100000000);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    guint64 limit = whole * (9 - 2 * i) / 10;

    sizes[i] = finish (fixture, limit);
    g_assert_cmpuint (sizes[i], <=, limit);
  }
  g_assert_cmpuint (sizes[0], >, sizes[2]);
  /* Not what cannot be: it stops where letters would be lost. */
  g_assert_cmpuint (finish (fixture, 1000), >, 20000);
  g_assert_cmpuint (count (fixture, "/Width 1241"), ==, 3);
}

static void
test_card (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetScanSheet) sheet = guichet_scan_sheet_new (TRUE);

  for (guint i = 0; i < 2; i++) {
    DrawnPage *page = drawn_page_new (300);

    drawn_page_lay_card (page, 30 + 50 * i, 60, 85.6, 54);
    add_side (sheet, page, 3, TRUE);
    g_assert_true (guichet_scan_sheet_is_found (sheet));
    g_assert_cmpfloat (guichet_scan_sheet_get_side (sheet, i)->width / 300.0 * 25.4, <, 96);
  }
  guichet_scan_job_add (fixture->job, sheet);
  finish (fixture, 0);
  /* Both sides, one page. */
  assert_info (fixture, "Pages: 1 ");
  g_assert_cmpuint (count (fixture, "/DCTDecode"), ==, 2);
}

static void
test_no_card (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetScanSheet) sheet = guichet_scan_sheet_new (TRUE);

  add_side (sheet, drawn_page_new (300), 3, TRUE);
  g_assert_false (guichet_scan_sheet_is_found (sheet));
  g_assert_true (guichet_scan_sheet_is_blank (sheet));
  guichet_scan_job_add (fixture->job, sheet);
  finish (fixture, 0);
  assert_info (fixture, "Pages: 1 ");
}

/* A scanner that stops early, or that did not know the height: the page is A4 all the same. */
static void
test_short (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetScanSheet) sheet = guichet_scan_sheet_new (FALSE);
  g_autofree guint8 *rows = g_malloc0 (1240 * 3 * 900);

  guichet_scan_sheet_begin (sheet, 1240, 0, 3, 150);
  guichet_scan_sheet_add_rows (sheet, rows, 900);
  g_assert_true (guichet_scan_sheet_end (sheet));
  g_assert_cmpuint (guichet_scan_sheet_get_side (sheet, 0)->height, ==, 1754);
  guichet_scan_sheet_begin (sheet, 1240, 5000, 3, 150);
  guichet_scan_sheet_abandon (sheet);
  g_assert_cmpuint (guichet_scan_sheet_get_n_sides (sheet), ==, 1);
}

#define ADD(name, func) g_test_add ("/paper/scan-job/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("pages", test_pages);
  ADD ("turned", test_turned);
  ADD ("order", test_order);
  ADD ("ladder", test_ladder);
  ADD ("card", test_card);
  ADD ("no-card", test_no_card);
  ADD ("short", test_short);
  return g_test_run ();
}
