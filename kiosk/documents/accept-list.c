/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accept-list.h"

#include <string.h>

#define BIT(kind) (1u << GUICHET_DOCUMENT_KIND_##kind)
#define EVERY_IMAGE                                                                                \
  (BIT (JPEG) | BIT (PNG) | BIT (WEBP) | BIT (HEIF) | BIT (TIFF) | BIT (BMP) | BIT (GIF))
#define EVERY_SITE (BIT (PDF) | BIT (JPEG) | BIT (PNG) | BIT (GIF))

static const struct {
  const char *word;
  GuichetAcceptList kinds;
} WORDS[] = {
  { "*/*", GUICHET_ACCEPT_ANYTHING },
  { "*", GUICHET_ACCEPT_ANYTHING },
  { "image/*", EVERY_IMAGE },
  { "application/*", BIT (PDF) },
  { "application/pdf", BIT (PDF) },
  { "application/x-pdf", BIT (PDF) },
  { ".pdf", BIT (PDF) },
  { "image/jpeg", BIT (JPEG) },
  { "image/jpg", BIT (JPEG) },
  { "image/pjpeg", BIT (JPEG) },
  { ".jpg", BIT (JPEG) },
  { ".jpeg", BIT (JPEG) },
  { "image/png", BIT (PNG) },
  { ".png", BIT (PNG) },
  { "image/gif", BIT (GIF) },
  { ".gif", BIT (GIF) },
  { "image/webp", BIT (WEBP) },
  { ".webp", BIT (WEBP) },
  { "image/bmp", BIT (BMP) },
  { ".bmp", BIT (BMP) },
  { "image/tiff", BIT (TIFF) },
  { ".tif", BIT (TIFF) },
  { ".tiff", BIT (TIFF) },
  { "image/heic", BIT (HEIF) },
  { "image/heif", BIT (HEIF) },
  { ".heic", BIT (HEIF) },
  { ".heif", BIT (HEIF) },
};

static GuichetAcceptList
look_up (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (WORDS); i++)
    if (g_ascii_strcasecmp (WORDS[i].word, word) == 0)
      return WORDS[i].kinds;
  return 0;
}

GuichetAcceptList
guichet_accept_list_parse (const char *accept)
{
  g_auto (GStrv) words = g_strsplit_set (accept != NULL ? accept : "", ", \t\r\n", -1);
  GuichetAcceptList list = 0;

  for (guint i = 0; words[i] != NULL; i++) {
    /* Sites write types without the dot, or with parameters. */
    char *end = strchr (words[i], ';');
    g_autofree char *dotted = NULL;

    if (end != NULL)
      *end = '\0';
    dotted = g_strconcat (".", words[i], NULL);
    list |= look_up (words[i]) | look_up (dotted);
  }
  return list == 0 || (list & GUICHET_ACCEPT_ANYTHING) != 0 ? GUICHET_ACCEPT_ANYTHING : list;
}

GuichetAcceptWay
guichet_accept_list_choose (GuichetAcceptList list, GuichetDocumentKind kind, guint n_pages)
{
  gboolean is_image = guichet_document_kind_is_image (kind);

  if (kind == GUICHET_DOCUMENT_KIND_NONE)
    return GUICHET_ACCEPT_NO;
  if (list == GUICHET_ACCEPT_ANYTHING)
    list = EVERY_SITE;
  if ((list & (1u << kind)) != 0 && (EVERY_SITE & (1u << kind)) != 0)
    return GUICHET_ACCEPT_AS_IT_IS;
  /* "image/" and a star names kinds that few sites can really open: what all can is preferred. */
  if ((list & BIT (JPEG)) != 0 && n_pages == 1)
    return GUICHET_ACCEPT_AS_JPEG;
  if ((list & BIT (PDF)) != 0 && is_image)
    return GUICHET_ACCEPT_AS_PDF;
  return (list & (1u << kind)) != 0 ? GUICHET_ACCEPT_AS_IT_IS : GUICHET_ACCEPT_NO;
}
