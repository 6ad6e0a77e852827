/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void
on_changed (GuichetDocument *document, gpointer user_data)
{
  (*(guint *)user_data)++;
}

static GuichetDocument *
make (const char *name, const char *data, GError **error)
{
  return guichet_document_new_from_data (GUICHET_DOCUMENT_ORIGIN_STICK, name, data, strlen (data),
                                         error);
}

static void
test_new (void)
{
  g_autoptr (GuichetDocument) document = make ("Relevé.pdf", "%PDF-1.4 x", NULL);
  g_autofree char *file = guichet_document_get_file_name (document);

  g_assert_cmpint (guichet_document_get_origin (document), ==, GUICHET_DOCUMENT_ORIGIN_STICK);
  g_assert_cmpint (guichet_document_get_kind (document), ==, GUICHET_DOCUMENT_KIND_PDF);
  g_assert_cmpstr (guichet_document_get_name (document), ==, "Relevé");
  g_assert_cmpstr (file, ==, "Releve.pdf");
  g_assert_cmpuint (guichet_document_get_size (document), ==, 10);
  g_assert_cmpuint (guichet_document_get_n_pages (document), ==, 0);
  g_assert_true (guichet_sealed_memory_is_sealed (guichet_document_get_fd (document)));
  g_assert_null (guichet_document_get_thumbnail (document));
}

static void
test_refuses (void)
{
  g_autoptr (GError) error = NULL;
  int unsealed = guichet_sealed_memory_create (NULL);

  g_assert_null (make ("a.pdf", "<html>", &error));
  g_assert_error (error, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_UNKNOWN_KIND);
  g_clear_error (&error);
  g_assert_null (make ("a.pdf", "", &error));
  g_assert_error (error, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_BROKEN);
  g_clear_error (&error);
  g_assert_null (guichet_document_new (GUICHET_DOCUMENT_ORIGIN_SCAN, "", unsealed, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  /* It was taken over all the same. */
  g_assert_cmpint (fcntl (unsealed, F_GETFD), ==, -1);
}

static void
test_examined (void)
{
  g_autoptr (GuichetDocument) document = make ("a", "%PDF-1.4", NULL);
  guint n_changes = 0;

  g_signal_connect (document, "changed", G_CALLBACK (on_changed), &n_changes);
  g_assert_false (guichet_document_is_examined (document));
  g_assert_cmpint (guichet_document_get_problem (document), ==, 0);
  guichet_document_set_examined (document, GUICHET_DOCUMENT_ERROR_ENCRYPTED, 7);
  g_assert_true (guichet_document_is_examined (document));
  g_assert_cmpint (guichet_document_get_problem (document), ==, GUICHET_DOCUMENT_ERROR_ENCRYPTED);
  g_assert_cmpuint (guichet_document_get_n_pages (document), ==, 7);
  g_assert_cmpuint (n_changes, ==, 1);
}

static void
test_thumbnail (void)
{
  g_autoptr (GuichetDocument) document = make ("a", "GIF89a", NULL);
  g_autoptr (GBytes) pixels = g_bytes_new_take (g_malloc0 (160), 160);
  const GuichetDocumentThumbnail *thumbnail;

  g_assert_cmpuint (guichet_document_get_n_pages (document), ==, 1);
  guichet_document_set_thumbnail (document, pixels, 10, 5, 40); /* 200 bytes would be needed */
  guichet_document_set_thumbnail (document, pixels, 11, 4, 40);
  guichet_document_set_thumbnail (document, pixels, 0, 4, 40);
  guichet_document_set_thumbnail (document, pixels, G_MAXINT, G_MAXINT, 40);
  g_assert_null (guichet_document_get_thumbnail (document));
  guichet_document_set_thumbnail (document, pixels, 10, 4, 40);
  thumbnail = guichet_document_get_thumbnail (document);
  g_assert_cmpint (thumbnail->width, ==, 10);
  g_assert_cmpint (thumbnail->height, ==, 4);
  guichet_document_set_thumbnail (document, pixels, 5, 8, 20);
  g_assert_cmpint (guichet_document_get_thumbnail (document)->height, ==, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/document/new", test_new);
  g_test_add_func ("/kiosk/document/refuses", test_refuses);
  g_test_add_func ("/kiosk/document/examined", test_examined);
  g_test_add_func ("/kiosk/document/thumbnail", test_thumbnail);
  return g_test_run ();
}
