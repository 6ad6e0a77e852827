/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray.h"

#include <string.h>

#define MAX_DOCUMENTS 3
#define MAX_BYTES     100
#define RESERVE       1000

typedef struct {
  GuichetTray *tray;
  guint64 available;
  guint n_changes;
} Fixture;

static guint64
probe (gpointer user_data)
{
  return ((Fixture *)user_data)->available;
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  ((Fixture *)data)->n_changes++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GuichetTrayLimits limits = {
    .max_documents = MAX_DOCUMENTS,
    .max_bytes = MAX_BYTES,
    .reserve_bytes = RESERVE,
    .probe = probe,
    .probe_data = fixture,
  };

  fixture->available = G_MAXUINT64;
  fixture->tray = guichet_tray_new (&limits);
  g_signal_connect (fixture->tray, "items-changed", G_CALLBACK (on_items_changed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->tray);
}

static GuichetDocument *
make (const char *name, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = g_malloc0 (size);
  GuichetDocument *document;

  memcpy (data, "%PDF-", 5);
  document =
      guichet_document_new_from_data (GUICHET_DOCUMENT_ORIGIN_DOWNLOAD, name, data, size, &error);
  g_assert_no_error (error);
  return document;
}

static gboolean
add (Fixture *fixture, gsize size, GError **error)
{
  g_autoptr (GuichetDocument) document = make ("a", size);

  return guichet_tray_add (fixture->tray, document, error);
}

static void
test_newest_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetDocument) first = make ("first.pdf", 10);
  g_autoptr (GuichetDocument) second = make ("second.pdf", 20);
  g_autoptr (GuichetDocument) item = NULL;

  g_assert_true (guichet_tray_add (fixture->tray, first, NULL));
  g_assert_true (guichet_tray_add (fixture->tray, second, NULL));
  g_assert_cmpuint (guichet_tray_get_bytes (fixture->tray), ==, 30);
  g_assert_true (guichet_tray_get (fixture->tray, 0) == second);
  g_assert_true (guichet_tray_get (fixture->tray, 1) == first);
  g_assert_null (guichet_tray_get (fixture->tray, 2));
  item = g_list_model_get_item (G_LIST_MODEL (fixture->tray), 0);
  g_assert_true (item == second);
  g_assert_true (guichet_tray_remove (fixture->tray, second));
  g_assert_false (guichet_tray_remove (fixture->tray, second));
  g_assert_true (guichet_tray_get (fixture->tray, 0) == first);
  g_assert_cmpuint (guichet_tray_get_bytes (fixture->tray), ==, 10);
  g_assert_cmpuint (fixture->n_changes, ==, 3);
}

static void
test_number (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < MAX_DOCUMENTS; i++)
    g_assert_true (add (fixture, 5, NULL));
  g_assert_false (guichet_tray_can_add (fixture->tray, 0, NULL));
  g_assert_false (add (fixture, 5, &error));
  g_assert_error (error, GUICHET_TRAY_ERROR, GUICHET_TRAY_ERROR_NUMBER);
  g_assert_cmpuint (guichet_tray_get_n_documents (fixture->tray), ==, MAX_DOCUMENTS);
  guichet_tray_clear (fixture->tray);
  g_assert_true (add (fixture, 5, NULL));
}

static void
test_bytes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (add (fixture, 60, NULL));
  g_assert_true (guichet_tray_can_add (fixture->tray, 40, NULL));
  g_assert_false (guichet_tray_can_add (fixture->tray, 41, NULL));
  g_assert_false (guichet_tray_can_add (fixture->tray, G_MAXUINT64, NULL));
  g_assert_false (add (fixture, 41, &error));
  g_assert_error (error, GUICHET_TRAY_ERROR, GUICHET_TRAY_ERROR_BYTES);
  g_assert_true (add (fixture, 40, NULL));
  g_assert_cmpuint (guichet_tray_get_bytes (fixture->tray), ==, MAX_BYTES);
}

/* What is there stays; what comes is refused before the machine has to end a page. */
static void
test_memory (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (add (fixture, 10, NULL));
  fixture->available = RESERVE + 20;
  g_assert_true (guichet_tray_can_add (fixture->tray, 20, NULL));
  g_assert_false (guichet_tray_can_add (fixture->tray, 21, &error));
  g_assert_error (error, GUICHET_TRAY_ERROR, GUICHET_TRAY_ERROR_MEMORY);
  g_clear_error (&error);
  fixture->available = RESERVE - 1;
  g_assert_false (add (fixture, 10, &error));
  g_assert_error (error, GUICHET_TRAY_ERROR, GUICHET_TRAY_ERROR_MEMORY);
  g_assert_cmpuint (guichet_tray_get_n_documents (fixture->tray), ==, 1);
}

static gboolean
is_mapped (gconstpointer address)
{
  g_autofree char *maps = NULL;
  g_autofree char *start = g_strdup_printf ("%lx-", (unsigned long)address);

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  return strstr (maps, start) != NULL;
}

static void
test_removal_gives_back (Fixture *fixture, gconstpointer data)
{
  GuichetDocument *document = make ("a", 10);
  gconstpointer address = g_bytes_get_data (guichet_document_get_bytes (document), NULL);

  g_assert_true (guichet_tray_add (fixture->tray, document, NULL));
  g_object_unref (document);
  g_assert_true (is_mapped (address));
  g_object_add_weak_pointer (G_OBJECT (document), (gpointer *)&document);
  guichet_tray_remove (fixture->tray, document);
  g_assert_null (document);
  g_assert_false (is_mapped (address));
}

static void
test_probe (void)
{
  guint64 bytes = guichet_tray_probe_memory (NULL);

  g_assert_cmpuint (bytes, >, 1024 * 1024);
  g_assert_cmpuint (bytes, <, G_MAXUINT64);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/kiosk/tray/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("newest-first", test_newest_first);
  ADD ("number", test_number);
  ADD ("bytes", test_bytes);
  ADD ("memory", test_memory);
  ADD ("removal-gives-back", test_removal_gives_back);
  g_test_add_func ("/kiosk/tray/probe", test_probe);
  return g_test_run ();
}
