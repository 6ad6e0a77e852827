/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-words.h"

#include <glib/gi18n.h>

#define KILO 1000
#define MEGA (1000 * 1000)

static const char *const ORIGINS[] = {
  [GUICHET_DOCUMENT_ORIGIN_SCAN] = N_ ("Scanned paper"),
  [GUICHET_DOCUMENT_ORIGIN_DOWNLOAD] = N_ ("Downloaded document"),
  [GUICHET_DOCUMENT_ORIGIN_STICK] = N_ ("Document from the stick"),
  [GUICHET_DOCUMENT_ORIGIN_PAGE] = N_ ("Web page"),
};

char *
guichet_document_words_size (guint64 bytes)
{
  guint tenths = (guint)((bytes + MEGA / 20) / (MEGA / 10));

  if (bytes < MEGA)
    /* Translators: a size in thousands of bytes. */
    return g_strdup_printf (_ ("%u KB"), MAX ((guint)((bytes + KILO / 2) / KILO), 1));
  if (tenths >= 100)
    /* Translators: a size in millions of bytes. */
    return g_strdup_printf (_ ("%u MB"), (tenths + 5) / 10);
  /* Translators: a size in millions of bytes; the second number is the tenths. */
  return g_strdup_printf (_ ("%u.%u MB"), tenths / 10, tenths % 10);
}

char *
guichet_document_words_details (GuichetDocument *document)
{
  g_autofree char *size = guichet_document_words_size (guichet_document_get_size (document));
  guint n = guichet_document_get_n_pages (document);
  g_autofree char *pages = NULL;

  switch (guichet_document_get_problem (document)) {
  case GUICHET_DOCUMENT_ERROR_ENCRYPTED:
    return g_strdup (_ ("Locked by a password"));
  case GUICHET_DOCUMENT_ERROR_TOO_MANY_PAGES:
  case GUICHET_DOCUMENT_ERROR_TOO_MANY_PIXELS:
  case GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES:
    return g_strdup (_ ("Too large for this terminal"));
  case GUICHET_DOCUMENT_ERROR_UNKNOWN_KIND:
  case GUICHET_DOCUMENT_ERROR_BROKEN:
  case GUICHET_DOCUMENT_ERROR_DIED:
    return g_strdup (_ ("Damaged: it cannot be opened"));
  default:
    break;
  }
  if (n == 0)
    return g_steal_pointer (&size);
  pages = g_strdup_printf (ngettext ("%u page", "%u pages", n), n);
  return g_strdup_printf ("%s · %s", pages, size);
}

static gboolean
is_taken (GuichetTray *tray, const char *name)
{
  for (guint i = 0; i < guichet_tray_get_n_documents (tray); i++)
    if (g_strcmp0 (guichet_document_get_name (guichet_tray_get (tray, i)), name) == 0)
      return TRUE;
  return FALSE;
}

char *
guichet_document_words_name (GuichetDocument *document, GuichetTray *tray)
{
  const char *own = guichet_document_get_name (document);
  const char *stem = own[0] != '\0' ? own : _ (ORIGINS[guichet_document_get_origin (document)]);
  g_autofree char *name = g_strdup (stem);

  for (guint i = 2; is_taken (tray, name); i++) {
    g_free (name);
    name = g_strdup_printf ("%s (%u)", stem, i);
  }
  return g_steal_pointer (&name);
}

char *
guichet_document_words_full (GuichetTray *tray, const GError *error)
{
  g_autofree char *size = guichet_document_words_size (guichet_tray_get_max_bytes (tray));
  guint n = guichet_tray_get_max_documents (tray);

  if (g_error_matches (error, GUICHET_TRAY_ERROR, GUICHET_TRAY_ERROR_NUMBER))
    return g_strdup_printf (ngettext ("You already have %u document. Remove it to take another.",
                                      "You already have %u documents. Remove one to take another.",
                                      n),
                            n);
  if (g_error_matches (error, GUICHET_TRAY_ERROR, GUICHET_TRAY_ERROR_BYTES))
    return g_strdup_printf (_ ("Your documents together may have %s. Remove one to take another."),
                            size);
  return g_strdup (_ ("The terminal has no room left. Close a page or remove a document."));
}
