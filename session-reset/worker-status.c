/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker-status.h"

#include <string.h>

#include "metrics.h"

static const GuichetWorkerWord *
find_word (const GuichetWorkerKind *kind, const char *word)
{
  for (const GuichetWorkerWord *row = kind->words; row->word != NULL; row++)
    if (g_str_equal (row->word, word))
      return row;
  return NULL;
}

static gboolean
parse_count (char **words, guint n_words, GuichetWorkerStatus *status)
{
  guint64 n = 1;

  if (n_words < 2 || n_words > 3 || strlen (words[1]) >= sizeof status->label ||
      !guichet_metrics_accepts (status->metric, words[1], NULL))
    return FALSE;
  if (n_words == 3 &&
      !g_ascii_string_to_unsigned (words[2], 10, 1, GUICHET_WORKER_NUMBER_MAX, &n, NULL))
    return FALSE;
  g_strlcpy (status->label, words[1], sizeof status->label);
  status->n = (guint)n;
  return TRUE;
}

static gboolean
parse_spending (char **words, guint n_words, GuichetWorkerStatus *status)
{
  guint64 n = 0;

  if (n_words != 2 ||
      !g_ascii_string_to_unsigned (words[1], 10, 1, GUICHET_WORKER_NUMBER_MAX, &n, NULL))
    return FALSE;
  status->n = (guint)n;
  return TRUE;
}

gboolean
guichet_worker_status_parse (const GuichetWorkerKind *kind, const char *line,
                             GuichetWorkerStatus *status)
{
  g_auto (GStrv) words = NULL;
  const GuichetWorkerWord *row;

  *status = (GuichetWorkerStatus){ 0 };
  if (strlen (line) > GUICHET_WORKER_LINE_MAX)
    return FALSE;
  words = g_strsplit (line, " ", 4);
  row = words[0] != NULL ? find_word (kind, words[0]) : NULL;
  if (row == NULL)
    return FALSE;
  status->meaning = row->meaning;
  status->metric = row->metric;
  if (row->meaning == GUICHET_WORKER_COUNT)
    return parse_count (words, g_strv_length (words), status);
  if (row->meaning == GUICHET_WORKER_SPEND)
    return parse_spending (words, g_strv_length (words), status);
  return words[1] == NULL;
}
