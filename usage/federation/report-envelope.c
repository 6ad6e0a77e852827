/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-envelope.h"

#include "vocabulary.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define MAX_COUNTER (G_GINT64_CONSTANT (1) << 53)
#define MAX_N       10000000

G_DEFINE_QUARK (guichet_envelope_error, guichet_envelope_error)

/* As the form is canonical, the next byte is always known or one of a few: there is no tree, no
 * recursion and no allocation that the file chooses. */
typedef struct {
  /* Borrowed */
  const char *start;
  const char *at;
  const char *end;
  GuichetReportEnvelope *report;
  GError **error;
} Reader;

static gboolean
malformed (Reader *reader, const char *expected)
{
  g_set_error (reader->error, GUICHET_ENVELOPE_ERROR, GUICHET_ENVELOPE_ERROR_MALFORMED,
               /* Translators: %s is what the file should hold there, such as "month" */
               _ ("malformed at byte %ld: expected %s"), (long)(reader->at - reader->start) + 1,
               expected);

  return FALSE;
}

static gboolean
is_next (Reader *reader, const char *literal)
{
  gsize length = strlen (literal);

  if ((gsize)(reader->end - reader->at) < length || memcmp (reader->at, literal, length) != 0)
    return FALSE;
  reader->at += length;

  return TRUE;
}

static gboolean
expect (Reader *reader, const char *literal)
{
  return is_next (reader, literal) || malformed (reader, literal);
}

/* A string of at most @size - 1 bytes of @allowed, with its quotes. */
static gboolean
read_string (Reader *reader, const char *allowed, char *text, gsize size)
{
  gsize n = 0;

  if (!expect (reader, "\""))
    return FALSE;
  while (reader->at < reader->end && n < size - 1 && *reader->at != '\0' &&
         strchr (allowed, *reader->at) != NULL)
    text[n++] = *reader->at++;
  text[n] = '\0';

  return expect (reader, "\"");
}

static gboolean
read_number (Reader *reader, gint64 least, gint64 most, gint64 *number)
{
  const char *from = reader->at;
  gint64 value = 0;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at) && value <= most)
    value = value * 10 + (*reader->at++ - '0');
  if (reader->at == from || (*from == '0' && reader->at - from > 1) || value < least ||
      value > most) {
    g_autofree char *expected =
        g_strdup_printf (_ ("a number from %ld to %ld"), (long)least, (long)most);

    reader->at = from;
    return malformed (reader, expected);
  }
  *number = value;

  return TRUE;
}

#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
#define NAME   LOWER DIGITS "-"
#define LABEL  LOWER DIGITS "-_/"

static gboolean
unknown (Reader *reader, const char *metric, const char *label)
{
  g_set_error (reader->error, GUICHET_ENVELOPE_ERROR, GUICHET_ENVELOPE_ERROR_UNKNOWN,
               _ ("unknown count %s %s: forged, or this guichet-report is too old for it"), metric,
               label);

  return FALSE;
}

static void
add_cell (Reader *reader, GuichetSpan span, const char *metric, const char *label, gint64 n)
{
  GuichetReportCell cell = { .metric = metric, .span = span, .n = n };

  g_strlcpy (cell.label, label, sizeof cell.label);
  g_array_append_val (reader->report->cells, cell);
}

/* {"label":n,...}, in rising order, hence no label twice. */
static gboolean
read_labels (Reader *reader, GuichetSpan span, const char *metric)
{
  char last[84] = "";

  if (!expect (reader, "{"))
    return FALSE;
  while (!is_next (reader, "}")) {
    char label[84];
    gint64 n;

    if (*last != '\0' && !expect (reader, ","))
      return FALSE;
    if (!read_string (reader, LABEL, label, sizeof label))
      return FALSE;
    if (strcmp (last, label) >= 0)
      return malformed (reader, _ ("labels in rising order"));
    if (!guichet_vocabulary_accepts (metric, label) &&
        (span != GUICHET_SPAN_YEAR || !g_str_equal (label, GUICHET_VOCABULARY_REST)))
      return unknown (reader, metric, label);
    if (!expect (reader, ":") || !read_number (reader, 1, MAX_N, &n))
      return FALSE;
    add_cell (reader, span, metric, label, n);
    g_strlcpy (last, label, sizeof last);
  }

  return TRUE;
}

/* {"metric":{...},...} */
static gboolean
read_metrics (Reader *reader, GuichetSpan span)
{
  char last[41] = "";

  if (!expect (reader, "{"))
    return FALSE;
  while (!is_next (reader, "}")) {
    char name[41];
    const char *metric;

    if (*last != '\0' && !expect (reader, ","))
      return FALSE;
    if (!read_string (reader, NAME, name, sizeof name))
      return FALSE;
    if (strcmp (last, name) >= 0)
      return malformed (reader, _ ("metrics in rising order"));
    metric = guichet_vocabulary_lookup (name);
    if (metric == NULL)
      return unknown (reader, name, "");
    if (span == GUICHET_SPAN_MONTH)
      add_cell (reader, span, metric, "", -1);
    if (!expect (reader, ":") || !read_labels (reader, span, metric))
      return FALSE;
    g_strlcpy (last, name, sizeof last);
  }

  return TRUE;
}

static gboolean
read_cells (Reader *reader, gboolean *has_quarter, gboolean *has_year)
{
  if (!expect (reader, "{\"cells\":{\"month\":") || !read_metrics (reader, GUICHET_SPAN_MONTH))
    return FALSE;
  *has_quarter = is_next (reader, ",\"quarter\":");
  if (*has_quarter && !read_metrics (reader, GUICHET_SPAN_QUARTER))
    return FALSE;
  *has_year = is_next (reader, ",\"year\":");
  if (*has_year && !read_metrics (reader, GUICHET_SPAN_YEAR))
    return FALSE;

  return expect (reader, "}");
}

static gboolean
read_header (Reader *reader)
{
  GuichetReportEnvelope *report = reader->report;

  return expect (reader, ",\"centre\":") &&
         read_string (reader, NAME, report->centre, sizeof report->centre) &&
         expect (reader, ",\"counter\":") &&
         read_number (reader, 1, MAX_COUNTER, &report->counter) &&
         expect (reader, ",\"created\":") &&
         read_string (reader, DIGITS "-", report->created, sizeof report->created) &&
         expect (reader, ",\"days_lost\":") && read_number (reader, 0, 31, &report->days_lost) &&
         expect (reader, ",\"key\":") &&
         read_string (reader, DIGITS "ABCDEF", report->key_id, sizeof report->key_id) &&
         expect (reader, ",\"kiosks\":") && read_number (reader, 1, 99, &report->kiosks) &&
         expect (reader, ",\"month\":") &&
         read_string (reader, DIGITS "-", report->month, sizeof report->month) &&
         expect (reader, ",\"protection\":{\"base\":") &&
         read_number (reader, 10, 1000, &report->base) && expect (reader, ",\"least\":") &&
         read_number (reader, 10, 10000, &report->least) && expect (reader, "},\"revision\":") &&
         read_number (reader, 1, 999, &report->revision) &&
         expect (reader, ",\"schema\":\"" GUICHET_REPORT_SCHEMA "\"}\n") &&
         (reader->at == reader->end || malformed (reader, _ ("the end")));
}

/* "2026-12" as 202612, 0 when it is no month. */
static gint64
read_month (const char *text)
{
  int year, month;

  if (strlen (text) != 7 || text[4] != '-' || strspn (text, DIGITS) != 4 ||
      strspn (text + 5, DIGITS) != 2)
    return 0;
  year = (int)g_ascii_strtoll (text, NULL, 10);
  month = (int)g_ascii_strtoll (text + 5, NULL, 10);

  return year < 2020 || year > 2199 || month < 1 || month > 12 ? 0 : year * 100 + month;
}

static gboolean
is_day (const char *text)
{
  g_autofree char *month = g_strndup (text, 7);
  gint64 number = read_month (month);
  GDate date;

  if (number == 0 || strlen (text) != 10 || text[7] != '-' || strspn (text + 8, DIGITS) != 2)
    return FALSE;

  g_date_clear (&date, 1);
  return g_date_valid_dmy ((GDateDay)g_ascii_strtoll (text + 8, NULL, 10),
                           (GDateMonth)(number % 100), (GDateYear)(number / 100));
}

/* What the form does not say by itself. */
static gboolean
check_values (Reader *reader, gboolean has_quarter, gboolean has_year)
{
  GuichetReportEnvelope *report = reader->report;
  gint64 month;

  report->month_number = read_month (report->month);
  month = report->month_number % 100;
  if (report->month_number == 0)
    return malformed (reader, _ ("a month"));
  if (!is_day (report->created))
    return malformed (reader, _ ("the day it was made"));
  if (strlen (report->key_id) != 16)
    return malformed (reader, _ ("a key of 16 digits"));
  if (*report->centre == '\0' || *report->centre == '-')
    return malformed (reader, _ ("a centre"));
  if (has_quarter != (month % 3 == 0) || has_year != (month == 12))
    return malformed (reader, _ ("the quarter and the year exactly at their ends"));

  for (guint i = 0; i < report->cells->len; i++) {
    const GuichetReportCell *cell = &g_array_index (report->cells, GuichetReportCell, i);

    if (cell->n >= 0 && (cell->n < report->least || cell->n % report->base != 0))
      return malformed (reader, _ ("counts that are rounded and protected"));
  }

  return TRUE;
}

GuichetReportEnvelope *
guichet_report_envelope_read (const char *bytes, gsize length, GError **error)
{
  g_autoptr (GuichetReportEnvelope) report = g_new0 (GuichetReportEnvelope, 1);
  Reader reader = {
    .start = bytes, .at = bytes, .end = bytes + length, .report = report, .error = error
  };
  gboolean has_quarter, has_year;

  report->cells = g_array_sized_new (FALSE, FALSE, sizeof (GuichetReportCell), 96);
  if (!read_cells (&reader, &has_quarter, &has_year) || !read_header (&reader) ||
      !check_values (&reader, has_quarter, has_year))
    return NULL;

  return g_steal_pointer (&report);
}

void
guichet_report_envelope_free (GuichetReportEnvelope *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->cells);
  g_free (self);
}

gboolean
guichet_report_envelope_check_days (const GuichetReportEnvelope *self, const char *today,
                                    GError **error)
{
  GDate date;
  char tomorrow[11];

  g_date_clear (&date, 1);
  g_date_set_parse (&date, today);
  g_date_add_days (&date, 1);
  g_date_strftime (tomorrow, sizeof tomorrow, "%Y-%m-%d", &date);

  if (strncmp (self->month, today, 7) >= 0) {
    g_set_error (error, GUICHET_ENVELOPE_ERROR, GUICHET_ENVELOPE_ERROR_PERIOD,
                 _ ("its month %s is not over"), self->month);
    return FALSE;
  }
  if (strncmp (self->created, self->month, 7) <= 0 || strcmp (self->created, tomorrow) > 0) {
    g_set_error (error, GUICHET_ENVELOPE_ERROR, GUICHET_ENVELOPE_ERROR_PERIOD,
                 _ ("made on %s, which is before the end of its month %s or to come"),
                 self->created, self->month);
    return FALSE;
  }

  return TRUE;
}
