/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "centre-file.h"

#include "report-signature.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define MAX_NAME 80

static gboolean fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (GUICHET_SQL_ERROR, GUICHET_SQL_ERROR_FAILED, format, arguments);
  va_end (arguments);

  return FALSE;
}

static gboolean
is_id (const char *id)
{
  gsize length = strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-");

  return length >= 1 && length <= 40 && id[length] == '\0' && id[0] != '-';
}

/* "01" to "95", "2A", "2B", "971"... */
static gboolean
is_department (const char *department)
{
  gsize length = strlen (department);

  return (length == 2 || length == 3) && g_ascii_isdigit (department[0]) &&
         strspn (department, "0123456789AB") == length;
}

static gboolean
is_name (const char *name)
{
  if (!g_utf8_validate (name, -1, NULL) || *name == '\0' || g_utf8_strlen (name, -1) > MAX_NAME)
    return FALSE;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isprint (g_utf8_get_char (at)))
      return FALSE;

  return TRUE;
}

static gboolean
take_key (GuichetCentre *centre, const char *text, GError **error)
{
  g_autofree char *prefix = g_strdup_printf ("guichet-enrol:1:%s:", centre->id);
  GuichetPublicKey key;

  if (g_str_has_prefix (text, "guichet-enrol:")) {
    if (!g_str_has_prefix (text, prefix))
      return fail (error, _ ("the enrolment “%s” is of another centre"), text);
    text += strlen (prefix);
  }
  if (!guichet_public_key_read (&key, text, error))
    return FALSE;
  centre->key_id = g_strdup (key.key_id);
  centre->public_key = g_strdup (text);

  return TRUE;
}

GuichetCentre *
guichet_centre_new (const char *id, const char *name, const char *department, const char *key,
                    GError **error)
{
  g_autoptr (GuichetCentre) centre = g_new0 (GuichetCentre, 1);

  if (!is_id (id))
    fail (error, _ ("“%s” is not a centre's id: a-z, 0-9 and hyphens, at most 40"), id);
  else if (!is_name (name))
    fail (error, _ ("“%s” is not a name: printable, at most 80 letters"), name);
  else if (!is_department (department))
    fail (error, _ ("“%s” is not a department, such as 33, 2A or 974"), department);
  else {
    centre->id = g_strdup (id);
    centre->name = g_strdup (name);
    centre->department = g_strdup (department);
    if (key == NULL || *key == '\0' || take_key (centre, key, error))
      return g_steal_pointer (&centre);
  }

  return NULL;
}

/* A cell as spreadsheets quote it. */
static void
unquote (char *cell)
{
  gsize length;

  g_strstrip (cell);
  length = strlen (cell);
  if (length >= 2 && cell[0] == '"' && cell[length - 1] == '"') {
    memmove (cell, cell + 1, length - 2);
    cell[length - 2] = '\0';
  }
}

static GuichetCentre *
read_line (const char *line, GError **error)
{
  g_auto (GStrv) cells = g_strsplit (line, ";", -1);

  if (g_strv_length (cells) < 3 || g_strv_length (cells) > 4) {
    fail (error, _ ("expected centre;name;department;public key, found “%s”"), line);
    return NULL;
  }
  for (guint i = 0; cells[i] != NULL; i++)
    unquote (cells[i]);

  return guichet_centre_new (cells[0], cells[1], cells[2], cells[3], error);
}

GPtrArray *
guichet_centre_file_read (const char *path, GError **error)
{
  g_autoptr (GPtrArray) centres =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_centre_free);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  lines = g_strsplit (g_str_has_prefix (text, "\xEF\xBB\xBF") ? text + 3 : text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    GuichetCentre *centre;

    g_strchomp (lines[i]);
    if (*lines[i] == '\0' || (i == 0 && g_str_has_prefix (lines[i], "centre;")))
      continue;
    centre = read_line (lines[i], error);
    if (centre == NULL) {
      g_prefix_error (error, _ ("%s, line %u: "), path, i + 1);
      return NULL;
    }
    g_ptr_array_add (centres, centre);
  }

  return g_steal_pointer (&centres);
}
