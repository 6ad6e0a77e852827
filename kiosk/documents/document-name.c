/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-name.h"

#include <string.h>

/* Servers cut long names in the middle of their extension. */
#define MAX_FILE_STEM 40

static const char *const EXTENSIONS[] = { "pdf", "jpg", "jpeg", "png",  "gif", "webp",
                                          "bmp", "tif", "tiff", "heic", "heif" };

static const char *
skip_path (const char *name)
{
  const char *slash = strrchr (name, '/');
  const char *backslash = strrchr (name, '\\');

  if (backslash != NULL && (slash == NULL || backslash > slash))
    slash = backslash;
  return slash != NULL ? slash + 1 : name;
}

static gsize
find_stem (const char *name)
{
  const char *dot = strrchr (name, '.');

  if (dot != NULL)
    for (gsize i = 0; i < G_N_ELEMENTS (EXTENSIONS); i++)
      if (g_ascii_strcasecmp (dot + 1, EXTENSIONS[i]) == 0)
        return (gsize)(dot - name);
  return strlen (name);
}

/* Marks of direction and joining (Unicode Cf) could show another name than the one that is there.
 */
static gboolean
is_blank (gunichar c, gboolean has_blanks)
{
  return c == '_' || g_unichar_isspace (c) || (c == '-' && !has_blanks);
}

static gboolean
is_shown (gunichar c)
{
  return g_unichar_isprint (c) && g_unichar_type (c) != G_UNICODE_FORMAT;
}

/* Says that there was more, in the place of the last character where there is no other. */
static void
cut (GString *words, gsize max_chars)
{
  const char *last = g_utf8_find_prev_char (words->str, words->str + words->len);

  if (last != NULL && (gsize)g_utf8_strlen (words->str, -1) >= max_chars)
    g_string_truncate (words, (gsize)(last - words->str));
  g_string_append (words, "…");
}

char *
guichet_document_name_clean (const char *name, gsize max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "", -1);
  const char *start = skip_path (valid);
  const char *end = start + find_stem (start);
  /* A server's "avis-de-paiement" is words; "Saint-Denis du 3 mars" keeps its hyphen. */
  gboolean has_blanks = memchr (start, ' ', (gsize)(end - start)) != NULL;
  GString *words = g_string_new (NULL);
  gboolean is_pending = FALSE;
  gsize n_chars = 0;
  const char *p;

  for (p = start; p < end && n_chars < max_chars; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (is_blank (c, has_blanks)) {
      is_pending = words->len > 0;
    } else if (is_shown (c) && !(c == '.' && words->len == 0)) {
      if (is_pending && ++n_chars < max_chars)
        g_string_append_c (words, ' ');
      if (n_chars++ < max_chars)
        g_string_append_unichar (words, c);
      is_pending = FALSE;
    }
  }
  if (p < end || n_chars > max_chars)
    cut (words, max_chars);
  return g_string_free (words, FALSE);
}

char *
guichet_document_name_to_file (const char *words, const char *extension)
{
  g_autofree char *ascii = g_str_to_ascii (words, "fr");
  GString *file = g_string_new (NULL);

  for (const char *p = ascii; *p != '\0' && file->len < MAX_FILE_STEM; p++) {
    if (g_ascii_isalnum (*p))
      g_string_append_c (file, *p);
    else if (file->len > 0 && file->str[file->len - 1] != '-')
      g_string_append_c (file, '-');
  }
  while (file->len > 0 && file->str[file->len - 1] == '-')
    g_string_truncate (file, file->len - 1);
  if (file->len == 0)
    g_string_append (file, "document");
  g_string_append_printf (file, ".%s", extension);
  return g_string_free (file, FALSE);
}
