/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-name.h"

typedef struct {
  const char *said;
  const char *words;
  const char *file;
} Case;

static const Case CASES[] = {
  { "attestation.pdf", "attestation", "attestation.pdf" },
  { "avis-de-paiement_2025.pdf", "avis de paiement 2025", "avis-de-paiement-2025.pdf" },
  { "Saint-Denis du 3 mars.pdf", "Saint-Denis du 3 mars", "Saint-Denis-du-3-mars.pdf" },
  { "Relevé d’impôt_2025.PDF", "Relevé d’impôt 2025", "Releve-d-impot-2025.pdf" },
  { "../../.bashrc", "bashrc", "bashrc.pdf" },
  { "..\\..\\autorun.inf", "autorun.inf", "autorun-inf.pdf" },
  { "/etc/passwd", "passwd", "passwd.pdf" },
  { "photo.JPEG", "photo", "photo.pdf" },
  { "archive.pdf.exe", "archive.pdf.exe", "archive-pdf-exe.pdf" },
  { "a\nb\tc\x01\x7f.pdf", "a b c", "a-b-c.pdf" },
  { "\xe2\x80\xaegpj.exe", "gpj.exe", "gpj-exe.pdf" },
  { "\xff\xfe", "��", "document.pdf" },
  { "   ", "", "document.pdf" },
  { ".pdf", "", "document.pdf" },
  { "...", "", "document.pdf" },
  { "", "", "document.pdf" },
  { NULL, "", "document.pdf" },
  { "日本語.pdf", "日本語", "document.pdf" },
  { "cœur à l'été.pdf", "cœur à l'été", "coeur-a-l-ete.pdf" },
  { "$(reboot);`x`.pdf", "$(reboot);`x`", "reboot-x.pdf" },
  { "123456789 123456789 123456789 123456789 123456789 123456789 1.pdf",
    "123456789 123456789 123456789 123456789 123456789 123456789…",
    "123456789-123456789-123456789-123456789.pdf" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autofree char *words = guichet_document_name_clean (CASES[i].said, 60);
    g_autofree char *file = guichet_document_name_to_file (words, "pdf");

    g_assert_cmpstr (words, ==, CASES[i].words);
    g_assert_true (g_utf8_validate (words, -1, NULL));
    g_assert_cmpint (g_utf8_strlen (words, -1), <=, 60);
    g_assert_cmpstr (file, ==, CASES[i].file);
  }
}

/* Whatever a page says: one plain file name comes out. */
static void
test_random (void)
{
  for (int round = 0; round < 2000; round++) {
    char said[80];
    g_autofree char *words = NULL;
    g_autofree char *file = NULL;

    for (gsize i = 0; i < sizeof said - 1; i++)
      said[i] = (char)g_test_rand_int_range (1, 256);
    said[sizeof said - 1] = '\0';
    words = guichet_document_name_clean (said, 20);
    g_assert_cmpint (g_utf8_strlen (words, -1), <=, 20);
    g_assert_null (g_strstr_len (words, -1, "/"));
    file = guichet_document_name_to_file (words, "pdf");
    g_assert_true (
        g_regex_match_simple ("^[A-Za-z0-9]([A-Za-z0-9-]{0,38}[A-Za-z0-9])?\\.pdf$", file, 0, 0));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/document-name/table", test_table);
  g_test_add_func ("/kiosk/document-name/random", test_random);
  return g_test_run ();
}
