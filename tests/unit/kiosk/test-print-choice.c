/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-ranges.h"
#include "print-options.h"

static const struct {
  const char *text;
  const char *pages; /* NULL: refused */
} RANGES[] = {
  { "", "1 2 3 4 5" },
  { "  ", "1 2 3 4 5" },
  { "2", "2" },
  { "2,99 \xfa", NULL }, /* found by tests/fuzz: the last byte announces more than there is */
  { "2-3", "2 3" },
  { " 2 - 3 , 5 ", "2 3 5" },
  { "5;1", "1 5" },
  { "1-3,2-4", "1 2 3 4" },
  { "1-5", "1 2 3 4 5" },
  { "0", NULL },
  { "6", NULL },
  { "1-6", NULL },
  { "3-2", NULL },
  { "2-", NULL },
  { "-2", NULL },
  { "1,", NULL },
  { ",1", NULL },
  { "1 2", NULL },
  { "1--2", NULL },
  { "a", NULL },
  { "+1", NULL },
  { "99999999999999999999", NULL },
  { "4294967297", NULL }, /* 1, of 32 bits */
  { "1.5", NULL },
};

static char *
to_text (const GArray *pages)
{
  GString *text = g_string_new ("");

  for (guint i = 0; i < pages->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "", g_array_index (pages, guint, i));
  return g_string_free (text, FALSE);
}

static void
test_ranges (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (RANGES); i++) {
    g_autoptr (GArray) pages = guichet_page_ranges_parse (RANGES[i].text, 5);
    g_autofree char *text = pages != NULL ? to_text (pages) : NULL;

    g_test_message ("“%s”", RANGES[i].text);
    g_assert_cmpstr (text, ==, RANGES[i].pages);
  }
  g_assert_null (guichet_page_ranges_parse ("", 0));
}

static void
test_sheets (void)
{
  GuichetPrintOptions options = { .pages = "", .copies = 3, .is_two_sided = TRUE };

  g_assert_cmpuint (guichet_print_options_count_sides (&options, 5), ==, 15);
  g_assert_cmpuint (guichet_print_options_count_sheets (&options, 5), ==, 9);
  options.is_two_sided = FALSE;
  g_assert_cmpuint (guichet_print_options_count_sheets (&options, 5), ==, 15);
  options.copies = G_MAXUINT;
  g_assert_cmpuint (guichet_print_options_count_sides (&options, G_MAXUINT), ==, G_MAXUINT);
  g_assert_cmpuint (guichet_print_options_count_sheets (&options, G_MAXUINT), ==, G_MAXUINT);
}

static void
test_limits (void)
{
  static const struct {
    GuichetPrintOptions options;
    guint n_chosen;
    GuichetPrintReason reason;
    guint n_spent; /* of 100 */
  } CASES[] = {
    { { "", 2, FALSE, FALSE }, 5, GUICHET_PRINT_REASON_NONE },
    { { "", 2, FALSE, FALSE }, 6, GUICHET_PRINT_REASON_TOO_MANY_PAGES },
    { { "", 2, FALSE, FALSE }, 0, GUICHET_PRINT_REASON_NO_PAGES },
    { { "", 0, FALSE, FALSE }, 1, GUICHET_PRINT_REASON_TOO_MANY_COPIES },
    { { "", 4, FALSE, FALSE }, 1, GUICHET_PRINT_REASON_TOO_MANY_COPIES },
    { { "", G_MAXUINT, FALSE, FALSE }, G_MAXUINT, GUICHET_PRINT_REASON_TOO_MANY_COPIES },
    { { "", 1, TRUE, FALSE }, 1, GUICHET_PRINT_REASON_NOT_OFFERED },
    { { "", 1, FALSE, TRUE }, 1, GUICHET_PRINT_REASON_NOT_OFFERED },
    { { "", 2, FALSE, FALSE }, 5, GUICHET_PRINT_REASON_NONE, 90 },
    { { "", 2, FALSE, FALSE }, 5, GUICHET_PRINT_REASON_VISIT_PAGES, 91 },
    { { "", 1, FALSE, FALSE }, 1, GUICHET_PRINT_REASON_NONE, 99 },
    { { "", 1, FALSE, FALSE }, 1, GUICHET_PRINT_REASON_VISIT_PAGES, 100 },
    { { "", 1, FALSE, FALSE }, 1, GUICHET_PRINT_REASON_VISIT_PAGES, G_MAXUINT },
    { { "", 2, FALSE, FALSE }, 6, GUICHET_PRINT_REASON_TOO_MANY_PAGES, 100 },
  };
  const GuichetPrintLimits limits = { .max_copies = 3,
                                      .max_pages = 10,
                                      .max_pages_per_visit = 100 };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    g_assert_cmpint (guichet_print_options_check (&CASES[i].options, &limits, CASES[i].n_chosen,
                                                  CASES[i].n_spent),
                     ==, CASES[i].reason);
}

static void
test_keywords (void)
{
  static const struct {
    const char *keyword;
    GuichetPrintReason reason;
  } KEYWORDS[] = {
    { "media-empty", GUICHET_PRINT_REASON_PAPER_OUT },
    { "media-empty-error", GUICHET_PRINT_REASON_PAPER_OUT },
    { "media-empty-warning", GUICHET_PRINT_REASON_PAPER_OUT },
    { "media-empty-report", GUICHET_PRINT_REASON_PAPER_OUT },
    { "media-jam-warning", GUICHET_PRINT_REASON_PAPER_JAM },
    { "media-low-warning", GUICHET_PRINT_REASON_NONE },
    { "media-empty-soon", GUICHET_PRINT_REASON_NONE },
    { "toner-low", GUICHET_PRINT_REASON_NONE },
    { "cups-waiting-for-job-completed", GUICHET_PRINT_REASON_NONE },
    { "none", GUICHET_PRINT_REASON_NONE },
    { "-error", GUICHET_PRINT_REASON_NONE },
    { "", GUICHET_PRINT_REASON_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (KEYWORDS); i++) {
    g_test_message ("%s", KEYWORDS[i].keyword);
    g_assert_cmpint (guichet_print_reason_from_keyword (KEYWORDS[i].keyword), ==,
                     KEYWORDS[i].reason);
  }
  g_assert_cmpint (
      guichet_print_reason_first (GUICHET_PRINT_REASON_PAPER_JAM, GUICHET_PRINT_REASON_COVER_OPEN),
      ==, GUICHET_PRINT_REASON_COVER_OPEN);
  g_assert_cmpint (guichet_print_reason_first (GUICHET_PRINT_REASON_NONE, GUICHET_PRINT_REASON_OFF),
                   ==, GUICHET_PRINT_REASON_OFF);
}

static void
test_names (void)
{
  for (int i = 0; i < GUICHET_PRINT_N_REASONS; i++)
    g_assert_cmpint (
        guichet_print_reason_from_name (guichet_print_reason_to_name ((GuichetPrintReason)i)), ==,
        i);
  for (int i = 0; i < GUICHET_PRINT_N_STATES; i++)
    g_assert_cmpint (
        guichet_print_state_from_name (guichet_print_state_to_name ((GuichetPrintState)i)), ==, i);
  /* What a worker that was taken over could say. */
  g_assert_cmpint (guichet_print_reason_from_name ("paper"), ==, GUICHET_PRINT_REASON_DEVICE);
  g_assert_cmpint (guichet_print_state_from_name (""), ==, GUICHET_PRINT_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/page-ranges/table", test_ranges);
  g_test_add_func ("/kiosk/print-options/sheets", test_sheets);
  g_test_add_func ("/kiosk/print-options/limits", test_limits);
  g_test_add_func ("/kiosk/print-reason/keywords", test_keywords);
  g_test_add_func ("/kiosk/print-reason/names", test_names);
  return g_test_run ();
}
