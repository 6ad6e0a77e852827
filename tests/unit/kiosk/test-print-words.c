/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print-words.h"

/* No language is chosen: what is said is the English of the sources. */
#define PRICE "Then 10 cents a page."

static void
test_price (void)
{
  static const struct {
    guint free_pages;
    guint n_printed;
    guint n_sides;
    const char *said;
  } CASES[] = {
    { 5, 0, 1, "5 free pages left for this visit." },
    { 5, 0, 5, "5 free pages left for this visit." },
    { 5, 0, 6, "5 free pages left for this visit. " PRICE },
    { 5, 4, 1, "1 free page left for this visit." },
    { 5, 4, 2, "1 free page left for this visit. " PRICE },
    { 5, 5, 1, "You have had your free pages. " PRICE },
    { 5, 9, 1, "You have had your free pages. " PRICE },
    { 0, 0, 1, PRICE },
    { 0, 7, 1, PRICE },
  };
  GuichetPrinterSettings settings = { .price_text = (char *)PRICE };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autofree char *said = NULL;

    settings.free_pages = CASES[i].free_pages;
    said = guichet_print_words_make_price (&settings, CASES[i].n_printed, CASES[i].n_sides);
    g_assert_cmpstr (said, ==, CASES[i].said);
  }
}

static void
test_no_price (void)
{
  GuichetPrinterSettings settings = { .free_pages = 5 };
  g_autofree char *beyond = guichet_print_words_make_price (&settings, 0, 9);
  g_autofree char *nothing = NULL;

  g_assert_cmpstr (beyond, ==, "5 free pages left for this visit.");
  settings.free_pages = 0;
  nothing = guichet_print_words_make_price (&settings, 0, 9);
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_sum (void)
{
  static const struct {
    guint n_left;
    guint n_sides;
    guint n_sheets;
    gboolean is_possible;
    const char *said;
  } CASES[] = {
    { 100, 1, 1, TRUE, "1 sheet of paper" },
    { 100, 20, 10, TRUE, "10 sheets of paper" },
    { 100, 21, 11, FALSE, "At most 20 pages at once: choose fewer." },
    { 20, 20, 20, TRUE, "20 sheets of paper" },
    { 19, 19, 19, TRUE, "19 sheets of paper" },
    { 19, 20, 20, FALSE, "You can still print 19 pages in this visit: choose fewer." },
    { 1, 2, 1, FALSE, "You can still print 1 page in this visit: choose fewer." },
    { 0, 1, 1, FALSE, "You cannot print any more in this visit: ask reception." },
  };
  const GuichetPrinterSettings settings = { .max_pages = 20 };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    gboolean is_possible = !CASES[i].is_possible;
    g_autofree char *said = guichet_print_words_make_sum (
        &settings, CASES[i].n_left, CASES[i].n_sides, CASES[i].n_sheets, &is_possible);

    g_assert_cmpstr (said, ==, CASES[i].said);
    g_assert_cmpint (is_possible, ==, CASES[i].is_possible);
  }
}

/* Each thing that can hinder a print has words of its own, and says what to do. */
static void
test_reasons (void)
{
  g_autoptr (GHashTable) titles = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = GUICHET_PRINT_REASON_NONE + 1; i < GUICHET_PRINT_N_REASONS; i++) {
    GuichetPrintWords words =
        guichet_print_words_find (GUICHET_PRINT_FAILED, (GuichetPrintReason)i);

    g_test_message ("%s", guichet_print_reason_to_name ((GuichetPrintReason)i));
    g_assert_nonnull (words.title);
    g_assert_cmpstr (words.text, !=, "");
    g_assert_true (g_hash_table_add (titles, (gpointer)words.title));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/print/words/price", test_price);
  g_test_add_func ("/print/words/no-price", test_no_price);
  g_test_add_func ("/print/words/sum", test_sum);
  g_test_add_func ("/print/words/reasons", test_reasons);
  return g_test_run ();
}
