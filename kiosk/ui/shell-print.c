/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell-private.h"

#include "web-print.h"

#include <unistd.h>

static GuichetPrintSheet *
get_sheet (GuichetShell *self)
{
  return guichet_window_get_print_sheet (self->window);
}

static gboolean
can_print (GuichetShell *self)
{
  return self->printing != NULL && guichet_printing_is_possible (self->printing) &&
         guichet_visit_get_state (self->visit) == GUICHET_VISIT_VISITING &&
         !gtk_widget_get_visible (GTK_WIDGET (get_sheet (self)));
}

static void
on_page_printed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetShell) self = user_data;
  g_autoptr (GuichetDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  int fd = guichet_web_print_finish (GUICHET_WEB_PAGE (source), result, &error);

  if (fd >= 0)
    document = guichet_document_new (GUICHET_DOCUMENT_ORIGIN_PAGE, "", fd, &error);
  /* Given up, or the visit has ended meanwhile. */
  if (!gtk_widget_get_visible (GTK_WIDGET (get_sheet (self))) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (document != NULL)
    guichet_print_sheet_show (get_sheet (self), document);
  else
    guichet_print_sheet_fail (get_sheet (self), GUICHET_PRINT_REASON_PAGE);
}

void
guichet_shell_print_page (GuichetShell *self, GuichetWebPage *page)
{
  /* A page that nobody looks at has nothing to print. */
  if (!can_print (self) || page == NULL || guichet_shell_get_current_page (self) != page ||
      guichet_web_page_get_state (page) != GUICHET_WEB_PAGE_SHOWN)
    return;
  if (self->print_cancellable != NULL)
    g_cancellable_cancel (self->print_cancellable);
  g_clear_object (&self->print_cancellable);
  self->print_cancellable = g_cancellable_new ();
  guichet_print_sheet_wait (get_sheet (self));
  guichet_web_print_async (page, self->print_cancellable, on_page_printed, g_object_ref (self));
}

void
guichet_shell_print (GuichetShell *self, GuichetDocument *document)
{
  if (can_print (self))
    guichet_print_sheet_show (get_sheet (self), document);
}

static void
on_print_wanted (GuichetShell *self)
{
  guichet_shell_print_page (self, guichet_shell_get_current_page (self));
}

static void
on_sheet_closed (GuichetShell *self)
{
  GuichetWebPage *page = guichet_shell_get_current_page (self);

  if (self->print_cancellable != NULL)
    g_cancellable_cancel (self->print_cancellable);
  g_clear_object (&self->print_cancellable);
  if (page != NULL)
    guichet_page_view_focus (g_hash_table_lookup (self->views, page));
}

void
guichet_shell_forget_print (GuichetShell *self)
{
  if (self->print_cancellable != NULL)
    g_cancellable_cancel (self->print_cancellable);
  g_clear_object (&self->print_cancellable);
  if (self->printing != NULL)
    guichet_print_sheet_forget (get_sheet (self));
}

void
guichet_shell_set_printing (GuichetShell *self, GuichetPrinting *printing)
{
  g_return_if_fail (self->printing == NULL);

  self->printing = g_object_ref (printing);
  guichet_print_sheet_set_up (get_sheet (self), printing);
  guichet_bar_set_can_print (guichet_window_get_bar (self->window),
                             guichet_printing_is_possible (printing));
  self->devices.printer = guichet_printing_is_possible (printing);
  guichet_shell_tell_devices (self);
  g_signal_connect_object (self->desk, "print", G_CALLBACK (guichet_shell_print), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (guichet_window_get_bar (self->window), "print",
                           G_CALLBACK (on_print_wanted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_sheet (self), "closed", G_CALLBACK (on_sheet_closed), self,
                           G_CONNECT_SWAPPED);
}
