/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From paper to the tray, among the other things on the screen. */
#include "shell-private.h"

#include "service.h"

static void
hide (GuichetShell *self)
{
  self->showing_scan = FALSE;
  guichet_shell_sync (self);
}

static void
on_finished (GuichetShell *self, GuichetDocument *document)
{
  gboolean is_copy = self->is_copying;

  self->showing_scan = FALSE;
  self->is_copying = FALSE;
  /* The tray tells when there is no room. */
  if (is_copy)
    guichet_shell_print (self, document);
  else
    guichet_desk_add (self->desk, document);
  guichet_shell_sync (self);
}

static void
show (GuichetShell *self, GuichetScanPurpose purpose)
{
  GuichetWebPage *page = guichet_shell_get_current_page (self);
  GuichetService *service = page != NULL ? guichet_web_page_get_service (page) : NULL;
  guint64 limit = service != NULL ? guichet_service_get_upload_limit (service) : 0;

  self->showing_limit = FALSE;
  self->showing_closed = FALSE;
  self->showing_scan = TRUE;
  self->is_copying = purpose == GUICHET_SCAN_TO_COPY;
  guichet_shell_sync (self);
  guichet_scan_page_begin (self->scan_page, purpose, limit);
}

static void
on_scan_wanted (GuichetShell *self)
{
  if (guichet_visit_get_state (self->visit) == GUICHET_VISIT_VISITING)
    show (self, guichet_desk_is_asked (self->desk) ? GUICHET_SCAN_TO_ATTACH : GUICHET_SCAN_TO_KEEP);
}

void
guichet_shell_copy (GuichetShell *self)
{
  if (self->scan_page != NULL && guichet_visit_get_state (self->visit) == GUICHET_VISIT_VISITING)
    show (self, GUICHET_SCAN_TO_COPY);
}

gboolean
guichet_shell_scan_go_back (GuichetShell *self)
{
  if (!self->showing_scan)
    return FALSE;
  if (!guichet_scan_page_go_back (self->scan_page))
    guichet_shell_forget_scan (self);
  return TRUE;
}

void
guichet_shell_leave_scan (GuichetShell *self)
{
  if (!self->showing_scan)
    return;
  self->showing_scan = FALSE;
  /* What was scanned waits until somebody scans again, or the visit ends. */
  if (!guichet_scan_page_has_pages (self->scan_page))
    guichet_scan_page_stop (self->scan_page);
}

void
guichet_shell_forget_scan (GuichetShell *self)
{
  if (self->scan_page == NULL)
    return;
  guichet_scan_page_stop (self->scan_page);
  if (self->showing_scan)
    hide (self);
}

void
guichet_shell_set_scanner (GuichetShell *self, GuichetScanner *scanner)
{
  g_return_if_fail (self->scan_page == NULL);

  self->scan_page = guichet_scan_page_new (scanner);
  guichet_window_add_view (self->window, GTK_WIDGET (self->scan_page));
  self->devices.scanner = TRUE;
  guichet_shell_tell_devices (self);
  g_signal_connect_object (self->desk, "scan", G_CALLBACK (on_scan_wanted), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scan_page, "finished", G_CALLBACK (on_finished), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scan_page, "closed", G_CALLBACK (hide), self, G_CONNECT_SWAPPED);
}
