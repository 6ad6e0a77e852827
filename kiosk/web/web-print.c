/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-print.h"

#include "document.h"
#include "web-page-private.h"

#include <gtk/gtkunixprint.h>

#include <fcntl.h>
#include <unistd.h>

#define TIMEOUT_SECONDS 30
#define MARGIN_MM       10

/* One print under way: data of its task. */
typedef struct {
  /* Owned */
  WebKitPrintOperation *operation;
  char *printer; /* GTK's own name of "print to a file", in whatever language it has it */
  char *path;
  /* Handles */
  guint timeout_id;
} Print;

static void
print_free (Print *print)
{
  g_clear_handle_id (&print->timeout_id, g_source_remove);
  g_clear_object (&print->operation);
  if (print->path != NULL)
    (void)unlink (print->path);
  g_free (print->path);
  g_free (print->printer);
  g_free (print);
}

static void
fail (GTask *task)
{
  if (g_task_get_completed (task))
    return;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The page gives no print");
}

static void
end (GTask *task)
{
  Print *print = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  int source = open (print->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  int sealed =
      source >= 0 ? guichet_sealed_memory_copy (source, GUICHET_DOCUMENT_MAX_BYTES, &error) : -1;

  if (source >= 0)
    (void)close (source);
  if (sealed >= 0)
    g_task_return_int (task, sealed);
  else
    fail (task);
}

static void
on_finished (WebKitPrintOperation *operation, GTask *task)
{
  if (g_task_get_completed (task))
    return;
  end (task);
  g_object_unref (task);
}

static void
on_failed (WebKitPrintOperation *operation, GError *error, GTask *task)
{
  if (g_task_get_completed (task))
    return;
  fail (task);
  g_object_unref (task);
}

static gboolean
on_late (gpointer user_data)
{
  GTask *task = user_data;
  Print *print = g_task_get_task_data (task);

  print->timeout_id = 0;
  if (!g_task_get_completed (task)) {
    fail (task);
    g_object_unref (task);
  }
  return G_SOURCE_REMOVE;
}

static GtkPrintSettings *
make_settings (const Print *print)
{
  GtkPrintSettings *settings = gtk_print_settings_new ();
  g_autofree char *uri = g_filename_to_uri (print->path, NULL, NULL);

  gtk_print_settings_set_printer (settings, print->printer);
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf");
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_URI, uri);
  return settings;
}

static GtkPageSetup *
make_page_setup (void)
{
  GtkPageSetup *setup = gtk_page_setup_new ();
  g_autoptr (GtkPaperSize) a4 = gtk_paper_size_new (GTK_PAPER_NAME_A4);

  gtk_page_setup_set_paper_size (setup, a4);
  gtk_page_setup_set_top_margin (setup, MARGIN_MM, GTK_UNIT_MM);
  gtk_page_setup_set_bottom_margin (setup, MARGIN_MM, GTK_UNIT_MM);
  gtk_page_setup_set_left_margin (setup, MARGIN_MM, GTK_UNIT_MM);
  gtk_page_setup_set_right_margin (setup, MARGIN_MM, GTK_UNIT_MM);
  return setup;
}

static gboolean
make_file (Print *print)
{
  int fd;

  print->path = g_build_filename (g_get_user_runtime_dir (), "print-XXXXXX", NULL);
  fd = g_mkstemp_full (print->path, O_RDWR | O_CLOEXEC, 0600);
  return fd >= 0 && close (fd) == 0;
}

static void
start (GTask *task)
{
  GuichetWebPage *page = g_task_get_source_object (task);
  Print *print = g_task_get_task_data (task);
  g_autoptr (GtkPrintSettings) settings = NULL;
  g_autoptr (GtkPageSetup) setup = make_page_setup ();

  if (print->printer == NULL || page->view == NULL || !make_file (print)) {
    fail (task);
    g_object_unref (task);
    return;
  }
  settings = make_settings (print);
  print->operation = webkit_print_operation_new (page->view);
  webkit_print_operation_set_print_settings (print->operation, settings);
  webkit_print_operation_set_page_setup (print->operation, setup);
  g_signal_connect_object (print->operation, "finished", G_CALLBACK (on_finished), task, 0);
  g_signal_connect_object (print->operation, "failed", G_CALLBACK (on_failed), task, 0);
  print->timeout_id = g_timeout_add_seconds (TIMEOUT_SECONDS, on_late, task);
  webkit_print_operation_print (print->operation);
}

static gboolean
on_printer (GtkPrinter *printer, gpointer user_data)
{
  Print *print = g_task_get_task_data (user_data);

  if (!gtk_printer_is_virtual (printer) || !gtk_printer_accepts_pdf (printer))
    return FALSE;
  g_free (print->printer);
  print->printer = g_strdup (gtk_printer_get_name (printer));
  return TRUE;
}

static void
on_enumerated (gpointer user_data)
{
  start (user_data);
}

void
guichet_web_print_async (GuichetWebPage *page, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (page, cancellable, callback, user_data);

  g_task_set_source_tag (task, guichet_web_print_async);
  g_task_set_task_data (task, g_new0 (Print, 1), (GDestroyNotify)print_free);
  /* GTK must not look for CUPS: there is none in a world, and libcups is nothing to have here. */
  g_object_set (gtk_settings_get_default (), "gtk-print-backends", "file", NULL);
  gtk_enumerate_printers (on_printer, task, on_enumerated, FALSE);
}

int
guichet_web_print_finish (GuichetWebPage *page, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, page), -1);

  return (int)g_task_propagate_int (G_TASK (result), error);
}
