/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nearest-name.h"

#include <string.h>

/* Names are short; a longer text is nobody's misspelling. */
#define MAX_LENGTH 64

/* Edit distance with swapped neighbours counted as one mistake ("Naem"). */
static guint
measure_distance (const char *a, const char *b)
{
  guint rows[3][MAX_LENGTH + 1];
  guint length_b = (guint)strlen (b);

  for (guint j = 0; j <= length_b; j++)
    rows[0][j] = j;
  for (guint i = 1; a[i - 1] != '\0'; i++) {
    guint *row = rows[i % 3];
    const guint *above = rows[(i + 2) % 3];
    const guint *two_above = rows[(i + 1) % 3];

    row[0] = i;
    for (guint j = 1; j <= length_b; j++) {
      char from = g_ascii_tolower (a[i - 1]);
      char to = g_ascii_tolower (b[j - 1]);

      row[j] = MIN (MIN (above[j] + 1, row[j - 1] + 1), above[j - 1] + (from != to));
      if (i > 1 && j > 1 && from == g_ascii_tolower (b[j - 2]) && to == g_ascii_tolower (a[i - 2]))
        row[j] = MIN (row[j], two_above[j - 2] + 1);
    }
  }
  return rows[strlen (a) % 3][length_b];
}

const char *
guichet_nearest_name (const char *text, const char *const *names)
{
  const char *nearest = NULL;
  guint best = G_MAXUINT;
  gsize length = strlen (text);

  if (length == 0 || length > MAX_LENGTH)
    return NULL;
  for (; *names != NULL; names++) {
    guint distance;

    if (strlen (*names) > MAX_LENGTH)
      continue;
    distance = measure_distance (text, *names);
    /* A third of the name may be wrong, one character always. */
    if (distance < best && distance <= MAX (1, MAX (length, strlen (*names)) / 3)) {
      best = distance;
      nearest = *names;
    }
  }
  return nearest;
}
