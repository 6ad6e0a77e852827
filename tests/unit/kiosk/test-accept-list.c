/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accept-list.h"

#include <string.h>

#define KIND(kind) GUICHET_DOCUMENT_KIND_##kind
#define WAY(way)   GUICHET_ACCEPT_##way

static const struct {
  const char *accept;
  GuichetDocumentKind kind;
  guint n_pages;
  GuichetAcceptWay way;
} CASES[] = {
  { "", KIND (PDF), 3, WAY (AS_IT_IS) },
  { "", KIND (PNG), 1, WAY (AS_IT_IS) },
  { "", KIND (HEIF), 1, WAY (AS_JPEG) },
  { "", KIND (TIFF), 3, WAY (AS_PDF) },
  { "", KIND (NONE), 1, WAY (NO) },
  { "*/*", KIND (PDF), 1, WAY (AS_IT_IS) },
  { ".doc,.odt", KIND (PDF), 1, WAY (AS_IT_IS) }, /* the site will say so */
  { ".doc,.pdf", KIND (PDF), 1, WAY (AS_IT_IS) },
  { ".pdf", KIND (JPEG), 1, WAY (AS_PDF) },
  { ".PDF", KIND (JPEG), 1, WAY (AS_PDF) },
  { "pdf", KIND (PNG), 1, WAY (AS_PDF) },
  { "application/pdf; version=1", KIND (PDF), 9, WAY (AS_IT_IS) },
  { "image/*", KIND (JPEG), 1, WAY (AS_IT_IS) },
  { "image/*", KIND (HEIF), 1, WAY (AS_JPEG) },
  { "image/*", KIND (PDF), 1, WAY (AS_JPEG) },
  { "image/*", KIND (PDF), 2, WAY (NO) },
  { "image/*", KIND (PDF), 0, WAY (NO) },
  { "image/png", KIND (JPEG), 1, WAY (NO) },
  { "image/tiff", KIND (TIFF), 4, WAY (AS_IT_IS) },
  { ".jpg,.jpeg,.png,.pdf", KIND (WEBP), 1, WAY (AS_JPEG) },
  { ".jpg,\n .png , .pdf", KIND (PNG), 1, WAY (AS_IT_IS) },
  { "image/png,application/pdf", KIND (BMP), 1, WAY (AS_PDF) },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_test_message ("“%s”, kind %d", CASES[i].accept, CASES[i].kind);
    g_assert_cmpint (guichet_accept_list_choose (guichet_accept_list_parse (CASES[i].accept),
                                                 CASES[i].kind, CASES[i].n_pages),
                     ==, CASES[i].way);
  }
  g_assert_cmpuint (guichet_accept_list_parse (NULL), ==, GUICHET_ACCEPT_ANYTHING);
}

static void
test_hostile (void)
{
  g_autofree char *commas = g_strnfill (100000, ',');

  g_assert_cmpuint (guichet_accept_list_parse (commas), ==, GUICHET_ACCEPT_ANYTHING);
  g_assert_cmpuint (guichet_accept_list_parse ("\xff\xfe;;;;,.\x01"), ==, GUICHET_ACCEPT_ANYTHING);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/accept-list/table", test_table);
  g_test_add_func ("/kiosk/accept-list/hostile", test_hostile);
  return g_test_run ();
}
