/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker-kind.h"

static const GuichetWorkerKind *const kinds[] = {
  &guichet_worker_kind_print,
  &guichet_worker_kind_scan,
  &guichet_worker_kind_stick,
};

const GuichetWorkerKind *
guichet_worker_kind_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i]->name, name) == 0)
      return kinds[i];
  return NULL;
}

void
guichet_worker_kind_add_words (GPtrArray *argv, const char *first, ...)
{
  va_list words;

  va_start (words, first);
  for (const char *word = first; word != NULL; word = va_arg (words, const char *))
    g_ptr_array_add (argv, g_strdup (word));
  va_end (words);
}
