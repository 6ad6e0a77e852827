/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The documents of the visit among the other things on the screen. */
#include "shell-private.h"

static void
on_count (GuichetShell *self, const char *metric, const char *label)
{
  guichet_shell_tell_count (self, metric, label);
}

static void
on_hold (GuichetShell *self, gboolean is_held)
{
  guichet_shell_tell_hold (self, "download", is_held);
}

static void
on_documents (GuichetShell *self)
{
  self->showing_limit = FALSE;
  self->showing_closed = FALSE;
  guichet_shell_forget_stick (self);
  guichet_shell_leave_scan (self);
  guichet_desk_open_tray (self->desk);
}

void
guichet_shell_set_up_documents (GuichetShell *self, GuichetSettings *settings)
{
  self->opener = guichet_document_opener_new (NULL);
  self->desk = guichet_desk_new (self->window, self->opener);
  g_signal_connect_object (self->desk, "changed", G_CALLBACK (guichet_shell_sync), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "count", G_CALLBACK (on_count), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "hold", G_CALLBACK (on_hold), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (guichet_window_get_bar (self->window), "documents",
                           G_CALLBACK (on_documents), self, G_CONNECT_SWAPPED);
}

void
guichet_shell_clear_documents (GuichetShell *self)
{
  g_clear_object (&self->desk);
  g_clear_pointer (&self->opener, guichet_document_opener_free);
}

GuichetDesk *
guichet_shell_get_desk (GuichetShell *self)
{
  return self->desk;
}
