/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the real engine becomes a PDF of A4 sheets, and no window opens on the way. */
#include "test-web-fixture.h"

#include "sealed-memory.h"
#include "web-print.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_BYTES (16 * 1024 * 1024)

typedef struct {
  GBytes *bytes;
  gboolean is_answered;
} Printed;

static void
on_printed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Printed *printed = user_data;
  g_autoptr (GError) error = NULL;
  int fd = guichet_web_print_finish (GUICHET_WEB_PAGE (source), result, &error);

  printed->is_answered = TRUE;
  if (fd < 0)
    return;
  g_assert_true (guichet_sealed_memory_is_sealed (fd));
  printed->bytes = guichet_sealed_memory_map (fd, MAX_BYTES, &error);
  g_assert_no_error (error);
  close (fd);
}

static gboolean
is_answered (Fixture *fixture, gconstpointer data)
{
  return ((const Printed *)data)->is_answered;
}

static GBytes *
print (Fixture *fixture)
{
  Printed printed = { 0 };

  guichet_web_print_async (fixture->page, NULL, on_printed, &printed);
  g_assert_true (fixture_wait (fixture, is_answered, &printed, 40));
  return printed.bytes;
}

static char *
run (const char *program, GBytes *document)
{
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL,
                        program, "-", g_str_equal (program, "pdftotext") ? "-" : NULL, NULL);
  g_autoptr (GBytes) output = NULL;

  g_assert_true (g_subprocess_communicate (process, document, NULL, &output, NULL, NULL));
  return g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
}

static void
test_pdf (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) document = NULL;
  g_autofree char *text = NULL;
  g_autofree char *facts = NULL;

  fixture_open_painted (fixture, "lab-faults");
  fixture_wait_js (fixture,
                   "document.body.innerHTML = '<p>Attestation numero 42</p>"
                   "<p style=\"break-before: page\">Seconde feuille</p>'; 'made'",
                   "made", 10);
  document = print (fixture);
  g_assert_nonnull (document);
  text = run ("pdftotext", document);
  facts = run ("pdfinfo", document);
  g_assert_nonnull (strstr (text, "Attestation numero 42"));
  g_assert_nonnull (strstr (text, "Seconde feuille"));
  g_assert_nonnull (strstr (facts, "A4"));
  g_assert_true (g_regex_match_simple ("^Pages: +2$", facts, G_REGEX_MULTILINE, 0));
}

/* Nothing of it lies about in the world either. */
static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) document = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  fixture_open_painted (fixture, "lab-faults");
  document = print (fixture);
  g_assert_nonnull (document);
  dir = g_dir_open (g_get_user_runtime_dir (), 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_prefix (name, "print-"));
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetWebPage) page = NULL;

  fixture_open_painted (fixture, "lab-faults");
  page = g_object_ref (fixture->page);
  guichet_web_page_close (page);
  g_assert_null (print (fixture));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  fixture_add_test ("/web/print/pdf", test_pdf);
  fixture_add_test ("/web/print/no-file", test_no_file);
  fixture_add_test ("/web/print/closed", test_closed);
  return g_test_run ();
}
