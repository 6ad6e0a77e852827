/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "authorities.h"

static gboolean
append_file (GString *bundle, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  GList *certificates = g_tls_certificate_list_new_from_file (path, error);
  gboolean is_empty = certificates == NULL;

  g_list_free_full (certificates, g_object_unref);
  if (is_empty) {
    if (error != NULL && *error == NULL)
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "no certificate in it");
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  g_string_append (bundle, text);
  g_string_append_c (bundle, '\n');
  return TRUE;
}

gboolean
guichet_authorities_write (const char *system_file, const char *const *extra, const char *path,
                           GError **error)
{
  g_autoptr (GString) bundle = g_string_new (NULL);
  g_autofree char *system_text = NULL;

  if (!g_file_get_contents (system_file, &system_text, NULL, error))
    return FALSE;
  g_string_append (bundle, system_text);
  for (gsize i = 0; extra[i] != NULL; i++)
    if (!append_file (bundle, extra[i], error))
      return FALSE;
  return g_file_set_contents_full (path, bundle->str, (gssize)bundle->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
