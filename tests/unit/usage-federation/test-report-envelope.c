/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one canonical form is read; everything near it is refused. */
#include "report-envelope.h"
#include "signed-report.h"

#include <string.h>

static void
test_valid (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetReportEnvelope) report =
      guichet_report_envelope_read (test_report, strlen (test_report), &error);
  const GuichetReportCell *cell;

  g_assert_no_error (error);
  g_assert_cmpstr (report->centre, ==, "cs-lormont");
  g_assert_cmpstr (report->key_id, ==, TEST_REPORT_KEY_ID);
  g_assert_cmpint (report->month_number, ==, 202412);
  g_assert_cmpint (report->revision, ==, 2);
  g_assert_cmpint (report->counter, ==, 7);
  g_assert_cmpint (report->kiosks, ==, 2);
  /* Four metrics, five cells of the month, one of the quarter. */
  g_assert_cmpuint (report->cells->len, ==, 4 + 5 + 1);
  cell = &g_array_index (report->cells, GuichetReportCell, 0);
  g_assert_cmpstr (cell->metric, ==, "page-printed");
  g_assert_cmpstr (cell->label, ==, "");
  g_assert_cmpint (cell->n, ==, -1);
  cell = &g_array_index (report->cells, GuichetReportCell, 1);
  g_assert_cmpstr (cell->label, ==, "black-and-white");
  g_assert_cmpint (cell->n, ==, 120);
  cell = &g_array_index (report->cells, GuichetReportCell, 9);
  g_assert_cmpint (cell->span, ==, GUICHET_SPAN_QUARTER);
  g_assert_cmpint (cell->n, ==, 20);
}

/* One change of the valid report each. */
static const struct {
  const char *name;
  const char *from;
  const char *to;
  GuichetEnvelopeError code;
} near_misses[] = {
  { "space", "\"counter\":7", "\"counter\": 7", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "leading-zero", "\"counter\":7", "\"counter\":07", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "plus", "\"counter\":7", "\"counter\":+7", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "minus", "\"counter\":7", "\"counter\":-7", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "exponent", "\"counter\":7", "\"counter\":7e3", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "fraction", "\"counter\":7", "\"counter\":7.0", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "zero-counter", "\"counter\":7", "\"counter\":0", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "huge-counter", "\"counter\":7", "\"counter\":9007199254740993",
    GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "overflow", "\"counter\":7", "\"counter\":99999999999999999999999999",
    GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "text-number", "\"counter\":7", "\"counter\":\"7\"", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "no-counter", ",\"counter\":7", "", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "twice", "\"counter\":7", "\"counter\":7,\"counter\":8", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "more", "\"revision\":2", "\"revision\":2,\"s\":1", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "revision-zero", "\"revision\":2", "\"revision\":0", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "revision-many", "\"revision\":2", "\"revision\":1000", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "no-newline", "}\n", "}", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "two-newlines", "}\n", "}\n\n", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "crlf", "}\n", "}\r\n", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "schema", "guichet-month-1", "guichet-month-2", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "order", "\"black-and-white\":120,\"colour\":30", "\"colour\":30,\"black-and-white\":120",
    GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "label-twice", "\"colour\":30", "\"colour\":30,\"colour\":30",
    GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "trailing-comma", "\"colour\":30", "\"colour\":30,", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "unrounded", "\"colour\":30", "\"colour\":31", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "unprotected", "\"least\":10", "\"least\":40", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "weak-base", "\"base\":10", "\"base\":1", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "weak-least", "\"least\":10", "\"least\":1", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "zero-cell", "\"colour\":30", "\"colour\":0", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "many", "\"colour\":30", "\"colour\":10000010", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "rest-of-month", "\"colour\":30", "\"rest\":30", GUICHET_ENVELOPE_ERROR_UNKNOWN },
  { "null", "\"colour\":30", "\"colour\":null", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "label", "\"colour\":30", "\"color\":30", GUICHET_ENVELOPE_ERROR_UNKNOWN },
  { "empty-label", "\"colour\":30", "\"\":30", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "metric", "page-scanned", "page-scannee", GUICHET_ENVELOPE_ERROR_UNKNOWN },
  { "not-exported", "page-scanned", "page-scand", GUICHET_ENVELOPE_ERROR_UNKNOWN },
  { "service-not-alone", "famille_scolarite/caf", "famille_scolarite/mdph",
    GUICHET_ENVELOPE_ERROR_UNKNOWN },
  { "theme", "\"justice\"", "\"justices\"", GUICHET_ENVELOPE_ERROR_UNKNOWN },
  { "two-slashes", "famille_scolarite/caf", "famille_scolarite/caf/x",
    GUICHET_ENVELOPE_ERROR_UNKNOWN },
  { "escape", "cs-lormont", "cs\\u002dlormont", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "capital", "cs-lormont", "CS-lormont", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "no-centre", "cs-lormont", "", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "hyphen", "cs-lormont", "-lormont", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "long-centre", "cs-lormont", "cs-lormont-cs-lormont-cs-lormont-cs-lormon",
    GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "month-13", "\"month\":\"2024-12\"", "\"month\":\"2024-13\"",
    GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "month-short", "\"month\":\"2024-12\"", "\"month\":\"2024-1\"",
    GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "not-a-quarter", "\"month\":\"2024-12\"", "\"month\":\"2024-11\"",
    GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "not-a-year", "\"month\":\"2024-12\"", "\"month\":\"2024-09\"",
    GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "no-year", ",\"year\":{}", "", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "no-quarter", ",\"quarter\":{\"page-scanned\":{\"glass\":20}}", "",
    GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "created", "2025-01-03", "2025-02-30", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "key-short", TEST_REPORT_KEY_ID, "ABCDEF012345678", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "key-lower", TEST_REPORT_KEY_ID, "abcdef0123456789", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "kiosks", "\"kiosks\":2", "\"kiosks\":100", GUICHET_ENVELOPE_ERROR_MALFORMED },
  { "days", "\"days_lost\":0", "\"days_lost\":32", GUICHET_ENVELOPE_ERROR_MALFORMED },
};

static char *
replace (const char *text, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, 2);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);

  return g_strjoinv (to, parts);
}

static void
test_near_miss (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *text = replace (test_report, near_misses[i].from, near_misses[i].to);
  g_autoptr (GError) error = NULL;

  g_assert_null (guichet_report_envelope_read (text, strlen (text), &error));
  g_assert_error (error, GUICHET_ENVELOPE_ERROR, (int)near_misses[i].code);
}

/* What is left of a year stands in the year only. */
static void
test_rest (void)
{
  g_auto (GStrv) parts = g_strsplit (test_report, "\"year\":{}", 2);
  g_autofree char *text = g_strjoinv ("\"year\":{\"service-opened\":{\"rest\":60}}", parts);
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetReportEnvelope) report =
      guichet_report_envelope_read (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->cells->len, ==, 4 + 5 + 1 + 1);
}

static void
test_prefixes (void)
{
  for (gsize length = 0; length < strlen (test_report); length++) {
    /* Exactly as long as said: a read past it is an error of the sanitizer. */
    g_autofree char *text = g_memdup2 (test_report, MAX (length, 1));

    g_assert_null (guichet_report_envelope_read (text, length, NULL));
  }
}

/* A NUL must not end a word early, nor be one of the allowed bytes. */
static void
test_nul (void)
{
  for (gsize at = 0; at < strlen (test_report); at++) {
    g_autofree char *text = g_strdup (test_report);

    text[at] = '\0';
    g_assert_null (guichet_report_envelope_read (text, strlen (test_report), NULL));
  }
}

static const struct {
  const char *today;
  gboolean is_right;
} days[] = {
  { "2024-12-31", FALSE }, { "2025-01-01", FALSE }, { "2025-01-02", TRUE },
  { "2025-01-03", TRUE },  { "2024-11-30", FALSE }, { "2026-01-01", TRUE },
};

static void
test_days (void)
{
  g_autoptr (GuichetReportEnvelope) report =
      guichet_report_envelope_read (test_report, strlen (test_report), NULL);

  g_assert_nonnull (report);
  for (gsize i = 0; i < G_N_ELEMENTS (days); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", days[i].today);
    g_assert_cmpint (guichet_report_envelope_check_days (report, days[i].today, &error), ==,
                     days[i].is_right);
    if (!days[i].is_right)
      g_assert_error (error, GUICHET_ENVELOPE_ERROR, GUICHET_ENVELOPE_ERROR_PERIOD);
  }
  /* Made within its own month. */
  g_strlcpy (report->created, "2024-12-31", sizeof report->created);
  g_assert_false (guichet_report_envelope_check_days (report, "2025-02-01", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/federation/envelope/valid", test_valid);
  g_test_add_func ("/federation/envelope/rest", test_rest);
  g_test_add_func ("/federation/envelope/prefixes", test_prefixes);
  g_test_add_func ("/federation/envelope/nul", test_nul);
  g_test_add_func ("/federation/envelope/days", test_days);
  for (gsize i = 0; i < G_N_ELEMENTS (near_misses); i++) {
    g_autofree char *path =
        g_strconcat ("/federation/envelope/near-miss/", near_misses[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_near_miss);
  }

  return g_test_run ();
}
