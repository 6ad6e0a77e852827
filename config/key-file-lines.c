/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "key-file-lines.h"

#include <string.h>

static void
line_free (GuichetKeyFileLine *line)
{
  g_free (line->name);
  g_free (line->locale);
  g_free (line->text);
  g_free (line);
}

static gboolean
parse_group (GuichetKeyFileLine *line)
{
  gsize length = strlen (line->text);

  if (length < 3 || line->text[length - 1] != ']')
    return FALSE;
  line->name = g_strndup (line->text + 1, length - 2);
  return strpbrk (line->name, "[]") == NULL;
}

static gboolean
parse_key (GuichetKeyFileLine *line)
{
  const char *equals = strchr (line->text, '=');
  g_autofree char *key = NULL;
  gsize length;
  char *bracket;

  if (equals == NULL)
    return FALSE;
  key = g_strchomp (g_strndup (line->text, (gsize)(equals - line->text)));
  length = strlen (key);
  bracket = strchr (key, '[');
  if (bracket != NULL) {
    if (key[length - 1] != ']' || bracket + 2 >= key + length)
      return FALSE;
    line->locale = g_strndup (bracket + 1, (gsize)(key + length - bracket) - 2);
    *bracket = '\0';
  }
  if (*key == '\0' || strpbrk (key, "]") != NULL)
    return FALSE;
  line->name = g_steal_pointer (&key);
  return TRUE;
}

static GuichetKeyFileLine *
line_new (const char *text, guint number)
{
  GuichetKeyFileLine *line = g_new0 (GuichetKeyFileLine, 1);

  line->text = g_strstrip (g_strdup (text));
  line->number = number;
  if (*line->text == '\0' || *line->text == '#')
    line->kind = GUICHET_KEY_FILE_LINE_BLANK;
  else if (*line->text == '[')
    line->kind = parse_group (line) ? GUICHET_KEY_FILE_LINE_GROUP : GUICHET_KEY_FILE_LINE_WRONG;
  else
    line->kind = parse_key (line) ? GUICHET_KEY_FILE_LINE_KEY : GUICHET_KEY_FILE_LINE_WRONG;
  return line;
}

GPtrArray *
guichet_key_file_lines_split (const char *text)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify)line_free);
  g_auto (GStrv) texts = g_strsplit (text, "\n", -1);

  for (guint i = 0; texts[i] != NULL; i++)
    g_ptr_array_add (lines, line_new (texts[i], i + 1));
  return lines;
}
