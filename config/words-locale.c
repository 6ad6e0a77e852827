/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "words-locale.h"

#include <glib.h>
#include <locale.h>

/* gettext looks at LANGUAGE only where the locale of messages is another than "C" and, since Debian
 * 13's C library, another than "C.UTF-8". Which locales were made on a machine is not ours to
 * demand, so we bring one: only its name counts, whatever the language. */
#define BROUGHT "fr_FR.UTF-8"

static gboolean
is_without_words (const char *locale)
{
  return locale == NULL || g_str_equal (locale, "POSIX") || g_str_equal (locale, "C") ||
         g_str_has_prefix (locale, "C.");
}

void
guichet_words_locale_set (const char *language, const char *path)
{
  if (is_without_words (setlocale (LC_MESSAGES, NULL))) {
    g_setenv ("LOCPATH", path, TRUE);
    if (setlocale (LC_MESSAGES, BROUGHT) == NULL)
      /* Enough for Debian 12. */
      (void)setlocale (LC_MESSAGES, "C.UTF-8");
    g_unsetenv ("LOCPATH");
  }
  g_setenv ("LANGUAGE", language, TRUE);
}
