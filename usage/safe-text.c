/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "safe-text.h"

char *
guichet_safe_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *safe = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    g_string_append_unichar (safe, g_unichar_isprint (c) ? c : '?');
  }

  return g_string_free (safe, FALSE);
}
