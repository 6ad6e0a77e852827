/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-ranges.h"

#include <string.h>

/* Bytes. What is longer was not typed by a person. */
#define TEXT_MAX 200

static const char *
skip_spaces (const char *text)
{
  while (*text == ' ')
    text++;
  return text;
}

static gboolean
take_number (const char **text, guint n_pages, guint *number)
{
  const char *start = skip_spaces (*text);
  guint value = 0;

  for (*text = start; g_ascii_isdigit (**text); (*text)++) {
    value = value * 10 + (guint)g_ascii_digit_value (**text);
    if (value > n_pages)
      return FALSE;
  }
  *number = value;
  return *text != start && value >= 1;
}

static gboolean
take_range (const char **text, guint n_pages, gboolean *chosen)
{
  guint first;
  guint last;

  if (!take_number (text, n_pages, &first))
    return FALSE;
  last = first;
  *text = skip_spaces (*text);
  if (**text == '-') {
    (*text)++;
    if (!take_number (text, n_pages, &last) || last < first)
      return FALSE;
    *text = skip_spaces (*text);
  }
  for (guint page = first; page <= last; page++)
    chosen[page] = TRUE;
  return TRUE;
}

static gboolean
take_list (const char *text, guint n_pages, gboolean *chosen)
{
  for (;;) {
    if (!take_range (&text, n_pages, chosen))
      return FALSE;
    if (*text == '\0')
      return TRUE;
    if (*text != ',' && *text != ';')
      return FALSE;
    text++;
  }
}

GArray *
guichet_page_ranges_parse (const char *text, guint n_pages)
{
  g_autofree gboolean *chosen = NULL;
  g_autoptr (GArray) pages = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean is_all;

  if (n_pages == 0 || strlen (text) > TEXT_MAX)
    return NULL;
  is_all = *skip_spaces (text) == '\0';
  chosen = g_new0 (gboolean, (gsize)n_pages + 1);
  if (!is_all && !take_list (text, n_pages, chosen))
    return NULL;
  for (guint page = 1; page <= n_pages; page++) {
    if (is_all || chosen[page])
      g_array_append_val (pages, page);
  }
  return g_steal_pointer (&pages);
}
