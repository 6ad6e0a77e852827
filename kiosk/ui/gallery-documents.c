/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery-scenes.h"

#include <string.h>

static GuichetDocument *
make_document (const char *name, guint n_pages, gsize size, gboolean is_wide)
{
  const guint width = is_wide ? 480 : 340;
  const guint height = is_wide ? 340 : 480;
  g_autofree guint32 *pixels = gallery_paper_draw (width, height);
  g_autofree char *data = g_malloc0 (size);
  g_autoptr (GBytes) bytes = NULL;
  GuichetDocument *document;

  memcpy (data, "%PDF-", 5);
  document =
      guichet_document_new_from_data (GUICHET_DOCUMENT_ORIGIN_DOWNLOAD, name, data, size, NULL);
  bytes = g_bytes_new (pixels, (gsize)width * height * 4);
  guichet_document_set_examined (document, 0, n_pages);
  guichet_document_set_thumbnail (document, bytes, width, height, width * 4);
  return document;
}

void
gallery_show_tray_empty (Gallery *self)
{
  const GuichetDeskDevices devices = { .printer = TRUE, .scanner = TRUE, .stick = TRUE };

  gallery_open_page (self, "ameli");
  gallery_show_page (self);
  guichet_bar_set_can_print (guichet_window_get_bar (self->window), TRUE);
  guichet_desk_set_devices (guichet_shell_get_desk (self->shell), &devices);
  guichet_desk_open_tray (guichet_shell_get_desk (self->shell));
}

void
gallery_show_download (Gallery *self)
{
  g_autoptr (GuichetDocument) document = make_document ("attestation-de-paiement", 1, 38000, FALSE);
  g_autoptr (GuichetWebDownload) download = NULL;

  guichet_desk_close (guichet_shell_get_desk (self->shell));
  download = gallery_download_start (gallery_get_page (self), 38000);
  gallery_download_set_received (download, 19000);
  gallery_download_end (download, GUICHET_WEB_DOWNLOAD_RECEIVED, document);
}

void
gallery_show_download_refused (Gallery *self)
{
  g_autoptr (GuichetWebDownload) download = gallery_download_start (gallery_get_page (self), 0);

  gallery_download_end (download, GUICHET_WEB_DOWNLOAD_REFUSED, NULL);
}

void
gallery_show_tray (Gallery *self)
{
  g_autoptr (GuichetDocument) first = make_document ("Relevé d’impôt 2025", 4, 1240000, FALSE);
  g_autoptr (GuichetDocument) second =
      make_document ("justificatif de domicile de moins de trois mois fourni par le fournisseur", 2,
                     380000, FALSE);
  g_autoptr (GuichetDocument) third = make_document ("Carte d’identité", 1, 612000, TRUE);

  guichet_desk_add (guichet_shell_get_desk (self->shell), first);
  guichet_desk_add (guichet_shell_get_desk (self->shell), second);
  guichet_desk_add (guichet_shell_get_desk (self->shell), third);
  guichet_desk_open_tray (guichet_shell_get_desk (self->shell));
}

void
gallery_show_document (Gallery *self)
{
  g_signal_emit_by_name (
      guichet_window_get_tray_page (self->window), "opened",
      guichet_tray_get (guichet_desk_get_tray (guichet_shell_get_desk (self->shell)), 1));
}

void
gallery_show_pick (Gallery *self)
{
  guichet_desk_close (guichet_shell_get_desk (self->shell));
  g_object_unref (gallery_file_request_start (gallery_get_page (self), "image/*", FALSE));
}

void
gallery_show_pick_several (Gallery *self)
{
  guichet_desk_close (guichet_shell_get_desk (self->shell));
  g_object_unref (gallery_file_request_start (gallery_get_page (self), ".pdf", TRUE));
}

/* --- from paper, and to paper --- */

void
gallery_show_scan (Gallery *self)
{
  guichet_desk_close (guichet_shell_get_desk (self->shell));
  guichet_desk_want_scan (guichet_shell_get_desk (self->shell));
}

/* The button that has the focus is the one to press next. */
void
gallery_press_next (Gallery *self)
{
  g_signal_emit_by_name (gtk_window_get_focus (GTK_WINDOW (self->window)), "clicked");
}

void
gallery_show_scanning (Gallery *self)
{
  gallery_press_next (self);
  gallery_scanner_send (self->scanner, 40);
}

void
gallery_show_scan_problem (Gallery *self)
{
  gallery_scanner_end (self->scanner, GUICHET_SCAN_CUT);
}

void
gallery_show_scanned (Gallery *self)
{
  gallery_press_next (self);
  gallery_scanner_send (self->scanner, 100);
  gallery_scanner_end (self->scanner, GUICHET_SCAN_N_FAILURES);
}

void
gallery_show_print_wait (Gallery *self)
{
  guichet_print_sheet_wait (guichet_window_get_print_sheet (self->window));
}

static void
show_print (Gallery *self, guint n_pages)
{
  g_autoptr (GuichetDocument) document =
      guichet_document_new_from_data (GUICHET_DOCUMENT_ORIGIN_PAGE, "", "%PDF-1.7", 8, NULL);

  gallery_documents_set_n_pages (n_pages);
  guichet_print_sheet_show (guichet_window_get_print_sheet (self->window), document);
}

void
gallery_show_print_page (Gallery *self)
{
  show_print (self, 1);
}

void
gallery_show_print_pages (Gallery *self)
{
  show_print (self, 5);
}

static void
tell_print (Gallery *self, GuichetPrintState state, GuichetPrintReason reason)
{
  g_signal_emit_by_name (self->printing, "changed", (int)state, (int)reason);
}

void
gallery_show_printing (Gallery *self)
{
  gallery_press_next (self);
  tell_print (self, GUICHET_PRINT_PRINTING, GUICHET_PRINT_REASON_NONE);
}

void
gallery_show_print_no_paper (Gallery *self)
{
  tell_print (self, GUICHET_PRINT_WAITING, GUICHET_PRINT_REASON_PAPER_OUT);
}

void
gallery_show_print_jam (Gallery *self)
{
  tell_print (self, GUICHET_PRINT_WAITING, GUICHET_PRINT_REASON_PAPER_JAM);
}

void
gallery_show_print_off (Gallery *self)
{
  tell_print (self, GUICHET_PRINT_FAILED, GUICHET_PRINT_REASON_OFF);
}

void
gallery_show_print_locked (Gallery *self)
{
  guichet_print_sheet_fail (guichet_window_get_print_sheet (self->window),
                            GUICHET_PRINT_REASON_ENCRYPTED);
}

void
gallery_show_print_too_many (Gallery *self)
{
  guichet_print_sheet_fail (guichet_window_get_print_sheet (self->window),
                            GUICHET_PRINT_REASON_VISIT_PAGES);
}

void
gallery_end_documents (Gallery *self)
{
  guichet_print_sheet_forget (guichet_window_get_print_sheet (self->window));
  guichet_desk_close (guichet_shell_get_desk (self->shell));
  gallery_show_tiles_again (self);
}
