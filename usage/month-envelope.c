/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "month-envelope.h"

#include "metrics-table.h"

#include <string.h>

gboolean
guichet_centre_code_is_valid (const char *code)
{
  gsize length;

  if (code == NULL || *code == '-')
    return FALSE;
  length = strspn (code, "abcdefghijklmnopqrstuvwxyz0123456789-");

  return length >= 1 && length <= 40 && code[length] == '\0';
}

static int
compare_metrics (gconstpointer a, gconstpointer b)
{
  const GuichetMetric *const *first = a;
  const GuichetMetric *const *second = b;

  return strcmp ((*first)->name, (*second)->name);
}

/* Metrics that are exported, sorted by name; borrowed. */
static GPtrArray *
list_metrics (void)
{
  GPtrArray *metrics = g_ptr_array_new ();

  for (gsize i = 0; i < guichet_metrics_table_length; i++)
    if (guichet_metrics_table[i].is_exported)
      g_ptr_array_add (metrics, (gpointer)&guichet_metrics_table[i]);
  g_ptr_array_sort (metrics, compare_metrics);

  return metrics;
}

typedef struct {
  GString *text;
  const char *metric;
  gboolean is_first;
} Writing;

static void
append_cell (const char *metric, const char *label, gint64 n, gpointer user_data)
{
  Writing *writing = user_data;

  if (!g_str_equal (metric, writing->metric))
    return;

  /* Labels come from the registry or are ids: nothing to be escaped is in them. */
  g_string_append_printf (writing->text, "%s\"%s\":%" G_GINT64_FORMAT, writing->is_first ? "" : ",",
                          label, n);
  writing->is_first = FALSE;
}

/* A question that nobody was asked looks as one that few answered: both are left out. */
static gboolean
is_told (const GuichetRelease *release, const GuichetMonthCells *cells, const GuichetMetric *metric)
{
  if (cells == release->of_month && g_hash_table_contains (release->withheld, metric->name))
    return FALSE;

  return !g_str_equal (metric->sensitivity, "answer") ||
         guichet_month_cells_has_metric (cells, metric->name);
}

static void
append_section (GString *text, const char *period, const GuichetRelease *release,
                const GuichetMonthCells *cells)
{
  g_autoptr (GPtrArray) metrics = list_metrics ();
  const char *separator = "";

  g_string_append_printf (text, "\"%s\":{", period);
  for (guint i = 0; i < metrics->len; i++) {
    const GuichetMetric *metric = g_ptr_array_index (metrics, i);
    Writing writing = { text, metric->name, TRUE };

    if (!is_told (release, cells, metric))
      continue;
    g_string_append_printf (text, "%s\"%s\":{", separator, metric->name);
    guichet_month_cells_foreach (cells, append_cell, &writing);
    g_string_append_c (text, '}');
    separator = ",";
  }
  g_string_append_c (text, '}');
}

static void
append_cells (GString *text, const GuichetRelease *release)
{
  g_string_append (text, "\"cells\":{");
  append_section (text, "month", release, release->of_month);
  if (release->of_quarter != NULL) {
    g_string_append_c (text, ',');
    append_section (text, "quarter", release, release->of_quarter);
  }
  if (release->of_year != NULL) {
    g_string_append_c (text, ',');
    append_section (text, "year", release, release->of_year);
  }
  g_string_append_c (text, '}');
}

char *
guichet_envelope_cells_to_json (const GuichetRelease *release)
{
  GString *text = g_string_new (NULL);

  append_cells (text, release);

  return g_string_free (text, FALSE);
}

char *
guichet_envelope_to_json (const GuichetEnvelope *self, const GuichetRelease *release)
{
  GString *text = g_string_new ("{");

  append_cells (text, release);
  g_string_append_printf (text, ",\"centre\":\"%s\",\"counter\":%" G_GUINT64_FORMAT, self->centre,
                          self->counter);
  g_string_append_printf (text, ",\"created\":\"%s\",\"days_lost\":%u,\"key\":\"%s\"",
                          self->created, self->n_days_lost, self->key_id);
  g_string_append_printf (text, ",\"kiosks\":%u,\"month\":\"%s\"", self->n_kiosks, release->month);
  g_string_append_printf (text, ",\"protection\":{\"base\":%d,\"least\":%d}", GUICHET_ROUNDING_BASE,
                          GUICHET_ROUNDING_BASE);
  g_string_append_printf (text, ",\"revision\":%u,\"schema\":\"" GUICHET_ENVELOPE_SCHEMA "\"}\n",
                          self->revision);

  return g_string_free (text, FALSE);
}

char *
guichet_envelope_make_file_name (const GuichetEnvelope *self, const char *month)
{
  return g_strdup_printf ("%s-%s-r%u.json", self->centre, month, self->revision);
}

char *
guichet_envelope_make_trusted_comment (const GuichetEnvelope *self, const char *month)
{
  return g_strdup_printf ("guichet-month centre=%s month=%s revision=%u counter=%" G_GUINT64_FORMAT,
                          self->centre, month, self->revision, self->counter);
}
