/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "search-text.h"

#include <string.h>

/* Letters that Unicode does not decompose, but that people type in two or without the sign. */
static const struct {
  gunichar letter;
  const char *plain;
} PLAIN_LETTERS[] = {
  { 0x0153, "oe" }, /* œ */
  { 0x00e6, "ae" }, /* æ */
  { 0x00df, "ss" }, /* ß */
  { 0x00f8, "o" },  /* ø */
  { 0x0142, "l" },  /* ł */
  { 0x0131, "i" },  /* ı */
};

static void
append_letter (GString *folded, gunichar letter)
{
  for (guint i = 0; i < G_N_ELEMENTS (PLAIN_LETTERS); i++) {
    if (PLAIN_LETTERS[i].letter == letter) {
      g_string_append (folded, PLAIN_LETTERS[i].plain);
      return;
    }
  }
  g_string_append_unichar (folded, letter);
}

char *
guichet_search_text_fold (const char *text)
{
  g_autofree char *decomposed = NULL;
  g_autofree char *lower = NULL;
  GString *folded = g_string_new (NULL);
  gboolean blank = FALSE;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return g_string_free (folded, FALSE);
  decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  lower = g_utf8_casefold (decomposed, -1);
  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_ismark (c))
      continue;
    if (!g_unichar_isalnum (c)) {
      blank = TRUE;
      continue;
    }
    if (blank && folded->len > 0)
      g_string_append_c (folded, ' ');
    blank = FALSE;
    append_letter (folded, c);
  }
  return g_string_free (folded, FALSE);
}

static gboolean
has_word_start (const char *text, const char *word)
{
  for (const char *p = strstr (text, word); p != NULL; p = strstr (p + 1, word)) {
    if (p == text || p[-1] == ' ')
      return TRUE;
  }
  return FALSE;
}

GuichetSearchMatch
guichet_search_text_match (const char *folded_text, const char *folded_needle)
{
  g_auto (GStrv) words = NULL;
  GuichetSearchMatch worst = GUICHET_SEARCH_WORD_START;

  if (folded_needle[0] == '\0')
    return GUICHET_SEARCH_NONE;
  if (g_str_has_prefix (folded_text, folded_needle))
    return GUICHET_SEARCH_TEXT_START;
  words = g_strsplit (folded_needle, " ", -1);
  for (guint i = 0; words[i] != NULL; i++) {
    if (has_word_start (folded_text, words[i]))
      continue;
    if (strstr (folded_text, words[i]) == NULL)
      return GUICHET_SEARCH_NONE;
    worst = GUICHET_SEARCH_INSIDE;
  }
  return worst;
}
