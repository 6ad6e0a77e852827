/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-kind.h"

#include <string.h>

typedef struct {
  const char *name;
  const char *bytes;
  gsize size;
  GuichetDocumentKind kind;
} Case;

#define BYTES(text) text, sizeof (text) - 1

static const Case CASES[] = {
  { "pdf", BYTES ("%PDF-1.4\n"), GUICHET_DOCUMENT_KIND_PDF },
  { "pdf-after-rubbish", BYTES ("\xef\xbb\xbf\r\n\0%PDF-1.4\n"), GUICHET_DOCUMENT_KIND_PDF },
  { "pdf-mark-cut", BYTES ("%PDF"), GUICHET_DOCUMENT_KIND_NONE },
  { "pdf-in-html", BYTES ("<!DOCTYPE html><p>%PDF-1.4"), GUICHET_DOCUMENT_KIND_NONE },
  { "jpeg", BYTES ("\xff\xd8\xff\xe0"), GUICHET_DOCUMENT_KIND_JPEG },
  { "jpeg-cut", BYTES ("\xff\xd8"), GUICHET_DOCUMENT_KIND_NONE },
  { "png", BYTES ("\x89PNG\r\n\x1a\n...."), GUICHET_DOCUMENT_KIND_PNG },
  { "png-through-text-mode", BYTES ("\x89PNG\n\x1a\n...."), GUICHET_DOCUMENT_KIND_NONE },
  { "gif", BYTES ("GIF89a"), GUICHET_DOCUMENT_KIND_GIF },
  { "gif-text", BYTES ("GIFTS FOR"), GUICHET_DOCUMENT_KIND_NONE },
  { "webp", BYTES ("RIFF....WEBPVP8 "), GUICHET_DOCUMENT_KIND_WEBP },
  { "wave", BYTES ("RIFF....WAVEfmt "), GUICHET_DOCUMENT_KIND_NONE },
  { "bmp", BYTES ("BM........\x1a\0\0\0\x28\0\0\0........"), GUICHET_DOCUMENT_KIND_BMP },
  { "bmp-text", BYTES ("BMW, a maker of cars from Munich"), GUICHET_DOCUMENT_KIND_NONE },
  { "tiff-little", BYTES ("II*\0...."), GUICHET_DOCUMENT_KIND_TIFF },
  { "tiff-big", BYTES ("MM\0*...."), GUICHET_DOCUMENT_KIND_TIFF },
  { "heic",
    BYTES ("\0\0\0\x18"
           "ftypheic\0\0\0\0"),
    GUICHET_DOCUMENT_KIND_HEIF },
  { "film",
    BYTES ("\0\0\0\x18"
           "ftypmp42\0\0\0\0"),
    GUICHET_DOCUMENT_KIND_NONE },
  { "zip", BYTES ("PK\x03\x04"), GUICHET_DOCUMENT_KIND_NONE },
  { "program",
    BYTES ("\x7f"
           "ELF\2\1\1"),
    GUICHET_DOCUMENT_KIND_NONE },
  { "script", BYTES ("#!/bin/sh\n"), GUICHET_DOCUMENT_KIND_NONE },
  { "svg", BYTES ("<svg xmlns='http://www.w3.org/2000/svg'/>"), GUICHET_DOCUMENT_KIND_NONE },
  { "empty", BYTES (""), GUICHET_DOCUMENT_KIND_NONE },
};

static void
test_sniff (gconstpointer data)
{
  const Case *row = data;
  g_autofree guint8 *exact = g_memdup2 (row->bytes, row->size);

  g_assert_cmpint (guichet_document_kind_guess (exact, row->size), ==, row->kind);
}

/* Every beginning of every case: what is missing is not read. */
static void
test_cut (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    for (gsize size = 0; size < CASES[i].size; size++) {
      g_autofree guint8 *exact = g_memdup2 (CASES[i].bytes, size);
      GuichetDocumentKind kind = guichet_document_kind_guess (exact, size);

      g_assert_true (kind == GUICHET_DOCUMENT_KIND_NONE || kind == CASES[i].kind);
    }
}

static void
test_mark_too_far (void)
{
  char bytes[2000];

  memset (bytes, ' ', sizeof bytes);
  memcpy (bytes + 1019, "%PDF-", 5);
  g_assert_cmpint (guichet_document_kind_guess ((const guint8 *)bytes, sizeof bytes), ==,
                   GUICHET_DOCUMENT_KIND_PDF);
  memset (bytes, ' ', sizeof bytes);
  memcpy (bytes + 1024, "%PDF-", 5);
  g_assert_cmpint (guichet_document_kind_guess ((const guint8 *)bytes, sizeof bytes), ==,
                   GUICHET_DOCUMENT_KIND_NONE);
}

static void
test_words (void)
{
  for (int kind = GUICHET_DOCUMENT_KIND_PDF; kind < GUICHET_DOCUMENT_N_KINDS; kind++) {
    g_assert_nonnull (guichet_document_kind_get_mime_type (kind));
    g_assert_nonnull (guichet_document_kind_get_extension (kind));
    g_assert_cmpint (guichet_document_kind_is_image (kind), ==,
                     g_str_has_prefix (guichet_document_kind_get_mime_type (kind), "image/"));
  }
  g_assert_cmpstr (guichet_document_kind_get_mime_type (GUICHET_DOCUMENT_KIND_NONE), ==,
                   "application/octet-stream");
  g_assert_false (guichet_document_kind_is_image (GUICHET_DOCUMENT_KIND_NONE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autofree char *path = g_strconcat ("/kiosk/document-kind/sniff/", CASES[i].name, NULL);

    g_test_add_data_func (path, &CASES[i], test_sniff);
  }
  g_test_add_func ("/kiosk/document-kind/cut", test_cut);
  g_test_add_func ("/kiosk/document-kind/mark-too-far", test_mark_too_far);
  g_test_add_func ("/kiosk/document-kind/words", test_words);
  return g_test_run ();
}
