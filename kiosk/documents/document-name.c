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
is_blank (gunichar c)
{
  return c == '_' || g_unichar_isspace (c);
}

static gboolean
is_shown (gunichar c)
{
  return g_unichar_isprint (c) && g_unichar_type (c) != G_UNICODE_FORMAT;
}

char *
guichet_document_name_clean (const char *name, gsize max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "", -1);
  const char *start = skip_path (valid);
  const char *end = start + find_stem (start);
  GString *words = g_string_new (NULL);
  gboolean is_pending = FALSE;
  gsize n_chars = 0;

  for (const char *p = start; p < end && n_chars < max_chars; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (is_blank (c)) {
      is_pending = words->len > 0;
    } else if (is_shown (c) && !(c == '.' && words->len == 0)) {
      if (is_pending && ++n_chars < max_chars)
        g_string_append_c (words, ' ');
      if (n_chars++ < max_chars)
        g_string_append_unichar (words, c);
      is_pending = FALSE;
    }
  }
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
