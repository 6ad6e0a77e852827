/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-text.h"

#include <string.h>

static gboolean
reorders_text (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e ||
         c == 0x200f || c == 0x061c;
}

static gboolean
breaks_line (gunichar c)
{
  return g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029;
}

char *
guichet_web_text_clean (const char *text, glong max_characters)
{
  GString *clean = g_string_new (NULL);
  g_autofree char *valid = NULL;
  glong n = 0;

  if (text == NULL)
    return g_string_free (clean, FALSE);

  /* A page may send megabytes: only what can be shown is looked at (4 bytes a character). */
  valid = g_utf8_make_valid (text, (gssize)strnlen (text, (gsize)max_characters * 4));
  for (const char *p = valid; *p != '\0' && n < max_characters; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (reorders_text (c))
      continue;
    g_string_append_unichar (clean, breaks_line (c) ? ' ' : c);
    n++;
  }
  return g_string_free (clean, FALSE);
}
