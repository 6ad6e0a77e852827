/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a world asks to be counted, and what a worker writes into its pipe, line by line: nothing is
 * held that the registry has not, and no worker counts what is not its own. */
#include "metrics.h"
#include "visit-counts.h"
#include "worker-status.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const char *const services[] = { "caf", "ameli", NULL };
static const char *const kinds[] = { "print", "scan", "stick" };

static void
check_held (const char *metric, const char *label, guint n, gpointer user_data)
{
  gboolean *has_dropped = user_data;

  if (g_str_equal (metric, "dropped")) {
    *has_dropped = TRUE;
    return;
  }
  g_assert_true (guichet_metrics_is_from_world (metric));
  g_assert_false (guichet_metrics_has_host_labels (metric));
  g_assert_true (guichet_metrics_accepts (metric, label, services));
  g_assert_cmpuint (n, <=, guichet_metrics_get_cap (metric));
}

static void
check_line (const char *line)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    const GuichetWorkerKind *kind = guichet_worker_kind_find (kinds[i]);
    const GuichetWorkerWord *word = kind->words;
    GuichetWorkerStatus status = { 0 };

    if (!guichet_worker_status_parse (kind, line, &status))
      continue;
    while (word->word != NULL && !g_str_has_prefix (line, word->word))
      word++;
    g_assert_nonnull (word->word);
    if (status.meaning != GUICHET_WORKER_COUNT)
      continue;
    g_assert_true (guichet_metrics_accepts (status.metric, status.label, NULL));
    g_assert_cmpuint (status.n, >=, 1);
    g_assert_cmpuint (status.n, <=, GUICHET_WORKER_NUMBER_MAX);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 40);
  g_autoptr (GuichetVisitCounts) counts = guichet_visit_counts_new (services);
  gboolean has_dropped = FALSE;
  guint n_refused = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    char *label = strchr (lines[i], ' ');

    check_line (lines[i]);
    if (label == NULL || !g_utf8_validate (lines[i], -1, NULL))
      continue;
    *label++ = '\0';
    n_refused += !guichet_visit_counts_add_from_world (counts, lines[i], label);
  }
  guichet_visit_counts_foreach (counts, check_held, &has_dropped);
  g_assert_cmpint (has_dropped, ==, n_refused > 0);
  return 0;
}
